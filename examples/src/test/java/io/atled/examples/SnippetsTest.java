package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every ```` ```java ```` block in the documentation compiles and runs.
///
/// That is README.md, CONTRIBUTING.md and the doc comments of autograd and nn. What a snippet may
/// use without declaring it stands in [SnippetFixtures]. A block that is not to be run is marked
/// otherwise, as `text`.
class SnippetsTest {
    /// Well above the half that guessing gives, and below what the network reaches (0.97 or more
    /// with any seed that was tried).
    private static final double LEARNED = 0.9;

    @TempDir
    static Path folder;

    private static List<Snippet> readme;
    private static List<Snippet> all;
    private static SnippetCompiler compiler;

    @BeforeAll
    static void compileAll() throws IOException {
        Path top = top();
        readme = Snippet.in(top.resolve("README.md"));
        all = Stream.of(readme, Snippet.in(top.resolve("CONTRIBUTING.md")),
                        Snippet.below(top.resolve("autograd/src/main/java")),
                        Snippet.below(top.resolve("nn/src/main/java")))
                .peek(part -> assertFalse(part.isEmpty(), "a place without any snippet"))
                .flatMap(List::stream).toList();
        compiler = new SnippetCompiler(all, folder);
    }

    /// The top of the repository, from wherever in it the tests run.
    static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    @TestFactory
    Stream<DynamicTest> everySnippetCompilesAndRuns() {
        return all.stream().map(snippet -> DynamicTest.dynamicTest(snippet.place(0),
                snippet.file().toUri(), () -> compiler.run(snippet)));
    }

    @Test
    void theFirstSnippetOfTheReadmeLearns() throws Exception {
        String last = compiler.run(readme.getFirst()).getLast();
        double accuracy = Double.parseDouble(last.substring(last.lastIndexOf(' ') + 1));
        assertTrue(accuracy > LEARNED, last);
    }

    @Test
    void whatASnippetPrintsIsReturned() throws Exception {
        Snippet snippet = inComment("System.out.println(Tensor.of(1f, 2f).sum().item());");
        assertEquals(List.of("3.0"), new SnippetCompiler(List.of(snippet), folder).run(snippet));
    }

    @Test
    void aSnippetMayImportAndDeclareTypes() throws Exception {
        Snippet snippet = inComment("import java.time.DayOfWeek;",
                "record Day(DayOfWeek name) {}", "System.out.println(new Day(DayOfWeek.MONDAY));");
        assertEquals(List.of("Day[name=MONDAY]"),
                new SnippetCompiler(List.of(snippet), folder).run(snippet));
    }

    @Test
    void onlyBlocksMarkedAsJavaAreSnippets() {
        List<String> lines = List.of("```", "mvn", "```", "```text", "x → y", "```",
                "```java", "int i = 1;", "", "int j = i;", "```");
        Path file = Path.of("A.md");
        assertEquals(List.of(new Snippet(file, 8, List.of("int i = 1;", "", "int j = i;"))),
                Snippet.in(file, lines));
    }

    @Test
    void anErrorNamesItsLineInTheDocument() throws Exception {
        Snippet wrong = inComment("int i = 1;", "int j = wrong;");
        Snippet right = inComment("int i = 1;");
        var both = new SnippetCompiler(List.of(wrong, right), folder);
        String message = assertThrows(AssertionError.class, () -> both.run(wrong)).getMessage();
        assertTrue(message.contains("A.java:5: cannot find symbol"), message);
        assertTrue(message.contains("int j = wrong;"), message);
        assertEquals(List.of(), both.run(right), "the others still run");
    }

    @Test
    void whatASnippetThrowsComesOut() throws Exception {
        Snippet snippet = inComment("Tensor.of(1f, 2f).add(Tensor.of(1f, 2f, 3f));");
        var compiled = new SnippetCompiler(List.of(snippet), folder);
        String message = assertThrows(Exception.class, () -> compiled.run(snippet)).getMessage();
        assertTrue(message.contains("add"), message);
    }

    /// The only snippet in the comment of an imagined class, from its line 4.
    private static Snippet inComment(String... code) {
        List<String> lines = new ArrayList<>();
        lines.addAll(List.of("class A {", "    /// Does.", "    /// ```java"));
        Stream.of(code).forEach(line -> lines.add("    /// " + line));
        lines.add("    /// ```");
        return Snippet.in(Path.of("A.java"), lines).getFirst();
    }
}

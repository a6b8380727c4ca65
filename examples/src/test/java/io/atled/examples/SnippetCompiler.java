package io.atled.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles snippets, all in one task, and runs them.
///
/// A snippet becomes a method of a class that extends [SnippetFixtures]; types that it declares
/// are local, its imports are added to the prelude.
final class SnippetCompiler {
    private static final String PACKAGE = "snippets";

    private static final List<String> PRELUDE = List.of("java.util.*", "java.util.function.*",
            "java.util.random.*", "java.nio.file.Path", "com.google.common.collect.*",
            "io.atled.autograd.*", "io.atled.autograd.shape.*", "io.atled.autograd.graph.*",
            "io.atled.autograd.check.*", "io.atled.nn.*", "io.atled.nn.data.*",
            "io.atled.nn.init.*", "io.atled.nn.layers.*", "io.atled.nn.loss.*",
            "io.atled.nn.optim.*", "io.atled.nn.schedule.*", "io.atled.nn.train.*");

    /// The lines before the first one of the snippet.
    private static final int HEADER = 3;

    private final Path folder;
    private final Map<Snippet, String> classes = new LinkedHashMap<>();
    private final Map<Snippet, String> errors = new LinkedHashMap<>();

    /// A snippet as source text.
    private static final class Source extends SimpleJavaFileObject {
        private final Snippet snippet;
        private final String text;

        Source(Snippet snippet, String name) {
            super(URI.create("string:///" + PACKAGE + "/" + name + ".java"), Kind.SOURCE);
            this.snippet = snippet;
            text = source(snippet, name);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /// Compiles `snippets`; class files, and what the snippets write, go into a new folder below
    /// `folder`.
    SnippetCompiler(List<Snippet> snippets, Path folder) throws IOException {
        this.folder = Files.createTempDirectory(folder, PACKAGE);
        List<Source> sources = new ArrayList<>();
        for (Snippet snippet : snippets) {
            String name = "Snippet" + sources.size();
            classes.put(snippet, name);
            sources.add(new Source(snippet, name));
        }
        // javac writes nothing if anything is wrong: again, without what is
        while (!sources.isEmpty() && !compiles(sources)) {
            sources.removeIf(source -> errors.containsKey(source.snippet));
        }
    }

    private static String source(Snippet snippet, String name) {
        var imports = new StringBuilder();
        PRELUDE.forEach(type -> imports.append("import ").append(type).append("; "));
        var body = new StringBuilder();
        for (String line : snippet.code()) {
            boolean imported = line.startsWith("import ");
            (imported ? imports : body).append(line.replace("Path.of(", "file("));
            body.append('\n');
        }
        return "package " + PACKAGE + "; " + imports + "\n"
                + "public final class " + name + " extends " + SnippetFixtures.class.getName()
                + " { public " + name + "(Path folder) { super(folder); }\n"
                + "@Override public void run() throws Exception {\n"
                + body + "}}\n";
    }

    private boolean compiles(List<Source> sources) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        List<String> options = List.of("-proc:none", "-Xlint:none",
                "-classpath", System.getProperty("java.class.path"), "-d", folder.toString());
        try (var files = javac.getStandardFileManager(found, Locale.ROOT,
                StandardCharsets.UTF_8)) {
            if (javac.getTask(null, files, found, options, null, sources).call()) {
                return true;
            }
        }
        List<Diagnostic<? extends JavaFileObject>> wrong = found.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR).toList();
        for (var diagnostic : wrong) {
            if (!(diagnostic.getSource() instanceof Source source)) {
                throw new IllegalStateException("javac: " + diagnostic);
            }
            errors.merge(source.snippet, said(diagnostic, source.snippet), (a, b) -> a + b);
        }
        return false;
    }

    /// `Tensor.java:21: cannot find symbol …`, with the line.
    private static String said(Diagnostic<?> diagnostic, Snippet snippet) {
        int line = Math.toIntExact(diagnostic.getLineNumber()) - HEADER - 1;
        String code = line >= 0 && line < snippet.code().size() ? snippet.code().get(line) : "";
        return "\n" + snippet.place(line) + ": " + diagnostic.getMessage(Locale.ROOT) + "\n    "
                + code;
    }

    /// Runs a snippet and gives the lines that it printed.
    ///
    /// @throws AssertionError if it did not compile
    List<String> run(Snippet snippet) throws Exception {
        if (errors.containsKey(snippet)) {
            throw new AssertionError("the snippet does not compile; a name that it does not declare"
                    + " must be in SnippetFixtures" + errors.get(snippet));
        }
        var printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        try (var loader = new URLClassLoader(new URL[] {url()}, getClass().getClassLoader());
                var to = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(to);
            loader.loadClass(PACKAGE + "." + classes.get(snippet)).asSubclass(SnippetFixtures.class)
                    .getConstructor(Path.class).newInstance(folder).run();
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private URL url() throws MalformedURLException {
        return folder.toUri().toURL();
    }
}

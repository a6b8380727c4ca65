package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MainTest {
    private static final Pattern COMMAND = Pattern.compile("-Dexample=([A-Za-z]+)");

    private static final Set<String> NAMES = Main.EXAMPLES.stream()
            .map(e -> e.getClass().getSimpleName()).collect(Collectors.toSet());

    @Test
    void aMisspeltNameGetsOneSentenceWithTheNameMostLikeIt() {
        assertEquals("There is no example Quickstrat; did you mean Quickstart?"
                + " -Dexample=--list lists them all.", Main.unknown("Quickstrat"));
        assertTrue(Main.unknown("whyactivation").contains("did you mean WhyActivations?"));
        assertTrue(Main.unknown("threedescent").contains("ThreeDescents"));
        assertTrue(Main.unknown("Kinks").contains("KinksAndTies"));
        assertEquals("There is no example xyz; -Dexample=--list lists them all.",
                Main.unknown("xyz"));
    }

    /// A command with a name that is wrong only prints that it is.
    @Test
    void theCommandsInTheDocumentationNameExamples() throws IOException {
        Path top = SnippetsTest.top();
        Set<String> named = new TreeSet<>();
        for (String page : List.of("README.md", "examples/README.md")) {
            COMMAND.matcher(Files.readString(top.resolve(page))).results()
                    .forEach(match -> named.add(match.group(1)));
        }
        assertTrue(named.contains("Quickstart"));
        assertEquals(Set.of(), Stream.of(named).flatMap(Set::stream)
                .filter(name -> !NAMES.contains(name)).collect(Collectors.toSet()));
    }
}

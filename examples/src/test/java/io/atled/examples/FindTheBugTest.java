package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.check.Hint;
import io.atled.examples.FindTheBug.Bug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindTheBugTest {
    @Test
    void everyBugIsNamed() {
        Map<String, Hint> found = FindTheBug.bugs().stream().collect(Collectors.toMap(Bug::what,
                bug -> bug.report().culprit().orElseThrow().hint()));
        assertEquals(Map.of("factor", Hint.COUNTED_TWICE, "sign", Hint.SIGN, "transposed",
                Hint.TRANSPOSED, "missing sum", Hint.MISSING_SUM, "stale value", Hint.STALE),
                found);
    }

    @Test
    void theOperationAndItsLineAreNamed() {
        for (Bug bug : FindTheBug.bugs()) {
            assertFalse(bug.report().passed(), bug.what());
            var culprit = bug.report().culprit().orElseThrow();
            assertTrue(culprit.operation().startsWith("my"), culprit.operation());
            assertEquals("FindTheBug.java", culprit.source().getFirst().file());
        }
    }

    @Test
    void aPageIsWrittenForEach(@TempDir Path out) throws IOException {
        new FindTheBug().run(out);
        assertTrue(Files.readString(out.resolve("bug-missing-sum.html")).contains("myBias"));
    }
}

package io.atled.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tables in the documentation comments, recomputed.
class DocumentedValuesTest {
    private static final Path SOURCES = Path.of("src/main/java/io/atled/nn/schedule");

    /// The tables show six decimals.
    private static final double TOLERANCE = 5.01e-7;

    @Test
    void theTableOfRateShowsItsValues() throws IOException {
        Rate cosine = Rate.cosine(1, 0, 10);
        Map<String, Rate> rates = byName(
                Rate.constant(0.1), Rate.stepDecay(1, 5, 0.5), Rate.milestones(1, 0.1, 2, 10),
                Rate.exponential(1, 0.9), Rate.linear(1, 0, 10), Rate.polynomial(1, 0, 10, 2),
                Rate.inverseSqrt(1, 5), cosine, cosine.heldFrom(10),
                Rate.cosineRestarts(1, 0, 10), Rate.cosineRestarts(1, 0, 5, 2),
                Rate.oneCycle(1, 21), Rate.cyclic(0, 1, 5), cosine.after(Rate.warmup(10)),
                Rate.exponential(1, 0.9).times(2), Rate.linear(1, 0, 10).clampedAtLeast(0.3));
        checkTable("Rate.java", rates);
    }

    @Test
    void theTableOfCyclicShowsItsValues() throws IOException {
        Cyclic cyclic = Rate.cyclic(0, 1, 2);
        checkTable("Cyclic.java", byName(cyclic, cyclic.falling(4),
                cyclic.shrinkingPerCycle(0.5), cyclic.shrinkingPerStep(0.9)));
    }

    @Test
    void theTableOfWarmupShowsItsValues() throws IOException {
        Warmup warmup = Rate.warmup(4);
        Rate one = Rate.constant(1);
        checkTable("Warmup.java", Map.of(
                warmup.toString(), one.after(warmup),
                "warmup(4).startingAt(0.2)", one.after(warmup.startingAt(0.2))));
    }

    @Test
    void theTableOfPlateauShowsItsValues() throws IOException {
        List<List<String>> table = table("Plateau.java");
        Plateau plateau = Plateau.startingAt(1).patience(1);
        for (int i = 1; i < table.getFirst().size(); i++) {
            plateau = plateau.next(Double.parseDouble(table.getFirst().get(i)));
            double shown = Double.parseDouble(table.getLast().get(i));
            assertEquals(shown, plateau.rate(), TOLERANCE, "column " + i);
        }
    }

    private static Map<String, Rate> byName(Rate... rates) {
        Map<String, Rate> map = new HashMap<>();
        Stream.of(rates).forEach(rate -> map.put(rate.toString(), rate));
        return map;
    }

    private static void checkTable(String file, Map<String, Rate> rates) throws IOException {
        List<List<String>> table = table(file);
        List<String> steps = table.getFirst();
        assertEquals(rates.size(), table.size() - 2, "rows; add the new ones here or there");
        for (List<String> row : table.subList(2, table.size())) {
            String name = row.getFirst().replace("`", "");
            Rate rate = rates.get(name);
            assertNotNull(rate, () -> "a row that this test does not know: " + name);
            for (int i = 1; i < row.size(); i++) {
                double actual = rate.at(Long.parseLong(steps.get(i)));
                assertEquals(Double.parseDouble(row.get(i)), actual, TOLERANCE,
                        name + " at step " + steps.get(i));
            }
        }
    }

    /// The cells of the first table with numbers in a source file.
    private static List<List<String>> table(String file) throws IOException {
        List<List<String>> rows = Files.readAllLines(SOURCES.resolve(file)).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("/// |"))
                .map(line -> Stream.of(line.substring(5).split("\\|", -1))
                        .map(String::strip).filter(cell -> !cell.isEmpty()).toList())
                .toList();
        assertTrue(rows.size() > 2, () -> "no table in " + file);
        return rows;
    }
}

package io.atled.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
    private static Dataset read(Csv csv, String text) {
        return csv.read(new StringReader(text), "test.csv");
    }

    private static void assertRefused(Csv csv, String text, String... parts) {
        var error = assertThrows(DataError.class, () -> read(csv, text));
        for (String part : parts) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
    }

    @Test
    void readsLabelsInTheLastColumn() {
        Dataset data = read(Csv.labels(-1), "0.5,1e-2,1\r\n -3 ,+4.,0\r\n");
        assertEquals(Shape.of(2, 2), data.inputs().shape());
        assertArrayEquals(new float[] {0.5f, 0.01f, -3, 4}, data.inputs().toFloats());
        assertArrayEquals(new int[] {1, 0}, data.targets().toInts());
    }

    @Test
    void readsValuesOutOfTheMiddle() {
        Dataset data = read(Csv.values(1, 2).as(DType.F64), "1,2,3,4\n5,6,7,8");
        assertArrayEquals(new double[] {1, 4, 5, 8}, data.inputs().toDoubles());
        assertEquals(Shape.of(2, 2), data.targets().shape());
        assertArrayEquals(new double[] {2, 3, 6, 7}, data.targets().toDoubles());
    }

    @Test
    void oneValueForEachRowIsAColumn() {
        assertEquals(Shape.of(3, 1), read(Csv.values(0), "1,2\n3,4\n5,6").targets().shape());
    }

    @Test
    void readsNamedClasses() {
        Csv csv = Csv.labels(0, "no", "yes").separatedBy(';').skippingLines(2).ignoring(1);
        Dataset data = read(csv, "a title\nanswer;who;age\nyes;Ann;41\n\n\"no\";\"B;b\";29\n");
        assertArrayEquals(new int[] {1, 0}, data.targets().toInts());
        assertArrayEquals(new float[] {41, 29}, data.inputs().toFloats());
    }

    @Test
    void namesLineColumnAndContentOfAFieldThatIsNoNumber() {
        assertRefused(Csv.labels(-1), "1,2,0\n3,x7,1\n", "test.csv line 2, column 1 (from 0)",
                "expected a number", "got “x7”", "skippingLines(1)");
        assertRefused(Csv.labels(-1), "1,,0\n", "line 1, column 1", "got “”", "missing values");
    }

    @Test
    void countsSkippedAndEmptyLines() {
        assertRefused(Csv.labels(-1).skippingLines(1), "a,b\n1,0\n\n?,1\n", "line 4, column 0");
    }

    @Test
    void refusesWhatJavaAloneWouldTakeForANumber() {
        for (String text : new String[] {"NaN", "Infinity", "1f", "0x1p3", "1_000", "--1", "."}) {
            assertRefused(Csv.labels(-1), text + ",0", "expected a number", "“" + text + "”");
        }
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertRefused(Csv.labels(-1), "1e39,0", "range of F32", "“1e39”", "F64");
        assertEquals(1e39, read(Csv.labels(-1).as(DType.F64), "1e39,0").inputs().item());
        assertRefused(Csv.labels(-1).as(DType.F64), "1e309,0", "range of F64");
    }

    @Test
    void refusesLabelsThatAreNone() {
        for (String text : new String[] {"-1", "1.0", "cat", "3000000000"}) {
            assertRefused(Csv.labels(1), "7," + text, "line 1, column 1", "class label",
                    "“" + text + "”");
        }
        assertRefused(Csv.labels(1, "cat", "dog"), "7,cow", "out of cat, dog", "“cow”");
    }

    @Test
    void refusesRaggedRows() {
        assertRefused(Csv.labels(-1), "1,2,0\n1,0\n", "line 2", "expected 3 fields like line 1",
                "got 2");
        assertRefused(Csv.labels(-1), "150,4,3\n1,2,3,0\n", "line 2", "skippingLines");
    }

    @Test
    void refusesColumnsThatAreNotThere() {
        assertRefused(Csv.labels(5), "1;2;0\n", "line 1 has 1 columns", "no column 5", "“,”");
        assertRefused(Csv.labels(-4), "1,2,0\n", "no column -4");
        assertRefused(Csv.labels(0), "1\n2\n", "none is left for the inputs");
        assertRefused(Csv.labels(0).ignoring(-2), "1,2\n", "a target must be read");
    }

    @Test
    void refusesFilesWithoutRows() {
        assertRefused(Csv.labels(-1), "", "test.csv", "at least 1 row");
        assertRefused(Csv.labels(-1).skippingLines(1), "a,b\n", "after 1 skipped lines");
        assertRefused(Csv.labels(-1).skippingLines(3), "a,b\n", "test.csv", "skipped lines");
    }

    @Test
    void shortensLongContent() {
        assertRefused(Csv.labels(-1), "x".repeat(1000) + ",0", "“" + "x".repeat(40) + "…”");
    }

    @Test
    void refusesFormatsThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> Csv.labels(0).skippingLines(-1));
        assertThrows(IllegalArgumentException.class, () -> Csv.labels(0, "a", "b", "a"));
        assertThrows(IllegalArgumentException.class, Csv::values);
        assertThrows(DTypeMismatch.class, () -> Csv.labels(0).as(DType.I32));
    }

    @Test
    void readsFilesAndSaysWhichIsMissing(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("some.csv"), "1,0\n2,1\n");
        assertEquals(2, Csv.labels(-1).read(file).size());
        var missing = assertThrows(UncheckedIOException.class,
                () -> Csv.labels(-1).read(folder.resolve("other.csv")));
        assertTrue(missing.getMessage().contains("other.csv"), missing.getMessage());
    }

    @Test
    void saysWhichResourceIsMissing() {
        var missing = assertThrows(UncheckedIOException.class,
                () -> Csv.labels(-1).read(CsvTest.class, "nothing.csv"));
        assertTrue(missing.getMessage().contains("cannot read nothing.csv"), missing.getMessage());
        assertTrue(missing.getMessage().contains("no such resource"), missing.getMessage());
    }
}

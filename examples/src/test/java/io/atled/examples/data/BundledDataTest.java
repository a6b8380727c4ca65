package io.atled.examples.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.data.Dataset;
import io.atled.nn.data.Split;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BundledDataTest {
    @Test
    void digitsAreSplitAtEveryFifthRow() {
        Split digits = Digits.load();
        assertEquals(1437, digits.train().size());
        assertEquals(360, digits.test().size());
        assertEquals(Shape.of(1437, Digits.PIXELS), digits.train().inputs().shape());
        assertArrayEquals(new int[] {0, 5, 0, 5}, firstLabels(digits.test(), 4));
        assertArrayEquals(new int[] {1, 2, 3, 4, 6}, firstLabels(digits.train(), 5));
    }

    @Test
    void pixelsRunFromPaperToInk() {
        Split digits = Digits.load();
        assertEquals(DType.F32, digits.train().inputs().dtype());
        assertEquals(0, digits.train().inputs().min().item());
        assertEquals(1, digits.train().inputs().max().item());
        assertEquals(5 / 16.0, digits.test().inputs().get(0, 2), "first picture, pixel 2");
    }

    @Test
    void everyDigitOccurs() {
        Split digits = Digits.load();
        assertArrayEquals(new long[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180},
                IntStream.range(0, Digits.CLASSES).mapToLong(digit -> count(digits, digit))
                        .toArray());
    }

    @Test
    void irisHasTenTestFlowersOfEachSpecies() {
        Split iris = Iris.load();
        assertEquals(Shape.of(120, Iris.MEASUREMENTS), iris.train().inputs().shape());
        assertEquals(30, iris.test().size());
        for (int species = 0; species < Iris.SPECIES.size(); species++) {
            int label = species;
            assertEquals(10, IntStream.of(iris.test().targets().toInts())
                    .filter(l -> l == label).count(), Iris.SPECIES.get(species));
        }
        assertEquals((double) 5.1f, iris.test().inputs().get(0, 0), "first flower, sepal length");
    }

    private static int[] firstLabels(Dataset data, int n) {
        return IntStream.of(data.targets().toInts()).limit(n).toArray();
    }

    private static long count(Split split, int digit) {
        return IntStream.concat(IntStream.of(split.train().targets().toInts()),
                IntStream.of(split.test().targets().toInts())).filter(l -> l == digit).count();
    }
}

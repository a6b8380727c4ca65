package io.atled.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.schedule.Descent;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DatasetTest {
    /// Sample i is (i, −i) with label i.
    private static Dataset counting(int n) {
        float[] inputs = new float[2 * n];
        for (int i = 0; i < n; i++) {
            inputs[2 * i] = i;
            inputs[2 * i + 1] = -i;
        }
        return new Dataset(Tensor.of(Shape.of(n, 2), inputs), Tensor.arange(n));
    }

    private static void assertSameSamples(Dataset data) {
        int[] labels = data.targets().toInts();
        for (int i = 0; i < labels.length; i++) {
            assertEquals(labels[i], data.inputs().get(i, 0));
            assertEquals(-labels[i], data.inputs().get(i, 1));
        }
    }

    @Test
    void takesSamplesInTheGivenOrderAndMoreThanOnce() {
        Dataset taken = counting(5).take(4, 0, 4);
        assertArrayEquals(new int[] {4, 0, 4}, taken.targets().toInts());
        assertSameSamples(taken);
    }

    @Test
    void takingNothingGivesAnEmptySetOfTheSameKind() {
        Dataset none = counting(5).take();
        assertTrue(none.isEmpty());
        assertEquals(Shape.of(0, 2), none.inputs().shape());
    }

    @Test
    void refusesASampleThatIsNotThere() {
        var error = assertThrows(IndexOutOfBoundsException.class, () -> counting(5).take(1, 5));
        assertEquals("dataset.take: there is no sample 5; samples count from 0 to 4",
                error.getMessage());
    }

    @Test
    void refusesPartsOfDifferentSizes() {
        var error = assertThrows(ShapeMismatch.class,
                () -> new Dataset(Tensor.zeros(3, 2), Tensor.arange(4)));
        assertTrue(error.getMessage().contains("(3,2)") && error.getMessage().contains("3 ≠ 4"),
                error.getMessage());
    }

    @Test
    void refusesASingleSampleWithoutAxis() {
        var error = assertThrows(ShapeMismatch.class,
                () -> new Dataset(Tensor.scalar(1f), Tensor.arange(1)));
        assertTrue(error.getMessage().contains("unsqueeze"), error.getMessage());
    }

    @Test
    void keepsNoGraph() {
        Tensor recorded = Tensor.ones(2, 2).variable().mul(2);
        assertFalse(new Dataset(recorded, Tensor.arange(2)).inputs().requiresGrad());
    }

    @Test
    void splitsByNumberAndKeepsTheOrder() {
        Split split = counting(11).split(i -> i % 5 == 0);
        assertArrayEquals(new int[] {0, 5, 10}, split.test().targets().toInts());
        assertArrayEquals(new int[] {1, 2, 3, 4, 6, 7, 8, 9}, split.train().targets().toInts());
        assertSameSamples(split.test());
        assertSameSamples(split.train());
    }

    @Test
    void refusesAnEmptyPart() {
        var error = assertThrows(DataError.class, () -> counting(3).split(i -> i < 3));
        assertTrue(error.getMessage().contains("0 for training and 3 for testing"),
                error.getMessage());
        assertThrows(DataError.class, () -> counting(1).split(0.5, new SplittableRandom(1)));
        assertThrows(DataError.class, () -> counting(0).split(0.5, new SplittableRandom(1)));
    }

    @Test
    void refusesAFractionThatIsNone() {
        for (double fraction : new double[] {0, 1, -0.1, 20, Double.NaN}) {
            var error = assertThrows(IllegalArgumentException.class,
                    () -> counting(10).split(fraction, new SplittableRandom(1)));
            assertTrue(error.getMessage().contains("got " + fraction), error.getMessage());
        }
    }

    @Property(tries = 100)
    void aRandomSplitLosesNothing(@ForAll @IntRange(min = 10, max = 60) int n,
            @ForAll @DoubleRange(min = 0.1, max = 0.9) double fraction, @ForAll long seed) {
        Split split = counting(n).split(fraction, new SplittableRandom(seed));
        assertEquals(Math.round(fraction * n), split.test().size());
        int[] together = IntStream.concat(Arrays.stream(split.train().targets().toInts()),
                Arrays.stream(split.test().targets().toInts())).sorted().toArray();
        assertArrayEquals(IntStream.range(0, n).toArray(), together);
        assertSameSamples(split.train());
        assertSameSamples(split.test());
        Split again = counting(n).split(fraction, new SplittableRandom(seed));
        assertArrayEquals(again.test().targets().toInts(), split.test().targets().toInts());
    }

    @Test
    void batchesFollowTheSchedule() {
        var sizes = ImmutableList.<Integer>builder();
        for (Dataset batch : counting(10).batches(Descent.miniBatch(4), new SplittableRandom(3))) {
            sizes.add(batch.size());
            assertSameSamples(batch);
        }
        assertEquals(ImmutableList.of(4, 4, 2), sizes.build());
    }

    @Test
    void anEmptySetHasNoBatches() {
        var error = assertThrows(DataError.class,
                () -> counting(0).batches(Descent.batch(), new SplittableRandom(3)));
        assertTrue(error.getMessage().startsWith("dataset.batches: needs at least 1 sample"),
                error.getMessage());
    }

    @Test
    void convertsValuesButNotLabels() {
        Dataset exact = counting(3).to(DType.F64);
        assertEquals(DType.F64, exact.inputs().dtype());
        assertEquals(DType.I32, exact.targets().dtype());
        assertThrows(DTypeMismatch.class, () -> counting(3).to(DType.I32));
    }

    @Test
    void describesItselfInALine() {
        assertEquals("Dataset(3 samples, inputs F32 (3,2), targets I32 (3))",
                counting(3).toString());
    }
}

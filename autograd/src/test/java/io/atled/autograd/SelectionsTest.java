package io.atled.autograd;

import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.assertValues;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.testing.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SelectionsTest {
    @Provide
    Arbitrary<Tensor> tensors() {
        return Tensors.values().of(Tensors.shapes().ofRank(1, 3).ofSizes(1, 4)).viewed();
    }

    private static Tensor indices(Random random, int bound, int... sizes) {
        Shape shape = Shape.of(sizes);
        int[] values = random.ints(shape.size(), 0, bound).toArray();
        return Tensor.of(shape, values);
    }

    @Property(tries = 400)
    void gatherPicksByIndexAlongOneAxis(@ForAll("tensors") Tensor x,
            @ForAll @IntRange(max = 100_000) int seed) {
        var random = new Random(seed);
        int axis = random.nextInt(x.rank());
        int[] sizes = x.shape().toArray();
        Arrays.setAll(sizes, a -> a == axis ? random.nextInt(6) : random.nextInt(sizes[a] + 1));
        Tensor index = indices(random, x.shape().get(axis), sizes);
        Naive model = Naive.of(x);
        Naive wanted = Naive.of(index);
        assertEquals(Naive.by(sizes, at -> model.get(
                Naive.moved(at, axis, (int) wanted.get(at)))), Naive.of(x.gather(axis, index)));
    }

    @Property(tries = 400)
    void scatterAddIsTheTransposeOfGather(@ForAll("tensors") Tensor x,
            @ForAll @IntRange(max = 100_000) int seed) {
        var random = new Random(seed);
        int axis = random.nextInt(x.rank());
        int[] sizes = x.shape().toArray();
        sizes[axis] = random.nextInt(6);
        Tensor index = indices(random, x.shape().get(axis), sizes);
        Tensor source = random(seed, sizes);
        Naive sums = Naive.of(x);
        double[] expected = sums.values().clone();
        Naive s = Naive.of(source);
        Naive i = Naive.of(index);
        Naive.by(sizes, at -> {
            int[] to = Naive.moved(at, axis, (int) i.get(at));
            int flat = 0;
            for (int a = 0; a < to.length; a++) {
                flat = flat * x.shape().get(a) + to[a];
            }
            expected[flat] += s.get(at);
            return 0;
        });
        assertArrayEquals(expected, x.scatterAdd(axis, index, source).toDoubles());
    }

    @Property(tries = 400)
    void indexSelectTakesWholeSlices(@ForAll("tensors") Tensor x,
            @ForAll @IntRange(max = 100_000) int seed) {
        var random = new Random(seed);
        int axis = random.nextInt(x.rank());
        Tensor index = indices(random, x.shape().get(axis), 1 + random.nextInt(5));
        List<Tensor> slices = Arrays.stream(index.toInts()).mapToObj(i -> x.select(axis, i))
                .toList();
        Tensor picked = x.indexSelect(axis - x.rank(), index);
        assertSameBits(Tensor.stack(axis, slices), picked);
        Tensor zeros = Tensor.zeros(DType.F64, x.shape());
        Tensor added = zeros.indexAdd(axis, index, picked);
        Tensor expected = zeros;
        for (int k = 0; k < index.size(); k++) {
            expected = expected.indexAdd(axis, index.slice(0, k, k + 1),
                    picked.slice(axis, k, k + 1));
        }
        assertSameBits(expected, added);
    }

    @Property(tries = 300)
    void argmaxNamesTheFirstOfTheLargest(@ForAll("tensors") Tensor drawn) {
        Tensor x = drawn.to(DType.I32).to(DType.F64);                       // many ties
        for (int axis = 0; axis < x.rank(); axis++) {
            boolean[] flags = new boolean[x.rank()];
            flags[axis] = true;
            double[] largest = Naive.of(x).fold(flags, SelectionsTest::first).values();
            assertArrayEquals(largest, x.argmax(axis).toDoubles());
            double[] smallest = Naive.of(x.neg()).fold(flags, SelectionsTest::first).values();
            assertArrayEquals(smallest, x.argmin(axis).toDoubles());
        }
        assertEquals(first(x.toDoubles()), x.argmax().item());
        assertEquals(first(x.neg().toDoubles()), x.argmin().item());
    }

    private static double first(double[] group) {
        int best = 0;
        for (int i = 1; i < group.length; i++) {
            best = group[i] > group[best] ? i : best;
        }
        return best;
    }

    @Test
    void aNaNIsBothTheLargestAndTheSmallest() {
        Tensor x = Tensor.of(1, Double.NaN, 7, Double.NaN);
        assertEquals(1, x.argmax().item());
        assertEquals(1, x.argmin().item());
        assertEquals(DType.I32, x.argmax().dtype());
    }

    @Test
    void selectionsTakeEveryElementType() {
        Tensor index = Tensor.of(1, 0);
        for (DType type : DType.values()) {
            Tensor x = Tensor.of(0, 1).to(type);
            assertEquals(type, x.gather(0, index).dtype());
            assertArrayEquals(new double[] {1, 0}, x.gather(0, index).toDoubles());
            assertEquals(type, x.indexSelect(0, index).dtype());
            assertArrayEquals(new double[] {1, 0}, x.indexSelect(0, index).toDoubles());
        }
    }

    @Test
    void maskedFillReplacesWhereTheMaskIsTrue() {
        Tensor x = Tensor.of(Shape.of(2, 2), 1.0, 2, 3, 4).variable();
        Tensor y = x.maskedFill(Tensor.of(true, false), -9);
        assertValues(y.detach(), Shape.of(2, 2), -9, 2, -9, 4);
        assertValues(y.sum().gradients().get(x), Shape.of(2, 2), 0, 1, 0, 1);
        Tensor attention = Tensor.of(0.0, 1).maskedFill(Tensor.of(false, true),
                Double.NEGATIVE_INFINITY).softmax(0);
        assertValues(attention, Shape.of(2), 1, 0);
    }

    @Test
    void whatIsPickedTwiceGetsBothCotangents() {
        Tensor x = Tensor.of(1.0, 2, 3).variable();
        Tensor index = Tensor.of(0, 2, 0, 0);
        Tensor dy = Tensor.of(1.0, 10, 100, 1000);
        assertValues(x.gather(0, index).gradients(dy).get(x), Shape.of(3), 1101, 0, 10);
        assertValues(x.indexSelect(0, index).gradients(dy).get(x), Shape.of(3), 1101, 0, 10);
    }

    @Test
    void gradientsMatchDifferences() {
        Tensor x = random(1, 3, 4);
        Tensor source = random(2, 2, 4);
        Tensor index = Tensor.of(Shape.of(2, 4), 0, 2, 1, 0, 0, 2, 2, 2);
        Tensor rows = Tensor.of(2, 0);
        GradientCheck.assertGradients(t -> t.gather(0, index).square(), x);
        GradientCheck.assertGradients((t, s) -> t.scatterAdd(0, index, s).square(), x, source);
        GradientCheck.assertGradients(t -> t.indexSelect(0, rows).square(), x);
        GradientCheck.assertGradients((t, s) -> t.indexAdd(0, rows, s).square(), x, source);
        GradientCheck.assertGradients(t -> t.slice(1, 0, 4, 3).square().pad(1, 2, 1), x);
    }

    @Test
    void selectionsOfNothingAreEmpty() {
        Tensor x = random(1, 3, 4);
        Tensor none = Tensor.zeros(DType.I32, Shape.of(0));
        assertEquals(Shape.of(0, 4), x.indexSelect(0, none).shape());
        assertSameBits(x, x.indexAdd(1, none, Tensor.zeros(DType.F64, Shape.of(3, 0))));
        assertEquals(Shape.of(0, 4), x.gather(0, none.reshape(0, 1).expand(0, 4)).shape());
    }
}

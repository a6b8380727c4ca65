package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoldTest {
    /// Sums of up to 10⁵ numbers below 1, in another order, with compensation or in F64.
    private static final double ORDER = 1e-9;

    private static NdArray random(DType type, int... sizes) {
        Shape shape = Shape.of(sizes);
        NdArray x = NdArray.wrap(shape, new Random(shape.hashCode()).doubles(shape.size(), 0.5, 1.2)
                .toArray());
        return x.to(type);
    }

    private static NdArray fold(Fold fold, NdArray x, boolean... reduced) {
        int[] out = new int[reduced.length];
        int n = 0;
        for (int axis = 0; axis < reduced.length; axis++) {
            if (!reduced[axis]) {
                out[n++] = x.shape().get(axis);
            }
        }
        return fold.run(x, reduced, Shape.of(Arrays.copyOf(out, n)));
    }

    @ParameterizedTest
    @EnumSource(Fold.class)
    void theBitsDoNotDependOnThreadsOrLayout(Fold fold) {
        for (DType type : new DType[] {DType.F32, DType.F64}) {
            for (int[] sizes : new int[][] {{3, 70_000}, {70_000, 3}, {200, 30, 20}, {1200, 700}}) {
                NdArray x = random(type, sizes);
                for (int subset = 1; subset < 1 << sizes.length; subset++) {
                    boolean[] reduced = new boolean[sizes.length];
                    for (int axis = 0; axis < reduced.length; axis++) {
                        reduced[axis] = (subset >> axis & 1) == 1;
                    }
                    double[] alone = with(1, fold, x, reduced);
                    assertArrayEquals(alone, with(2, fold, x, reduced));
                    assertArrayEquals(alone, with(4, fold, x, reduced));
                    assertArrayEquals(alone, fold(fold, strided(x), reduced).to(DType.F64)
                            .doubles());
                }
            }
        }
    }

    private static double[] with(int threads, Fold fold, NdArray x, boolean[] reduced) {
        double[][] result = new double[1][];
        Workers.with(threads, () -> result[0] = fold(fold, x, reduced).to(DType.F64).doubles());
        return result[0];
    }

    /// The same elements, seen through a permutation of a permuted copy.
    private static NdArray strided(NdArray x) {
        int rank = x.shape().rank();
        int[] reversed = new int[rank];
        Arrays.setAll(reversed, k -> rank - 1 - k);
        NdArray turned = x.view(x.layout().permute(reversed)).contiguous();
        return turned.view(turned.layout().permute(reversed));
    }

    @Test
    void longRowsAndManyColumnsFoldToTheSameSums() {
        NdArray x = random(DType.F64, 500, 700);
        double exact = DoubleStream.of(x.doubles()).sum();
        assertEquals(exact, fold(Fold.SUM, x, true, true).get(0), ORDER);
        double byRows = DoubleStream.of(fold(Fold.SUM, x, false, true).doubles()).sum();
        double byColumns = DoubleStream.of(fold(Fold.SUM, x, true, false).doubles()).sum();
        assertEquals(exact, byRows, ORDER);
        assertEquals(exact, byColumns, ORDER);
    }

    /// A copy would take 2.4 GB, more than the heap of the tests.
    @Test
    void aLongRowOfOneElementIsFoldedWithoutACopy() {
        NdArray half = NdArray.wrap(Shape.of(), new double[] {0.5});
        NdArray row = half.view(half.layout().expand(Shape.of(300_000_000)));
        assertEquals(150_000_000, fold(Fold.SUM, row, true).get(0));
    }

    @ParameterizedTest
    @EnumSource(Fold.class)
    void nothingFoldsToTheIdentity(Fold fold) {
        double identity = switch (fold) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
        for (DType type : new DType[] {DType.F32, DType.F64}) {
            for (boolean last : new boolean[] {true, false}) {
                NdArray empty = last ? NdArray.allocate(type, Shape.of(2, 0))
                        : NdArray.allocate(type, Shape.of(0, 2));
                NdArray y = fold(fold, empty, !last, last);
                assertArrayEquals(new double[] {identity, identity}, y.to(DType.F64).doubles());
            }
            assertEquals(0, fold(fold, NdArray.allocate(type, Shape.of(0, 2)), false, true)
                    .size());
        }
    }

    @ParameterizedTest
    @EnumSource(Fold.class)
    void oneElementFoldsToItself(Fold fold) {
        for (DType type : new DType[] {DType.F32, DType.F64}) {
            NdArray x = random(type, 3, 1, 4);
            assertArrayEquals(x.to(DType.F64).doubles(),
                    fold(fold, x, false, true, false).to(DType.F64).doubles());
            assertArrayEquals(x.to(DType.F64).doubles(),
                    fold(fold, x, false, false, false).to(DType.F64).doubles());
        }
    }
}

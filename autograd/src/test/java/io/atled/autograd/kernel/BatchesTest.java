package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// [MatrixProduct], [Softmaxes] and [Picks] over many matrices, rows and slices at once.
class BatchesTest {
    private static NdArray random(DType type, int... sizes) {
        Shape shape = Shape.of(sizes);
        return NdArray.wrap(shape, new Random(7).doubles(shape.size(), -1, 1).toArray()).to(type);
    }

    private static double[] with(int threads, Supplier<NdArray> body) {
        double[][] result = new double[1][];
        Workers.with(threads, () -> result[0] = body.get().to(DType.F64).doubles());
        return result[0];
    }

    private static void assertSameForAnyThreads(Supplier<NdArray> body) {
        double[] alone = with(1, body);
        assertArrayEquals(alone, with(2, body));
        assertArrayEquals(alone, with(4, body));
    }

    @Test
    void theBitsDoNotDependOnTheNumberOfThreads() {
        for (DType type : List.of(DType.F32, DType.F64)) {
            NdArray a = random(type, 9, 40, 70);
            NdArray b = random(type, 9, 70, 33);
            assertSameForAnyThreads(() -> MatrixProduct.run(a, b, Shape.of(9, 40, 33)));
            NdArray large = random(type, 300, 260);
            assertSameForAnyThreads(() -> MatrixProduct.run(large, large.view(
                    large.layout().permute(1, 0)), Shape.of(300, 300)));
            NdArray rows = random(type, 700, 61);
            assertSameForAnyThreads(() -> Softmaxes.softmax(rows, 1));
            assertSameForAnyThreads(() -> Softmaxes.logSoftmax(rows, 0));
        }
    }

    @Test
    void aMatrixOfABatchIsThatOfItsOwnProduct() {
        NdArray a = random(DType.F32, 5, 12, 8);
        NdArray b = random(DType.F32, 8, 7);
        float[] all = MatrixProduct.run(a, b, Shape.of(5, 12, 7)).floats();
        for (int k = 0; k < 5; k++) {
            NdArray own = a.view(a.layout().slice(0, k, 1, 1));
            float[] one = MatrixProduct.run(own, b, Shape.of(1, 12, 7)).floats();
            for (int i = 0; i < one.length; i++) {
                assertEquals(one[i], all[k * one.length + i]);
            }
        }
    }

    @Test
    void productsOverNothingAreZero() {
        for (DType type : List.of(DType.F32, DType.F64)) {
            NdArray c = MatrixProduct.run(NdArray.allocate(type, Shape.of(2, 0)),
                    NdArray.allocate(type, Shape.of(0, 3)), Shape.of(2, 3));
            assertArrayEquals(new double[6], c.to(DType.F64).doubles());
            assertEquals(0, MatrixProduct.run(NdArray.allocate(type, Shape.of(0, 2, 3)),
                    NdArray.allocate(type, Shape.of(3, 4)), Shape.of(0, 2, 4)).size());
        }
    }

    @Test
    void rowsOfProbabilitiesAddUpToOne() {
        NdArray y = Softmaxes.softmax(random(DType.F64, 40, 7), 1);
        for (int r = 0; r < 40; r++) {
            double sum = 0;
            for (int k = 0; k < 7; k++) {
                sum += y.get(r * 7 + k);
            }
            assertEquals(1, sum, 1e-15 * 7);
        }
    }

    @Test
    void wrongIndicesAreNamedBeforeAnyStore() {
        NdArray x = random(DType.F32, 2, 3);
        NdArray bad = NdArray.wrap(Shape.of(2), new int[] {0, 3});
        String message = assertThrows(IndexOutOfBoundsException.class,
                () -> Picks.select(x, 1, bad)).getMessage();
        assertTrue(message.contains("index 3 at position 1") && message.contains("(2,3)"), message);
        NdArray whole = x.to(DType.F32);
        assertThrows(IndexOutOfBoundsException.class,
                () -> Picks.selectAdd(whole, 1, bad, random(DType.F32, 2, 2)));
        assertArrayEquals(x.floats(), whole.floats());
    }

    @Test
    void repeatedIndicesAddUpInTheirOrder() {
        NdArray x = NdArray.wrap(Shape.of(1), new double[] {1});
        NdArray index = NdArray.wrap(Shape.of(3), new int[] {0, 0, 0});
        NdArray source = NdArray.wrap(Shape.of(3), new double[] {1e16, 1, -1e16});
        assertEquals((1 + 1e16) + 1 - 1e16, Picks.scatterAdd(x, 0, index, source).get(0));
        assertEquals((1 + 1e16) + 1 - 1e16, Picks.selectAdd(x, 0, index, source).get(0));
    }
}

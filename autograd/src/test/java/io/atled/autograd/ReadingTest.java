package io.atled.autograd;

import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static String lines(String... lines) {
        return String.join("\n", lines);
    }

    @Test
    void aSingleNumberIsReadAsDouble() {
        assertEquals(1.5, Tensor.scalar(1.5f).item());
        assertEquals(7, Tensor.of(Shape.of(1, 1), 7).item());
        assertEquals(1, Tensor.of(true).item());
    }

    @Test
    void elementsAreReadByIndexFromEitherEnd() {
        Tensor x = Tensor.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6);
        assertEquals(6, x.get(1, 2));
        assertEquals(6, x.get(-1, -1));
        assertEquals(4, x.get(1, -3));
        assertEquals(4, x.transpose().get(0, 1));
        assertEquals(2.5, Tensor.scalar(2.5).get());
    }

    /// Where a sum overflows, each element is looked at.
    @Test
    void finiteIsWhatHasNoInfiniteElementAndNoNaN() {
        Tensor large = Tensor.full(DType.F32, Shape.of(3, 2), Float.MAX_VALUE);
        assertTrue(large.isFinite());
        assertTrue(Tensor.full(DType.F64, Shape.of(40_000), Double.MAX_VALUE).isFinite());
        assertTrue(Tensor.zeros(0).isFinite());
        assertTrue(Tensor.of(1, 2).isFinite());
        for (double wrong : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            Tensor x = Tensor.concat(0, List.of(large, Tensor.full(DType.F32, Shape.of(1, 2),
                    wrong)));
            assertFalse(x.isFinite());
            assertFalse(x.transpose().isFinite());
            assertFalse(Tensor.of(1, wrong, Double.MAX_VALUE).isFinite());
            assertTrue(x.slice(0, 0, 3).transpose().isFinite());
        }
    }

    @Test
    void flatArraysAreInRowMajorOrderWhateverTheLayout() {
        Tensor x = Tensor.of(Shape.of(2, 2), 1.0, 2, 3, 4).transpose();
        assertArrayEquals(new double[] {1, 3, 2, 4}, x.toDoubles());
        assertArrayEquals(new float[] {1, 3, 2, 4}, x.toFloats());
        assertArrayEquals(new int[] {1, 0}, Tensor.of(true, false).toInts());
    }

    @Test
    void nestedArraysHaveTheShapeOfTheTensor() {
        Tensor x = Tensor.arange(6).reshape(2, 3).transpose();
        assertArrayEquals(new int[][] {{0, 3}, {1, 4}, {2, 5}}, x.toArray(int[][].class));
        assertArrayEquals(new double[][] {{0, 3}, {1, 4}, {2, 5}}, x.toArray(double[][].class));
        assertArrayEquals(new float[][][] {{{0, 3}}, {{1, 4}}, {{2, 5}}},
                x.unsqueeze(1).toArray(float[][][].class));
        assertArrayEquals(new boolean[][] {{true}, {false}},
                Tensor.of(Shape.of(2, 1), true, false).toArray(boolean[][].class));
        assertArrayEquals(new float[2][0], Tensor.zeros(2, 0).toArray(float[][].class));
        assertArrayEquals(new float[0][3], Tensor.zeros(0, 3).toArray(float[][].class));
    }

    @Test
    void nestedArraysComeBackAsTheyWere() {
        double[][][] values = {{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {10, 11, 12}}};
        assertArrayEquals(values, Tensor.ofNested(values).toArray(double[][][].class));
    }

    @Test
    void conversionsRoundAsJavaDoes() {
        Tensor x = Tensor.of(-1.7, 0.0, 0.4, 2.9);
        assertArrayEquals(new int[] {-1, 0, 0, 2}, x.to(DType.I32).toInts());
        assertArrayEquals(new boolean[] {true, false, true, true}, x.to(DType.BOOL).toBooleans());
        assertArrayEquals(new float[] {-1.7f, 0, 0.4f, 2.9f}, x.to(DType.F32).toFloats());
        assertSame(x, x.to(DType.F64));
        assertArrayEquals(new float[] {1, 0}, Tensor.of(true, false).to(DType.F32).toFloats());
        int large = Integer.MAX_VALUE - 1;
        assertArrayEquals(new int[] {large}, Tensor.of(large).to(DType.F64).to(DType.I32).toInts());
    }

    @Test
    void gradientsFlowThroughFloatConversions() {
        Tensor x = Tensor.of(1.0, 2).variable();
        Tensor dx = x.to(DType.F32).square().sum().gradients().get(x);
        assertEquals(DType.F64, dx.dtype());
        assertArrayEquals(new double[] {2, 4}, dx.toDoubles());
    }

    @Test
    void vectorsPrintLikeNumpys() {
        assertEquals("[1. 2. 3.]", Tensor.of(1f, 2, 3).format());
        assertEquals("[ 0.10 -2.25  3.00]", Tensor.of(0.1f, -2.25f, 3).format());
        assertEquals("[0.3333 0.6667]", Tensor.of(1 / 3.0, 2 / 3.0).format());
        assertEquals("[ 0 10]", Tensor.of(0, 10).format());
        assertEquals("[ true false]", Tensor.of(true, false).format());
        assertEquals("3.1416", Tensor.scalar(Math.PI).format());
        assertEquals("2.", Tensor.scalar(2f).format());
        assertEquals("7", Tensor.of(Shape.of(), 7).format());
        assertEquals("[] (2,0)", Tensor.zeros(2, 0).format());
    }

    @Test
    void columnsOfMatricesAreAligned() {
        assertEquals(lines(
                "[[  1.0   2.0   3.0]",
                " [ -4.0   5.5 100.0]]"),
                Tensor.ofNested(new double[][] {{1, 2, 3}, {-4, 5.5, 100}}).format());
    }

    @Test
    void blocksOfHigherRankAreSetApart() {
        assertEquals(lines(
                "[[[0 1]",
                "  [2 3]]",
                "",
                " [[4 5]",
                "  [6 7]]]"), Tensor.arange(8).reshape(2, 2, 2).format());
    }

    @Test
    void specialNumbersKeepTheColumns() {
        assertEquals("[ nan   1.  inf -inf]", Tensor.of(Double.NaN, 1, Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY).format());
        assertEquals("[nan]", Tensor.of(Double.NaN).format());
    }

    @Test
    void numbersOfWidelyDifferentSizesUsePowersOfTen() {
        assertEquals("[1e+10 1e+00 1e-03]", Tensor.of(1e10, 1, 1e-3).format());
        assertEquals("[1.50e-05 2.25e-05]", Tensor.of(1.5e-5, 2.25e-5).format());
        assertEquals("[1.2346e+07 1.0000e+00]", Tensor.of(12345678.0, 1).format());
    }

    @Test
    void longRowsGoOnInTheNextLine() {
        assertEquals(lines(
                "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24",
                " 25 26 27 28 29]"), Tensor.arange(30).format());
        random(1, 3, 100).format().lines().forEach(
                line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void theMiddleOfLongAxesIsLeftOut() {
        assertEquals("[   0    1    2 … 1997 1998 1999]", Tensor.arange(2000).format());
        assertEquals(lines(
                "[[   0    1    2 …   47   48   49]",
                " [  50   51   52 …   97   98   99]",
                " [ 100  101  102 …  147  148  149]",
                " …",
                " [2350 2351 2352 … 2397 2398 2399]",
                " [2400 2401 2402 … 2447 2448 2449]",
                " [2450 2451 2452 … 2497 2498 2499]]"),
                Tensor.arange(2500).reshape(50, 50).format());
    }

    @Test
    void viewsPrintWhatTheyShow() {
        Tensor x = Tensor.arange(2500).reshape(50, 50);
        assertEquals(Tensor.of(x.transpose().shape(), x.transpose().toInts()).format(),
                x.transpose().format());
        assertEquals("[1. 1.]", Tensor.ones(1).expand(2).format());
    }
}

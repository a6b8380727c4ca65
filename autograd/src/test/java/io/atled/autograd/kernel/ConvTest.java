package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atled.autograd.shape.Slide;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The plain and the vector form of convolutions and pools give the same bits.
class ConvTest {
    private static float[] floats(Random random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static double[] doubles(Random random, int n) {
        return random.doubles(n, -1, 1).toArray();
    }

    @Test
    void productsHaveTheSameBitsInBothForms() {
        assumeTrue(Simd.available());
        IntStream.range(0, 60).forEach(ConvTest::products);
    }

    private static void products(int seed) {
        var random = new Random(seed);
        int rows = 1 + random.nextInt(18);
        int wide = 1 + random.nextInt(300);
        int terms = 1 + random.nextInt(ConvTile32.TERMS);
        int[] shifts = random.ints(terms, 0, 500).toArray();
        int high = ConvTile32.roundUp(rows, ConvTile32.ROWS);
        int row = ConvTile32.roundUp(wide, new ConvVector32().wide());
        float[] a = floats(random, high * ConvTile32.ROW);
        float[] b = floats(random, 500 + row);
        float[] plain = floats(random, high * row);
        float[] vector = plain.clone();
        new ConvPlain32().product(rows, wide, terms, a, 0, b, 0, shifts, 0, plain, row);
        new ConvVector32().product(rows, row, terms, a, 0, b, 0, shifts, 0, vector, row);
        double[] a64 = doubles(random, a.length);
        double[] b64 = doubles(random, b.length);
        double[] plain64 = doubles(random, plain.length);
        double[] vector64 = plain64.clone();
        new ConvPlain64().product(rows, wide, terms, a64, 0, b64, 0, shifts, 0, plain64, row);
        new ConvVector64().product(rows, row, terms, a64, 0, b64, 0, shifts, 0, vector64, row);
        for (int i = 0; i < rows; i++) {
            int from = i * row;
            assertArrayEquals(Arrays.copyOfRange(plain, from, from + wide),
                    Arrays.copyOfRange(vector, from, from + wide));
            assertArrayEquals(Arrays.copyOfRange(plain64, from, from + wide),
                    Arrays.copyOfRange(vector64, from, from + wide));
        }
    }

    @Test
    void sumsHaveTheSameBitsInBothForms() {
        assumeTrue(Simd.available());
        IntStream.range(0, 60).forEach(ConvTest::sums);
    }

    private static void sums(int seed) {
        var random = new Random(seed);
        int n = ConvTile32.LANES * random.nextInt(30);
        int row = n + random.nextInt(5);
        int[] shifts = random.ints(ConvTile32.SHIFTS, 0, 50).toArray();
        int size = ConvTile32.ROWS * ConvTile32.SHIFTS * ConvTile32.LANES;
        float[] a = floats(random, ConvTile32.ROWS * row + n);
        float[] b = floats(random, 50 + n);
        float[] plain = floats(random, size);
        float[] vector = plain.clone();
        new ConvPlain32().sums(n, a, 0, row, b, 0, shifts, 0, plain, 0);
        new ConvVector32().sums(n, a, 0, row, b, 0, shifts, 0, vector, 0);
        assertArrayEquals(plain, vector);
        double[] a64 = doubles(random, a.length);
        double[] b64 = doubles(random, b.length);
        double[] plain64 = doubles(random, size);
        double[] vector64 = plain64.clone();
        new ConvPlain64().sums(n, a64, 0, row, b64, 0, shifts, 0, plain64, 0);
        new ConvVector64().sums(n, a64, 0, row, b64, 0, shifts, 0, vector64, 0);
        assertArrayEquals(plain64, vector64);
    }

    @Test
    void poolsFindTheSameElementsInBothForms() {
        assumeTrue(Simd.available());
        IntStream.range(0, 200).forEach(ConvTest::pools);
    }

    private static void pools(int seed) {
        var random = new Random(seed);
        int rows = 1 + random.nextInt(4);
        int columns = 1 + random.nextInt(4);
        var job = new PoolJob(rows + random.nextInt(20), columns + random.nextInt(60), rows,
                columns, slide(random, rows), slide(random, columns));
        float[] x = floats(random, 3 * job.height() * job.width());
        for (int i = 0; i < x.length; i++) {                        // ties, NaN and −∞
            int kind = random.nextInt(40);
            x[i] = kind == 0 ? Float.NaN : kind < 12 ? Float.NEGATIVE_INFINITY : Math.round(x[i]);
        }
        double[] x64 = new double[x.length];
        Arrays.setAll(x64, i -> x[i]);
        int[][] index = new int[4][3 * job.down() * job.across()];
        PoolPlanes32.indices(new PoolRow32(), job, x, 0, 0, 3, index[0]);
        PoolPlanes32.indices(new PoolVector32(), job, x, 0, 0, 3, index[1]);
        PoolPlanes64.indices(new PoolRow64(), job, x64, 0, 0, 3, index[2]);
        PoolPlanes64.indices(new PoolVector64(), job, x64, 0, 0, 3, index[3]);
        for (int form = 1; form < index.length; form++) {
            assertArrayEquals(index[0], index[form]);
        }
    }

    private static Slide slide(Random random, int window) {
        return new Slide(1 + random.nextInt(3), random.nextInt(1 + window / 2),
                random.nextInt(1 + window / 2), 1);
    }
}

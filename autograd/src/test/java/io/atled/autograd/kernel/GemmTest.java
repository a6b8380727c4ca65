package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GemmTest {
    /// Half a unit in the last place of 1: the relative error of one rounding.
    private static final double ROUNDING_F32 = 0x1p-24;

    private static final double ROUNDING_F64 = 0x1p-53;

    private static final GemmBlocks<float[]> VECTOR_F32 =
            Simd.available() ? new GemmBlocks<>(new GemmVector32()) : Gemm.F32.plain;

    private static final GemmBlocks<double[]> VECTOR_F64 =
            Simd.available() ? new GemmBlocks<>(new GemmVector64()) : Gemm.F64.plain;

    /// The door or a provider behind it.
    interface Multiply<A> {
        void multiply(
                int m, int n, int k, GemmOperand<A> a, GemmOperand<A> b, GemmTarget<A> c);
    }

    /// How the elements of a factor may lie in memory.
    enum Layout {
        ROWS,
        TRANSPOSED,
        GAPS,
        SAME_ROW,
        SAME_COLUMN,
        FLIPPED,
        FLIPPED_TRANSPOSED;

        /// `at`, `row`, `col` and the length of the array.
        int[] of(int rows, int cols) {
            int size = rows * cols;
            return switch (this) {
                case ROWS -> new int[] {0, cols, 1, size};
                case TRANSPOSED -> new int[] {0, 1, rows, size};
                case GAPS -> new int[] {5, 3 * cols + 1, 3, 5 + rows * (3 * cols + 1)};
                case SAME_ROW -> new int[] {2, 0, 1, 2 + cols};
                case SAME_COLUMN -> new int[] {0, 1, 0, rows};
                case FLIPPED -> new int[] {Math.max(0, size - 1), -cols, -1, size};
                case FLIPPED_TRANSPOSED -> new int[] {Math.max(0, size - 1), -1, -rows, size};
            };
        }
    }

    /// One product: both factors (as doubles that are floats too), their strides, and C before.
    record Case(
            int m,
            int n,
            int k,
            double[] a,
            int[] la,
            double[] b,
            int[] lb,
            double[] c,
            boolean add) {
        static final int C_AT = 3;

        static Case of(int m, int n, int k, Layout la, Layout lb, boolean add, long seed) {
            RandomGenerator random = new Random(seed);
            int[] sa = la.of(m, k);
            int[] sb = lb.of(k, n);
            double[] c = values(random, C_AT + m * (n + 2));
            if (!add) {
                Arrays.fill(c, Double.NaN);
            }
            return new Case(m, n, k, values(random, sa[3]), sa, values(random, sb[3]), sb, c, add);
        }

        private static double[] values(RandomGenerator random, int length) {
            return random.doubles(length, -1, 1).map(x -> (float) x).toArray();
        }

        int cRow() {
            return n + 2;
        }

        double a(int i, int p) {
            return a[la[0] + i * la[1] + p * la[2]];
        }

        double b(int p, int j) {
            return b[lb[0] + p * lb[1] + j * lb[2]];
        }

        float[] product32() {
            return product32(Gemm.F32::multiply);
        }

        double[] product64() {
            return product64(Gemm.F64::multiply);
        }

        float[] product32(Multiply<float[]> provider) {
            float[] out = floats(c);
            provider.multiply(m, n, k, new GemmMatrix<>(floats(a), la[0], la[1], la[2]),
                    new GemmMatrix<>(floats(b), lb[0], lb[1], lb[2]), target(out));
            return out;
        }

        double[] product64(Multiply<double[]> provider) {
            double[] out = c.clone();
            provider.multiply(m, n, k, new GemmMatrix<>(a, la[0], la[1], la[2]),
                    new GemmMatrix<>(b, lb[0], lb[1], lb[2]), target(out));
            return out;
        }

        private <A> GemmTarget<A> target(A out) {
            return new GemmTarget<>(out, C_AT, cRow(), 1, add);
        }

        /// The law, word for word, in `float`.
        float[] law32() {
            float[] out = floats(c);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    float sum = add ? out[C_AT + i * cRow() + j] : 0;
                    for (int p0 = 0; p0 < k; p0 += GemmTile.KC) {
                        float acc = 0;
                        for (int p = p0; p < Math.min(k, p0 + GemmTile.KC); p++) {
                            acc = Math.fma((float) a(i, p), (float) b(p, j), acc);
                        }
                        sum = p0 == 0 && !add ? acc : sum + acc;
                    }
                    out[C_AT + i * cRow() + j] = sum;
                }
            }
            return out;
        }

        /// The law, word for word, in `double`.
        double[] law64() {
            double[] out = c.clone();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = add ? out[C_AT + i * cRow() + j] : 0;
                    for (int p0 = 0; p0 < k; p0 += GemmTile.KC) {
                        double acc = 0;
                        for (int p = p0; p < Math.min(k, p0 + GemmTile.KC); p++) {
                            acc = Math.fma(a(i, p), b(p, j), acc);
                        }
                        sum = p0 == 0 && !add ? acc : sum + acc;
                    }
                    out[C_AT + i * cRow() + j] = sum;
                }
            }
            return out;
        }

        /// Compares with a naive triple loop in `double`.
        ///
        /// A sum of k products in any order, each step rounded once, errs by at most about
        /// `k·u·(|c| + Σ|a·b|)`, u being half a unit in the last place (Higham, *Accuracy and
        /// Stability*, section 3.1); three more for the block sums and C, and twice that since in
        /// F64 the naive loop errs as much.
        void checkAgainstNaive(double[] got, double rounding) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = add ? c[C_AT + i * cRow() + j] : 0;
                    double size = Math.abs(sum);
                    for (int p = 0; p < k; p++) {
                        sum += a(i, p) * b(p, j);
                        size += Math.abs(a(i, p) * b(p, j));
                    }
                    double bound = 2 * (k + 3) * rounding * size;
                    assertEquals(sum, got[C_AT + i * cRow() + j], bound + Double.MIN_VALUE);
                }
            }
        }

        /// Everything before, between and behind the rows of C is as it was.
        void checkUntouched(double[] got) {
            boolean[] inside = new boolean[c.length];
            for (int i = 0; i < m; i++) {
                Arrays.fill(inside, C_AT + i * cRow(), C_AT + i * cRow() + n, true);
            }
            for (int at = 0; at < c.length; at++) {
                assertTrue(inside[at] || Double.compare(c[at], got[at]) == 0, "outside C: " + at);
            }
        }
    }

    @Property(tries = 400)
    void everyLayoutAgreesWithTheNaiveLoopAndTheLaw(
            @ForAll @IntRange(max = 40) int m,
            @ForAll @IntRange(max = 70) int n,
            @ForAll @IntRange(max = 50) int k,
            @ForAll Layout a,
            @ForAll Layout b,
            @ForAll boolean add,
            @ForAll long seed) {
        check(Case.of(m, n, k, a, b, add, seed));
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1", "1,1,700", "15,33,257", "14,32,256", "28,64,512", "450,35,40", "7,530,300",
        "113,129,513", "449,513,3", "97,1,260", "1,200,260", "1,20,9", "1,700,520", "300,1,40",
        "3,128,600", "70,300,300", "2100,33,7", "64,10,256"
    })
    void blocksAndTheirEdgesAgreeForAllFourTransposes(int m, int n, int k) {
        for (Layout a : new Layout[] {Layout.ROWS, Layout.TRANSPOSED}) {
            for (Layout b : new Layout[] {Layout.ROWS, Layout.TRANSPOSED}) {
                for (boolean add : new boolean[] {false, true}) {
                    check(Case.of(m, n, k, a, b, add, 31L * m + n));
                }
            }
        }
    }

    /// Their rows were cut for more tasks until none was left.
    @ParameterizedTest
    @CsvSource({"1,8,130000", "2,20,60000", "3,1,400000"})
    void fewRowsAreNotCutToNothing(int m, int n, int k) {
        check(Case.of(m, n, k, Layout.ROWS, Layout.ROWS, false, 5));
        check(Case.of(n, m, k, Layout.ROWS, Layout.TRANSPOSED, true, 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theNumberOfThreadsChangesNoBit(int threads) {
        Workers.with(
                threads,
                () -> {
                    check(Case.of(150, 140, 300, Layout.ROWS, Layout.TRANSPOSED, true, 1));
                    check(Case.of(500, 20, 60, Layout.TRANSPOSED, Layout.ROWS, false, 2));
                    check(Case.of(9, 600, 70, Layout.FLIPPED, Layout.GAPS, false, 3));
                });
    }

    /// A factor that is computed: element (i, j) is that of the matrix.
    private static <A> GemmSource<A> computed(GemmMatrix<A> from) {
        return (i, j, rows, cols, to, at, step) -> {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < cols; c++) {
                    System.arraycopy(from.data(), from.index(i + r, j + c), to,
                            at + r * step + c, 1);
                }
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,70,30", "30,1,300", "9,10,11", "100,600,300", "500,40,40"})
    void factorsMayMakeTheirBlocksThemselves(int m, int n, int k) {
        Case one = Case.of(m, n, k, Layout.ROWS, Layout.TRANSPOSED, true, 7);
        for (Multiply<float[]> provider : List.<Multiply<float[]>>of(Gemm.F32::multiply,
                Gemm.F32.plain::multiply, VECTOR_F32::multiply)) {
            assertArrayEquals(bits(one.law32()), bits(one.product32((h, w, d, a, b, c) ->
                    provider.multiply(h, w, d, computed((GemmMatrix<float[]>) a), b, c))));
            assertArrayEquals(bits(one.law32()), bits(one.product32((h, w, d, a, b, c) ->
                    provider.multiply(h, w, d, a, computed((GemmMatrix<float[]>) b), c))));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,8,8,8", "3,40,50,300", "40,20,30,40", "64,32,32,32", "9,100,90,120", "0,5,5,5"})
    void aBatchIsItsProducts(int count, int m, int n, int k) {
        Case one = Case.of(m, n, k, Layout.ROWS, Layout.TRANSPOSED, false, 11);
        int[] law = bits(one.law32());
        var a = new GemmMatrix<>(floats(one.a()), 0, k, 1);
        var b = new GemmMatrix<>(floats(one.b()), 0, 1, k);
        for (int threads : new int[] {1, 2, 4}) {
            float[][] c = new float[count][law.length];
            Workers.with(threads, () -> Gemm.F32.multiplyAll(count, m, n, k, t -> a, t -> b,
                    t -> GemmTarget.of(c[t], Case.C_AT, one.cRow())));
            for (float[] got : c) {
                for (int i = 0; i < m; i++) {
                    int at = Case.C_AT + i * one.cRow();
                    assertArrayEquals(Arrays.copyOfRange(law, at, at + n),
                            Arrays.copyOfRange(bits(got), at, at + n));
                }
            }
        }
    }

    @Test
    void withoutInnerDimensionTheProductIsZeroOrLeavesC() {
        Case fresh = Case.of(3, 4, 0, Layout.ROWS, Layout.ROWS, false, 1);
        float[] got = fresh.product32();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                assertEquals(0f, got[Case.C_AT + i * fresh.cRow() + j]);
            }
        }
        Case added = Case.of(3, 4, 0, Layout.ROWS, Layout.ROWS, true, 1);
        assertArrayEquals(added.c(), added.product64());
    }

    @Test
    void notANumberStaysInItsRowAndColumn() {
        Case one = Case.of(20, 50, 10, Layout.ROWS, Layout.ROWS, false, 5);
        one.a()[7 * 10 + 3] = Double.NaN;
        one.b()[4 * 50 + 33] = Double.POSITIVE_INFINITY;
        for (double[] got : all(one).toList()) {
            for (int i = 0; i < 20; i++) {
                for (int j = 0; j < 50; j++) {
                    double value = got[Case.C_AT + i * one.cRow() + j];
                    assertEquals(i != 7 && j != 33, Double.isFinite(value), i + ", " + j);
                }
            }
        }
    }

    @Test
    void anUnderflowToMinusZeroKeepsItsSign() {
        Case one = Case.of(17, 40, 1, Layout.ROWS, Layout.ROWS, false, 5);
        Arrays.fill(one.a(), 0x1p-120);
        Arrays.fill(one.b(), -0x1p-120);
        assertEquals(0x80000000, Float.floatToIntBits(one.product32()[Case.C_AT]));
        checkLaw(one);
    }

    @Test
    void manyThreadsMayMultiplyAtOnce() throws Exception {
        Case one = Case.of(120, 130, 70, Layout.ROWS, Layout.TRANSPOSED, false, 9);
        float[] expected = one.law32();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<float[]> got : IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> one.product32()))
                    .toList()) {
                assertArrayEquals(bits(expected), bits(got.get()));
            }
        }
    }

    private static void check(Case one) {
        one.checkAgainstNaive(doubles(one.product32()), ROUNDING_F32);
        one.checkAgainstNaive(one.product64(), ROUNDING_F64);
        one.checkUntouched(one.product64());
        checkLaw(one);
    }

    /// Every provider, compiled or not, keeps the law to the bit.
    private static void checkLaw(Case one) {
        int[] law32 = bits(one.law32());
        long[] law64 = bits(one.law64());
        assertArrayEquals(law32, bits(one.product32()), "front door, F32");
        assertArrayEquals(law64, bits(one.product64()), "front door, F64");
        if (one.m() > 0 && one.n() > 0 && one.k() > 0) {
            assertArrayEquals(law32, bits(one.product32(Gemm.F32.plain::multiply)), "plain, F32");
            assertArrayEquals(law64, bits(one.product64(Gemm.F64.plain::multiply)), "plain, F64");
            assertArrayEquals(law32, bits(one.product32(VECTOR_F32::multiply)), "vector, F32");
            assertArrayEquals(law64, bits(one.product64(VECTOR_F64::multiply)), "vector, F64");
        }
    }

    /// The product by every provider and in both types.
    private static Stream<double[]> all(Case one) {
        return Stream.of(
                doubles(one.product32(Gemm.F32.plain::multiply)),
                doubles(one.product32(VECTOR_F32::multiply)),
                one.product64(Gemm.F64.plain::multiply),
                one.product64(VECTOR_F64::multiply));
    }

    private static float[] floats(double[] from) {
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) from[i];
        }
        return to;
    }

    private static double[] doubles(float[] from) {
        return IntStream.range(0, from.length).mapToDouble(i -> from[i]).toArray();
    }

    private static int[] bits(float[] from) {
        return IntStream.range(0, from.length).map(i -> Float.floatToIntBits(from[i])).toArray();
    }

    private static long[] bits(double[] from) {
        return Arrays.stream(from).mapToLong(Double::doubleToLongBits).toArray();
    }
}

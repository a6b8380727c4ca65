package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Reductions over a run: the same bits from both forms, and errors that do not grow.
class RunsTest {
    /// 17 additions in a lane, two of four rows and four of the folding, each half an ulp of 2⁻²³,
    /// and the last rounding.
    private static final double FLOAT_BOUND = 24 * 0x1p-24;
    private static final double DOUBLE_BOUND = 24 * 0x1p-53;
    private static final int LONGEST = 2500;

    private static final Runs<float[]> FLOATS = Runs.F32;
    private static final Runs<double[]> DOUBLES = Runs.F64;

    @Property(tries = 300)
    void bitsAreTheSameInBothForms(@ForAll @IntRange(max = LONGEST) int n,
            @ForAll @IntRange(max = 9) int at, @ForAll long seed) {
        compare(new PlainRuns32(), Simd.available() ? new VectorRuns32() : new PlainRuns32(), n, at,
                seed);
        compare(new PlainRuns64(), Simd.available() ? new VectorRuns64() : new PlainRuns64(), n, at,
                seed);
    }

    private static <A> void compare(RunKernel<A> plain, RunKernel<A> vector, int n, int at,
            long seed) {
        var one = new Loops<>(plain, n, at, seed);
        var other = new Loops<>(vector, n, at, seed);
        for (int loop = 0; loop < Loops.COUNT; loop++) {
            assertEquals(one.run(loop), other.run(loop), 0.0, "loop " + loop);
            assertArrayEquals(one.state(), other.state(), 0.0, "loop " + loop);
        }
    }

    /// Every loop of a kernel on the same numbers.
    private static final class Loops<A> {
        static final int COUNT = 15;
        static final int ROOM = 2 * LONGEST + 40;

        private final RunKernel<A> kernel;
        private final int n;
        private final int at;
        private final A a;
        private final A b;
        private final A y;
        private final A z;
        private final A lanes;

        Loops(RunKernel<A> kernel, int n, int at, long seed) {
            var random = new Random(seed);
            this.kernel = kernel;
            this.n = n;
            this.at = at;
            this.a = drawn(random);
            this.b = drawn(random);
            this.y = drawn(random);
            this.z = drawn(random);
            this.lanes = kernel.array(RunKernel.ROOM);
        }

        private A drawn(Random random) {
            A array = kernel.array(ROOM);
            double[] values = random.doubles(ROOM, -3, 3).toArray();
            kernel.set(array, 0, values, values.length);
            return array;
        }

        double run(int loop) {
            return switch (loop) {
                case 0 -> kernel.sum(a, at, n, lanes);
                case 1 -> kernel.dot(a, at, 0.5, b, 7, -0.25, n, lanes);
                case 2 -> sums(2, () -> kernel.moments(a, at, 0.5, n, lanes));
                case 3 -> sums(4, () -> kernel.moments(a, at, 0.5, 7, 0.25, n, lanes));
                case 4 -> kernel.exp(a, at, 3, true, y, 5, n, lanes);
                case 5 -> kernel.exp(a, at, 90, false, y, 5, n, lanes);
                case 6 -> sums(0,
                        () -> kernel.affine(a, at, 0.5, 2, b, 3, -0.5, z, 1, 0, 0.1, y, 2, n));
                case 7 -> sums(0,
                        () -> kernel.affine(a, at, 0.5, 2, b, 3, -0.5, y, 2, 0, 0.1, y, 2, n));
                case 8 -> sums(0, () -> kernel.normalize(a, at, 0.5, 2, at + 1, 0.1, 3, b, 3, a, 1,
                        y, 2, n + 5, n));
                case 9 -> sums(8, () -> kernel.pull(a, at, 0.5, at + 1, 0.25, b, 3, 4, a, 1, n,
                        lanes));
                case 10 -> sums(0, () -> kernel.push(a, at, 0.5, 2, 0.1, 3, b, 3, a, 1, y, 4, z, 2,
                        n + 5, n));
                case 11 -> sums(0, () -> kernel.push(a, at, 0.5, 2, 0.1, 3, at + 1, 0.25, 3, 0.2, 1,
                        b, 3, 4, a, 1, y, 4, n + 8, z, 2, n + 5, n));
                case 12 -> sums(0, () -> kernel.columns(a, at, n / 3, 3, y, 2, n / 3));
                case 13 -> kernel.max(a, at, n);
                default -> kernel.min(a, at, n);
            };
        }

        /// All sums that a loop leaves, none lost in another.
        private double sums(int count, Runnable loop) {
            loop.run();
            double all = 0;
            for (int k = 0; k < count; k++) {
                all = 3 * all + kernel.get(lanes, k);
            }
            return all;
        }

        double[] state() {
            double[] state = new double[2 * ROOM];
            kernel.addTo(y, 0, state, 0, ROOM);
            kernel.addTo(z, 0, state, ROOM, ROOM);
            return state;
        }
    }

    @Test
    void errorsDoNotGrowWithTheLength() {
        for (int n : new int[] {10, 1000, 100_000, 1_000_000}) {
            var random = new Random(n);
            float[] x = new float[n];
            double[] d = new double[n];
            BigDecimal exactFloat = BigDecimal.ZERO;
            BigDecimal exactDouble = BigDecimal.ZERO;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                d[i] = random.nextDouble();
                x[i] = (float) d[i];
                exactFloat = exactFloat.add(new BigDecimal(x[i]));
                exactDouble = exactDouble.add(new BigDecimal(d[i]));
                squares += (double) x[i] * x[i];
            }
            assertEquals(exactFloat.doubleValue(), sum(x), FLOAT_BOUND * exactFloat.doubleValue());
            double dot = used(FLOATS, space -> FLOATS.dot(x, 0, 0, x, 0, 0, n, space.lanes));
            assertEquals(squares, dot, FLOAT_BOUND * squares);
            double error = new BigDecimal(sum(d)).subtract(exactDouble).doubleValue();
            assertTrue(Math.abs(error) <= DOUBLE_BOUND * exactDouble.doubleValue());
        }
    }

    @Test
    void othersLeaveOutOneLargest() {
        float[] x = {7, 1, 3, 3, 2};
        float[] y = new float[4];
        double others = FLOATS.kernel.others(x, 1, 3, true, y, 0, 4);
        assertEquals(Math.exp(-2) + 1 + Math.exp(-1), others, FLOAT_BOUND * others);
        assertArrayEquals(new float[] {(float) Math.exp(-2), 1, 1, (float) Math.exp(-1)}, y,
                1e-7f);
        assertEquals(others, FLOATS.kernel.others(x, 1, 3, true, x, 1, 4), "in place");
        assertArrayEquals(new float[] {7, y[0], y[1], y[2], y[3]}, x);
        double small = FLOATS.kernel.others(new float[] {-60, 0, -61}, 0, 0, false, y, 0, 3);
        assertEquals(Math.exp(-60) + Math.exp(-61), small, FLOAT_BOUND * small);
    }

    private static <A> double used(Runs<A> runs, ToDoubleFunction<RunSpace<A>> body) {
        double[] result = new double[1];
        runs.with(space -> result[0] = body.applyAsDouble(space));
        return result[0];
    }

    private static double sum(float[] x) {
        return used(FLOATS, space -> FLOATS.sum(x, 0, x.length, space.lanes));
    }

    private static double sum(double[] x) {
        return used(DOUBLES, space -> DOUBLES.sum(x, 0, x.length, space.lanes));
    }

    @Test
    void emptyRunsGiveTheNeutralElement() {
        assertEquals(0.0, sum(new float[0]));
        assertEquals(0.0, sum(new double[0]));
        assertEquals(Double.NEGATIVE_INFINITY, FLOATS.kernel.max(new float[0], 0, 0));
        assertEquals(Double.POSITIVE_INFINITY, DOUBLES.kernel.min(new double[0], 0, 0));
        assertEquals(-1, FLOATS.kernel.find(new float[0], 0, 0, 1));
    }

    @Test
    void nanAndInfinityReachTheResultFromEveryPlace() {
        int n = 200;
        for (int i = 0; i < n; i++) {
            float[] x = new float[n];
            double[] d = new double[n];
            x[i] = Float.NaN;
            d[i] = Double.NaN;
            for (double result : new double[] {FLOATS.kernel.max(x, 0, n),
                FLOATS.kernel.min(x, 0, n), sum(x), DOUBLES.kernel.max(d, 0, n),
                DOUBLES.kernel.min(d, 0, n), sum(d)}) {
                assertEquals(Double.NaN, result);
            }
            assertEquals(i, FLOATS.kernel.find(x, 0, n, Double.NaN));
            x[i] = Float.NEGATIVE_INFINITY;
            d[i] = Double.POSITIVE_INFINITY;
            assertEquals(Double.NEGATIVE_INFINITY, sum(x));
            assertEquals(Double.POSITIVE_INFINITY, sum(d));
        }
    }

    @Test
    void whatDecaysIsWithinAnUlpAndEndsInZero() {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            float f = (float) -Math.exp(random.nextDouble(-20, Math.log(86.4)));
            assertEquals(Math.exp(f), Decay.exp(f), 1.1 * Math.ulp((float) Math.exp(f)));
            double d = -Math.exp(random.nextDouble(-40, Math.log(707)));
            assertEquals(Math.exp(d), Decay.exp(d), 2 * Math.ulp(Math.exp(d)));
        }
        assertEquals(1f, Decay.exp(0f));
        assertEquals(1.0, Decay.exp(0.0));
        assertEquals(0f, Decay.exp(Float.NEGATIVE_INFINITY));
        assertEquals(0.0, Decay.exp(Double.NEGATIVE_INFINITY));
    }

    @Test
    void aLargeMeanCostsTheVarianceNoDigits() {
        for (double mean : new double[] {0, 1e8, -1e15}) {
            double[] x = {mean + 1000, mean, mean, mean + 1, mean - 1, mean, mean, mean};
            DOUBLES.with(space -> {
                DOUBLES.moments(x, 0, x.length, space);
                assertEquals(mean + 125, space.mean);
                assertEquals(1_000_002 - 125_000.0, space.squares);
            });
        }
        double[] far = new double[1000];                        // the first numbers are outliers
        Arrays.setAll(far, i -> i % 333 == 0 ? 1e9 : i % 2);
        DOUBLES.with(space -> {
            DOUBLES.moments(far, 0, far.length, space);
            double mean = Arrays.stream(far).sum() / far.length;
            double squares = Arrays.stream(far).map(v -> (v - mean) * (v - mean)).sum();
            assertEquals(squares, space.squares, 1e-13 * squares);
        });
    }
}

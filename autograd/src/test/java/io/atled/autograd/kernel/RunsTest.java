package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Reductions over a run: the same bits from both forms, and errors that do not grow.
class RunsTest {
    /// 36 additions in a lane and its folding, each half an ulp of 2⁻²³, and the last rounding.
    private static final double FLOAT_BOUND = 37 * 0x1p-24;
    private static final double DOUBLE_BOUND = 38 * 0x1p-53;

    @Property(tries = 300)
    void bitsAreTheSameInBothForms(
            @ForAll @IntRange(max = 9000) int n, @ForAll @IntRange(max = 9) int at,
            @ForAll long seed) {
        var random = new Random(seed);
        float[] a = new float[n + 20];
        float[] b = new float[n + 20];
        double[] c = new double[n + 20];
        double[] d = new double[n + 20];
        for (int i = 0; i < n + 20; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = (float) random.nextGaussian();
            c[i] = random.nextGaussian();
            d[i] = random.nextGaussian();
        }
        RunKernel plain = new PlainRuns();
        RunKernel vector = Simd.available() ? new VectorRuns() : new PlainRuns();
        assertEquals(Runs.sum(plain, a, at, n), Runs.sum(vector, a, at, n));
        assertEquals(Runs.sum(plain, c, at, n), Runs.sum(vector, c, at, n));
        assertEquals(Runs.dot(plain, a, at, b, 7, n), Runs.dot(vector, a, at, b, 7, n));
        assertEquals(Runs.dot(plain, c, at, d, 7, n), Runs.dot(vector, c, at, d, 7, n));
        assertEquals(plain.max(a, at, n), vector.max(a, at, n));
        assertEquals(plain.min(a, at, n), vector.min(a, at, n));
        assertEquals(plain.max(c, at, n), vector.max(c, at, n));
        assertEquals(plain.min(c, at, n), vector.min(c, at, n));
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
            assertEquals(exactFloat.doubleValue(), Runs.sum(x, 0, n),
                    FLOAT_BOUND * exactFloat.doubleValue());
            assertEquals(squares, Runs.dot(x, 0, x, 0, n), FLOAT_BOUND * squares);
            double error = new BigDecimal(Runs.sum(d, 0, n)).subtract(exactDouble).doubleValue();
            assertTrue(Math.abs(error) <= DOUBLE_BOUND * exactDouble.doubleValue());
        }
    }

    @Test
    void emptyRunsGiveTheNeutralElement() {
        assertEquals(0f, Runs.sum(new float[0], 0, 0));
        assertEquals(0.0, Runs.dot(new double[0], 0, new double[0], 0, 0));
        assertEquals(Float.NEGATIVE_INFINITY, Runs.max(new float[0], 0, 0));
        assertEquals(Double.POSITIVE_INFINITY, Runs.min(new double[0], 0, 0));
    }

    @Test
    void nanAndInfinityReachTheResultFromEveryPlace() {
        int n = 200;
        for (int i = 0; i < n; i++) {
            float[] x = new float[n];
            double[] d = new double[n];
            x[i] = Float.NaN;
            d[i] = Double.NaN;
            assertEquals(Float.NaN, Runs.max(x, 0, n));
            assertEquals(Float.NaN, Runs.min(x, 0, n));
            assertEquals(Float.NaN, Runs.sum(x, 0, n));
            assertEquals(Double.NaN, Runs.max(d, 0, n));
            assertEquals(Double.NaN, Runs.min(d, 0, n));
            assertEquals(Double.NaN, Runs.sum(d, 0, n));
            x[i] = Float.NEGATIVE_INFINITY;
            d[i] = Double.POSITIVE_INFINITY;
            assertEquals(Float.NEGATIVE_INFINITY, Runs.sum(x, 0, n));
            assertEquals(Double.POSITIVE_INFINITY, Runs.sum(d, 0, n));
        }
    }
}

package io.atled.autograd.kernel;

/// Reductions over a contiguous run: sum, dot, max, min.
///
/// Sums run over a fixed number of virtual lanes, whatever the vector width: element `i` of a block
/// goes to lane `i mod 64` (`F64`: 32). The lanes of a block are folded in halves, the blocks are
/// added in `double` (`F64`: with compensation). So the bits are the same with and without the
/// Vector API, and the error does not grow with the length of the run.
/// **Error** of a sum: `F32` below 3e-6 Σ|x|; `F64` below 5e-15 Σ|x|.
/// **Source** blocked and compensated summation: N. Higham, *Accuracy and Stability of
/// Numerical Algorithms* (2002), ch. 4.
public final class Runs {
    static final int FLOAT_LANES = 64;
    static final int DOUBLE_LANES = 32;
    /// Elements of a block: 32 rows of lanes, so at most 32 additions between two foldings.
    static final int FLOAT_BLOCK = 32 * FLOAT_LANES;
    static final int DOUBLE_BLOCK = 32 * DOUBLE_LANES;

    private static final RunKernel KERNEL = Simd.available() ? new WarmRuns() : new PlainRuns();

    private Runs() {}

    /// `Σ x`; 0 for an empty run.
    public static float sum(float[] x, int at, int n) {
        return sum(KERNEL, x, at, n);
    }

    /// `Σ a·b`; 0 for empty runs.
    public static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
        return dot(KERNEL, a, aAt, b, bAt, n);
    }

    /// The largest; NaN if any is NaN, −∞ for an empty run.
    public static float max(float[] x, int at, int n) {
        return KERNEL.max(x, at, n);
    }

    /// The smallest; NaN if any is NaN, +∞ for an empty run.
    public static float min(float[] x, int at, int n) {
        return KERNEL.min(x, at, n);
    }

    /// `Σ x`; 0 for an empty run.
    public static double sum(double[] x, int at, int n) {
        return sum(KERNEL, x, at, n);
    }

    /// `Σ a·b`; 0 for empty runs.
    public static double dot(double[] a, int aAt, double[] b, int bAt, int n) {
        return dot(KERNEL, a, aAt, b, bAt, n);
    }

    /// The largest; NaN if any is NaN, −∞ for an empty run.
    public static double max(double[] x, int at, int n) {
        return KERNEL.max(x, at, n);
    }

    /// The smallest; NaN if any is NaN, +∞ for an empty run.
    public static double min(double[] x, int at, int n) {
        return KERNEL.min(x, at, n);
    }

    static float sum(RunKernel kernel, float[] x, int at, int n) {
        double total = 0;
        int done = 0;
        if (n >= FLOAT_LANES) {
            float[] lanes = new float[FLOAT_LANES];
            while (n - done >= FLOAT_LANES) {
                int rows = Math.min(n - done, FLOAT_BLOCK) / FLOAT_LANES;
                kernel.sum(x, at + done, rows, lanes);
                total += fold(lanes);
                done += rows * FLOAT_LANES;
            }
        }
        for (; done < n; done++) {
            total += x[at + done];
        }
        return (float) total;
    }

    static float dot(RunKernel kernel, float[] a, int aAt, float[] b, int bAt, int n) {
        double total = 0;
        int done = 0;
        if (n >= FLOAT_LANES) {
            float[] lanes = new float[FLOAT_LANES];
            while (n - done >= FLOAT_LANES) {
                int rows = Math.min(n - done, FLOAT_BLOCK) / FLOAT_LANES;
                kernel.dot(a, aAt + done, b, bAt + done, rows, lanes);
                total += fold(lanes);
                done += rows * FLOAT_LANES;
            }
        }
        for (; done < n; done++) {
            total += (double) a[aAt + done] * b[bAt + done];
        }
        return (float) total;
    }

    static double sum(RunKernel kernel, double[] x, int at, int n) {
        var total = new Compensated();
        int done = 0;
        if (n >= DOUBLE_LANES) {
            double[] lanes = new double[DOUBLE_LANES];
            while (n - done >= DOUBLE_LANES) {
                int rows = Math.min(n - done, DOUBLE_BLOCK) / DOUBLE_LANES;
                kernel.sum(x, at + done, rows, lanes);
                total.add(fold(lanes));
                done += rows * DOUBLE_LANES;
            }
        }
        for (; done < n; done++) {
            total.add(x[at + done]);
        }
        return total.value();
    }

    static double dot(RunKernel kernel, double[] a, int aAt, double[] b, int bAt, int n) {
        var total = new Compensated();
        int done = 0;
        if (n >= DOUBLE_LANES) {
            double[] lanes = new double[DOUBLE_LANES];
            while (n - done >= DOUBLE_LANES) {
                int rows = Math.min(n - done, DOUBLE_BLOCK) / DOUBLE_LANES;
                kernel.dot(a, aAt + done, b, bAt + done, rows, lanes);
                total.add(fold(lanes));
                done += rows * DOUBLE_LANES;
            }
        }
        for (; done < n; done++) {
            total.add(a[aAt + done] * b[bAt + done]);
        }
        return total.value();
    }

    /// Folds in halves down to 8 lanes, which are added in `double`.
    private static double fold(float[] lanes) {
        for (int half = FLOAT_LANES / 2; half >= 8; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        double total = 0;
        for (int i = 0; i < 8; i++) {
            total += lanes[i];
        }
        return total;
    }

    private static double fold(double[] lanes) {
        for (int half = DOUBLE_LANES / 2; half >= 1; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[0];
    }

    /// A sum that carries along what its additions lose (Knuth's two-sum).
    private static final class Compensated {
        private double sum;
        private double lost;

        void add(double x) {
            double next = sum + x;
            double of = next - sum;
            lost += (sum - (next - of)) + (x - of);
            sum = next;
        }

        /// For an infinite sum, what was lost is NaN and does not count.
        double value() {
            double y = sum + lost;
            return Double.isNaN(y) ? sum : y;
        }
    }
}

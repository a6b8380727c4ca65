package io.atled.benchmarks.workload;

/// A program of many operations on single numbers, an eighth of them tanh, and the gradient of its
/// result by all inputs.
///
/// The result is that of the loop in [#reference()], written by each library with its own numbers.
///
/// @param operations how many operations are recorded
/// @param way what is measured
public record ScalarProgram(int operations, Way way) implements Workload {
    /// How often the program is recorded.
    public enum Way {
        /// Anew for each gradient.
        RECORD,
        /// Once; then evaluated again and again with inputs that change. A library that can not do
        /// that records anew.
        REPLAY
    }

    /// How many inputs there are.
    public static final int INPUTS = 16;

    @Override
    public String name() {
        return (way == Way.RECORD ? "scalar-program-" : "scalar-replay-") + operations;
    }

    /// The inputs.
    public double[] inputs() {
        float[] numbers = Numbers.normal(INPUTS, 0.5, 1);
        double[] inputs = new double[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            inputs[i] = numbers[i];
        }
        return inputs;
    }

    /// The program on plain numbers: rounds of eight operations, the last of which adds to the
    /// result, so that gradients do not fade on the way back.
    public double reference() {
        double[] x = inputs();
        double y = x[0];
        double sum = x[1];
        for (int round = 0; round < operations / 8; round++) {
            double a = x[round % INPUTS];
            double b = x[(round + 5) % INPUTS];
            double q = y * a + b;
            double t = (q - y) * b + q;
            y = Math.tanh(t * a);
            sum = sum + y;
        }
        return sum;
    }

    @Override
    public double flops() {
        return 3.0 * operations;
    }

    @Override
    public double bytes() {
        return 40.0 * operations;
    }

    @Override
    public double tolerance() {
        return 1e-6;
    }
}

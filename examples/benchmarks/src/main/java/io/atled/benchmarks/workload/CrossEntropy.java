package io.atled.benchmarks.workload;

/// The mean softmax cross entropy of logits and labels, and its gradient.
///
/// @param rows how many distributions
/// @param classes how many classes each has
public record CrossEntropy(int rows, int classes) implements Workload {
    @Override
    public String name() {
        return "softmax-cross-entropy-" + rows + "x" + classes;
    }

    /// The logits (rows,classes).
    public float[] logits() {
        return Numbers.normal(rows * classes, 2, 1);
    }

    /// The labels (rows).
    public int[] labels() {
        return Numbers.labels(rows, classes, 2);
    }

    /// Maximum, difference, sum, and two for the gradient.
    @Override
    public double flops() {
        return 5.0 * rows * classes;
    }

    @Override
    public double bytes() {
        return 8.0 * rows * classes;
    }
}

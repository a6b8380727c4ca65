package io.atled.benchmarks.workload;

/// Layer normalization with scale and shift, and the gradients by all three for a given seed.
///
/// @param rows how many samples
/// @param features the size of each, which is normalized
public record LayerNormalization(int rows, int features) implements Workload {
    /// What is added to the variance.
    public static final double EPSILON = 1e-5;

    @Override
    public String name() {
        return "layer-norm-" + rows + "x" + features;
    }

    /// The samples (rows,features).
    public float[] inputs() {
        return Numbers.normal(rows * features, 3, 1);
    }

    /// The scale (features).
    public float[] scale() {
        return Numbers.normal(features, 1, 2);
    }

    /// The shift (features).
    public float[] shift() {
        return Numbers.normal(features, 1, 3);
    }

    /// The cotangent of the result.
    public float[] seed() {
        return Numbers.normal(rows * features, 1, 4);
    }

    /// Seven forward (sum, difference, square, sum, three to scale), eleven backward.
    @Override
    public double flops() {
        return 18.0 * rows * features;
    }

    /// Read x, write y; read dy and x, write dx.
    @Override
    public double bytes() {
        return 20.0 * rows * features;
    }
}

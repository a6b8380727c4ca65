package io.atled.autograd.kernel;

/// The inner loops of [Runs], in a plain and in a vector form with the same bits.
abstract class RunKernel {
    /// Sets each lane to the sum over `rows` rows of [Runs#FLOAT_LANES] elements.
    abstract void sum(float[] x, int at, int rows, float[] lanes);

    /// Sets each lane to the sum of products over `rows` rows, by fused multiply-adds.
    abstract void dot(float[] a, int aAt, float[] b, int bAt, int rows, float[] lanes);

    /// The largest; the order does not matter.
    abstract float max(float[] x, int at, int n);

    /// The smallest; the order does not matter.
    abstract float min(float[] x, int at, int n);

    /// Sets each lane to the sum over `rows` rows of [Runs#DOUBLE_LANES] elements.
    abstract void sum(double[] x, int at, int rows, double[] lanes);

    /// Sets each lane to the sum of products over `rows` rows, by fused multiply-adds.
    abstract void dot(double[] a, int aAt, double[] b, int bAt, int rows, double[] lanes);

    /// The largest; the order does not matter.
    abstract double max(double[] x, int at, int n);

    /// The smallest; the order does not matter.
    abstract double min(double[] x, int at, int n);
}

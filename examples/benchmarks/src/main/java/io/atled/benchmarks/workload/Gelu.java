package io.atled.benchmarks.workload;

/// gelu(x·w + b), element by element in the form with tanh, and the gradients by x, w and b for a
/// given seed.
///
/// @param size how many elements
public record Gelu(int size) implements Workload {
    @Override
    public String name() {
        return "gelu-" + size;
    }

    /// The x.
    public float[] x() {
        return Numbers.normal(size, 1, 1);
    }

    /// The w.
    public float[] w() {
        return Numbers.normal(size, 1, 2);
    }

    /// The b.
    public float[] b() {
        return Numbers.normal(size, 1, 3);
    }

    /// The cotangent of the result.
    public float[] seed() {
        return Numbers.normal(size, 1, 4);
    }

    /// Two for x·w + b, six around tanh, ten for the derivative, two for dx and dw.
    @Override
    public double flops() {
        return 20.0 * size;
    }

    /// Read x, w, b, write y; read dy, x, w, b, write dx, dw, db.
    @Override
    public double bytes() {
        return 44.0 * size;
    }
}

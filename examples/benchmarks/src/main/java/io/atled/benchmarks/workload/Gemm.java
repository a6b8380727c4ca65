package io.atled.benchmarks.workload;

/// `batch` products of an m×k and a k×n matrix, forward only.
///
/// @param m rows of the result
/// @param n columns of the result; 1 for a matrix and a vector
/// @param k what is summed over
/// @param form how the operands lie in memory
/// @param batch how many products of that size are made at once
public record Gemm(int m, int n, int k, Form form, int batch) implements Workload {
    /// Which operand is stored transposed.
    public enum Form {
        /// a (m,k) and b (k,n).
        NN,
        /// a (m,k) and b (n,k): a linear layer.
        NT,
        /// a (k,m) and b (k,n): the gradient of a linear layer's weight.
        TN
    }

    /// One product of matrices stored as they are used.
    public static Gemm of(int m, int n, int k) {
        return new Gemm(m, n, k, Form.NN, 1);
    }

    /// The same sizes with other operands transposed.
    public Gemm in(Form other) {
        return new Gemm(m, n, k, other, batch);
    }

    @Override
    public String name() {
        String size = m + "x" + n + "x" + k;
        return "gemm-" + (batch == 1 ? "" : batch + "x") + size
                + (form == Form.NN ? "" : "-" + form.name().toLowerCase(java.util.Locale.ROOT));
    }

    /// All left operands.
    public float[] a() {
        return Numbers.normal(batch * m * k, 1, 1);
    }

    /// All right operands.
    public float[] b() {
        return Numbers.normal(batch * k * n, 1, 2);
    }

    @Override
    public double flops() {
        return 2.0 * batch * m * n * k;
    }

    @Override
    public double bytes() {
        return 4.0 * batch * (m * k + k * n + m * n);
    }
}

package io.atled.autograd.kernel;

/// A primitive of two arguments. Unless overridden, `F32` computes in `double` and rounds once.
abstract class BinaryLoop extends Loop {
    BinaryLoop(String name) {
        super(name);
    }

    /// One element in `F64`.
    abstract double at(double a, double b);

    /// `n` elements in `F32`.
    void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = (float) at(a[aAt + i], b[bAt + i]);
        }
    }

    /// `n` elements in `F64`.
    void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = at(a[aAt + i], b[bAt + i]);
        }
    }

    @Override
    public final int arity() {
        return 2;
    }

    @Override
    public final double at(double a, double b, double c) {
        return at(a, b);
    }

    @Override
    public final void run(float[][] x, int[] at, float[] y, int yAt, int n) {
        run(x[0], at[0], x[1], at[1], y, yAt, n);
    }

    @Override
    public final void run(double[][] x, int[] at, double[] y, int yAt, int n) {
        run(x[0], at[0], x[1], at[1], y, yAt, n);
    }
}

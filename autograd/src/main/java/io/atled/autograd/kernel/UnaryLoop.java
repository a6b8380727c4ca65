package io.atled.autograd.kernel;

/// A primitive of one argument. Unless overridden, `F32` computes in `double` and rounds once.
abstract class UnaryLoop extends Loop {
    UnaryLoop(String name) {
        super(name);
    }

    /// One element in `F64`.
    abstract double at(double a);

    /// `n` elements in `F32`.
    void run(float[] x, int at, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = (float) at(x[at + i]);
        }
    }

    /// `n` elements in `F64`.
    void run(double[] x, int at, double[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = at(x[at + i]);
        }
    }

    @Override
    public final int arity() {
        return 1;
    }

    @Override
    public final double at(double a, double b, double c) {
        return at(a);
    }

    @Override
    public final void run(float[][] x, int[] at, float[] y, int yAt, int n) {
        run(x[0], at[0], y, yAt, n);
    }

    @Override
    public final void run(double[][] x, int[] at, double[] y, int yAt, int n) {
        run(x[0], at[0], y, yAt, n);
    }
}

package io.atled.autograd.kernel;

/// Sums, products and their kin as plain loops, which C2 vectorises where the offsets allow it.
///
/// Each loop stands in a method of its own so that its profile stays clean.
/// Errors: none beyond the one rounding of IEEE 754.
final class ArithmeticLoops {
    private ArithmeticLoops() {}

    /// `a + b`.
    static class Add extends BinaryLoop {
        Add() {
            super("add");
        }

        @Override
        final double at(double a, double b) {
            return a + b;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] + b[bAt + i];
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] + b[bAt + i];
            }
        }
    }

    /// `a − b`.
    static class Sub extends BinaryLoop {
        Sub() {
            super("sub");
        }

        @Override
        final double at(double a, double b) {
            return a - b;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] - b[bAt + i];
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] - b[bAt + i];
            }
        }
    }

    /// `a · b`.
    static class Mul extends BinaryLoop {
        Mul() {
            super("mul");
        }

        @Override
        final double at(double a, double b) {
            return a * b;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] * b[bAt + i];
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] * b[bAt + i];
            }
        }
    }

    /// `a / b`.
    static class Div extends BinaryLoop {
        Div() {
            super("div");
        }

        @Override
        final double at(double a, double b) {
            return a / b;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] / b[bAt + i];
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] / b[bAt + i];
            }
        }
    }

    /// The larger; NaN if either is NaN; `+0` is larger than `−0`.
    static class Maximum extends BinaryLoop {
        Maximum() {
            super("maximum");
        }

        @Override
        final double at(double a, double b) {
            return Math.max(a, b);
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.max(a[aAt + i], b[bAt + i]);
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.max(a[aAt + i], b[bAt + i]);
            }
        }
    }

    /// The smaller; NaN if either is NaN; `−0` is smaller than `+0`.
    static class Minimum extends BinaryLoop {
        Minimum() {
            super("minimum");
        }

        @Override
        final double at(double a, double b) {
            return Math.min(a, b);
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.min(a[aAt + i], b[bAt + i]);
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.min(a[aAt + i], b[bAt + i]);
            }
        }
    }

    /// `−x`.
    static class Neg extends UnaryLoop {
        Neg() {
            super("neg");
        }

        @Override
        final double at(double a) {
            return -a;
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = -x[at + i];
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = -x[at + i];
            }
        }
    }

    /// `|x|`.
    static class Abs extends UnaryLoop {
        Abs() {
            super("abs");
        }

        @Override
        final double at(double a) {
            return Math.abs(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.abs(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.abs(x[at + i]);
            }
        }
    }

    /// The sign: −1, 0 or 1; zeros keep theirs, NaN stays NaN.
    static class Sign extends UnaryLoop {
        Sign() {
            super("sign");
        }

        @Override
        final double at(double a) {
            return Math.signum(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.signum(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.signum(x[at + i]);
            }
        }
    }

    /// `√x`, correctly rounded.
    static class Sqrt extends UnaryLoop {
        Sqrt() {
            super("sqrt");
        }

        @Override
        final double at(double a) {
            return Math.sqrt(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (float) Math.sqrt(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.sqrt(x[at + i]);
            }
        }
    }

    /// `max(x, 0)`; NaN stays NaN.
    static class Relu extends UnaryLoop {
        Relu() {
            super("relu");
        }

        @Override
        final double at(double a) {
            return Math.max(a, 0.0);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.max(x[at + i], 0f);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.max(x[at + i], 0.0);
            }
        }
    }

    /// The largest integer not above `x`.
    static class Floor extends UnaryLoop {
        Floor() {
            super("floor");
        }

        @Override
        final double at(double a) {
            return Math.floor(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (float) Math.floor(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.floor(x[at + i]);
            }
        }
    }
}

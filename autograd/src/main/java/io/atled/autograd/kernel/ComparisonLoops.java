package io.atled.autograd.kernel;

/// Comparisons, which give masks of 0 and 1 in the type of their arguments, and the choice by a
/// mask.
///
/// No loop branches on data: choosing between integers compiles to a conditional move, between
/// floating-point numbers to a jump, which costs ten times as much where it is unpredictable.
final class ComparisonLoops {
    private ComparisonLoops() {}

    /// `a < b`; false for NaN.
    static class Less extends BinaryLoop {
        Less() {
            super("less");
        }

        @Override
        final double at(double a, double b) {
            return a < b ? 1 : 0;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (float) (a[aAt + i] < b[bAt + i] ? 1 : 0);
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (double) (a[aAt + i] < b[bAt + i] ? 1 : 0);
            }
        }
    }

    /// `a ≤ b`; false for NaN.
    static class LessEqual extends BinaryLoop {
        LessEqual() {
            super("lessEqual");
        }

        @Override
        final double at(double a, double b) {
            return a <= b ? 1 : 0;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (float) (a[aAt + i] <= b[bAt + i] ? 1 : 0);
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (double) (a[aAt + i] <= b[bAt + i] ? 1 : 0);
            }
        }
    }

    /// `a = b`; false for NaN, true for zeros of both signs.
    static class Equal extends BinaryLoop {
        Equal() {
            super("equal");
        }

        @Override
        final double at(double a, double b) {
            return a == b ? 1 : 0;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (float) (a[aAt + i] == b[bAt + i] ? 1 : 0);
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (double) (a[aAt + i] == b[bAt + i] ? 1 : 0);
            }
        }
    }

    /// `a ≠ b`; true for NaN.
    static class NotEqual extends BinaryLoop {
        NotEqual() {
            super("notEqual");
        }

        @Override
        final double at(double a, double b) {
            return a != b ? 1 : 0;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (float) (a[aAt + i] != b[bAt + i] ? 1 : 0);
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (double) (a[aAt + i] != b[bAt + i] ? 1 : 0);
            }
        }
    }

    /// `c ≠ 0 ? a : b`; a NaN chooses `a`.
    static class Where extends Loop {
        Where() {
            super("where");
        }

        void run(float[] c, int cAt, float[] a, int aAt, float[] b, int bAt,
                float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                int bits = Float.floatToRawIntBits(c[cAt + i]) << 1;       // without the sign
                int chosen = (bits | -bits) >> 31;                         // all ones unless 0
                y[yAt + i] = Float.intBitsToFloat((Float.floatToRawIntBits(a[aAt + i]) & chosen)
                        | (Float.floatToRawIntBits(b[bAt + i]) & ~chosen));
            }
        }

        @Override
        public final int arity() {
            return 3;
        }

        @Override
        public final double at(double a, double b, double c) {
            return a != 0 ? b : c;
        }

        @Override
        public final void run(float[][] x, int[] at, float[] y, int yAt, int n) {
            run(x[0], at[0], x[1], at[1], x[2], at[2], y, yAt, n);
        }

        @Override
        public final void run(double[][] x, int[] at, double[] y, int yAt, int n) {
            double[] c = x[0];
            double[] a = x[1];
            double[] b = x[2];
            int cAt = at[0];
            int aAt = at[1];
            int bAt = at[2];
            for (int i = 0; i < n; i++) {
                long bits = Double.doubleToRawLongBits(c[cAt + i]) << 1;
                long chosen = (bits | -bits) >> 63;
                y[yAt + i] = Double.longBitsToDouble((Double.doubleToRawLongBits(a[aAt + i])
                        & chosen) | (Double.doubleToRawLongBits(b[bAt + i]) & ~chosen));
            }
        }
    }

    /// Another comparison with its operands exchanged: `a > b` is `b < a`. Programs run that one.
    static final class Swapped extends Loop {
        private final Loop of;

        Swapped(String name, Loop of) {
            super(name);
            this.of = of;
        }

        Loop of() {
            return of;
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public double at(double a, double b, double c) {
            return of.at(b, a, c);
        }

        @Override
        public void run(float[][] x, int[] at, float[] y, int yAt, int n) {
            of.run(new float[][] {x[1], x[0]}, new int[] {at[1], at[0]}, y, yAt, n);
        }

        @Override
        public void run(double[][] x, int[] at, double[] y, int yAt, int n) {
            of.run(new double[][] {x[1], x[0]}, new int[] {at[1], at[0]}, y, yAt, n);
        }
    }
}

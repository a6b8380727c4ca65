package io.atled.autograd.kernel;

/// The hot functions as plain loops, in `F32` with algorithms of their own.
///
/// **Error** bounds are those of `F32`, in ulps, over all arguments, as
/// measured on every 31st `float` (erf, erfc: every 7th) with a little room.
final class HotLoops {
    private HotLoops() {}

    /// `eˣ`. **Error** below 1.1 ulp.
    static class Exp extends UnaryLoop {
        Exp() {
            super("exp");
        }

        @Override
        final double at(double a) {
            return Math.exp(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainMath.exp(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.exp(x[at + i]);
            }
        }
    }

    /// `eˣ − 1`. **Error** below 1.5 ulp.
    static class Expm1 extends UnaryLoop {
        Expm1() {
            super("expm1");
        }

        @Override
        final double at(double a) {
            return Math.expm1(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainMath.expm1(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.expm1(x[at + i]);
            }
        }
    }

    /// `ln x`. **Error** below 1.0 ulp.
    static class Log extends UnaryLoop {
        Log() {
            super("log");
        }

        @Override
        final double at(double a) {
            return Math.log(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainLog.log(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.log(x[at + i]);
            }
        }
    }

    /// `ln(1 + x)`. **Error** below 1.5 ulp.
    static class Log1p extends UnaryLoop {
        Log1p() {
            super("log1p");
        }

        @Override
        final double at(double a) {
            return Math.log1p(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainLog.log1p(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.log1p(x[at + i]);
            }
        }
    }

    /// `tanh x`. **Error** below 1.1 ulp.
    static class Tanh extends UnaryLoop {
        Tanh() {
            super("tanh");
        }

        @Override
        final double at(double a) {
            return TanhTable.tanh(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainMath.tanh(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = TanhTable.tanh(x[at + i]);
            }
        }
    }

    /// `1/cosh² x`. **Error** below 4.5 ulp.
    static class Sech2 extends UnaryLoop {
        Sech2() {
            super("sech2");
        }

        @Override
        final double at(double a) {
            return TanhTable.sech2(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainMath.sech2(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = TanhTable.sech2(x[at + i]);
            }
        }
    }

    /// `1/(1 + e^(−x))`. **Error** below 1.6 ulp.
    static class Sigmoid extends UnaryLoop {
        Sigmoid() {
            super("sigmoid");
        }

        @Override
        final double at(double a) {
            return DoubleMath.sigmoid(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainMath.sigmoid(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = DoubleMath.sigmoid(x[at + i]);
            }
        }
    }

    /// `erf x`. **Error** below 1.1 ulp.
    static class Erf extends UnaryLoop {
        Erf() {
            super("erf");
        }

        @Override
        final double at(double a) {
            return ErrorFunction.erf(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainErrorFunction.erf(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = ErrorFunction.erf(x[at + i]);
            }
        }
    }

    /// `erfc x`. **Error** below 1.7 ulp.
    static class Erfc extends UnaryLoop {
        Erfc() {
            super("erfc");
        }

        @Override
        final double at(double a) {
            return ErrorFunction.erfc(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainErrorFunction.erfc(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = ErrorFunction.erfc(x[at + i]);
            }
        }
    }
}

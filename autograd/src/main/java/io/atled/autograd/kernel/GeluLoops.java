package io.atled.autograd.kernel;

/// GELU and its derivative as plain loops, with algorithms of their own in `F32`.
///
/// **Error** bounds are those of `F32`, in ulps of the larger of the result and ¹⁄₁₆, as measured
/// on every 997th `float`.
final class GeluLoops {
    private GeluLoops() {}

    /// `x·σ(z)`, the tanh form of GELU. **Error** below 5.5 ulp.
    static class TanhForm extends UnaryLoop {
        TanhForm() {
            super("geluTanh");
        }

        @Override
        final double at(double a) {
            return PlainGelu.tanhForm(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainGelu.tanhForm(x[at + i]);
            }
        }
    }

    /// The derivative of the tanh form. **Error** below 8 ulp.
    static class TanhSlope extends UnaryLoop {
        TanhSlope() {
            super("geluTanhSlope");
        }

        @Override
        final double at(double a) {
            return PlainGelu.tanhSlope(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainGelu.tanhSlope(x[at + i]);
            }
        }
    }

    /// `x·Φ(x)`. **Error** below 4.5 ulp.
    static class Exact extends UnaryLoop {
        Exact() {
            super("gelu");
        }

        @Override
        final double at(double a) {
            return PlainGelu.exact(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainGelu.exact(x[at + i]);
            }
        }
    }

    /// The derivative of the exact form. **Error** below 12.5 ulp.
    static class ExactSlope extends UnaryLoop {
        ExactSlope() {
            super("geluSlope");
        }

        @Override
        final double at(double a) {
            return PlainGelu.exactSlope(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = PlainGelu.exactSlope(x[at + i]);
            }
        }
    }
}

package io.atled.autograd.kernel;

/// The error function in `float`, one element at a time; [VectorErrorFunction] has the same bits.
///
/// **Source** of the forms: N. Juffa's `erff` (2016) for erf; M. Shepherd, J. Laframboise,
/// *Chebyshev approximation of (1 + 2x) exp(x²) erfc x* (1981) for erfc; coefficients: own fits as
/// in [PlainMath].
final class PlainErrorFunction {
    /// Up to here erf is a polynomial.
    static final float ERF_SPLIT = 0.93f;
    /// From here on erf rounds to 1.
    static final float ERF_MOST = 3.95f;
    static final float NEAR_1 = 0x1.06eba8p-3f;
    static final float NEAR_3 = -0x1.812740p-2f;
    static final float NEAR_5 = 0x1.ce2d64p-4f;
    static final float NEAR_7 = -0x1.b8011ap-6f;
    static final float NEAR_9 = 0x1.544a1ap-8f;
    static final float NEAR_11 = -0x1.a60a2cp-11f;
    static final float NEAR_13 = 0x1.4f674ap-14f;
    static final float FAR_0 = 0x1.73e564p-13f;
    static final float FAR_1 = -0x1.2128bap0f;
    static final float FAR_2 = -0x1.4442a8p-1f;
    static final float FAR_3 = -0x1.bba1e0p-4f;
    static final float FAR_4 = 0x1.9bdc80p-6f;
    static final float FAR_5 = -0x1.11d224p-8f;
    static final float FAR_6 = 0x1.c91e60p-12f;
    static final float FAR_7 = -0x1.6414e6p-16f;

    /// From here on erfc rounds to 0.
    static final float ERFC_MOST = 10.1f;
    static final float LOWERING = 0x1p-64f;
    /// `2/√π − 1`, the value of `P − 1` at infinity.
    static final float TAIL_END = 0x1.06eba8p-3f;
    static final float TAIL_0 = 0x1.9d67a6p0f;
    static final float TAIL_1 = -0x1.ab4054p0f;
    static final float TAIL_2 = 0x1.65d12ep-9f;
    static final float TAIL_3 = 0x1.1089d8p-1f;
    static final float TAIL_4 = 0x1.7f09b6p-3f;
    static final float TAIL_5 = -0x1.2dfd9ap-2f;
    static final float TAIL_6 = 0x1.0e2958p-2f;
    static final float TAIL_7 = -0x1.470550p-1f;
    static final float TAIL_8 = 0x1.29e776p-1f;
    static final float TAIL_9 = -0x1.5b5030p-3f;

    private PlainErrorFunction() {}

    /// `erf x`: `x + x p(x²)` near 0, `1 − e^(p(|x|))` beyond.
    static float erf(float x) {
        float s = x * x;
        float p = Math.fma(NEAR_13, s, NEAR_11);
        p = Math.fma(p, s, NEAR_9);
        p = Math.fma(p, s, NEAR_7);
        p = Math.fma(p, s, NEAR_5);
        p = Math.fma(p, s, NEAR_3);
        p = Math.fma(p, s, NEAR_1);
        float near = Math.fma(p, x, x);
        float a = Math.abs(x);
        float c = a > ERF_MOST ? ERF_MOST : a;
        p = Math.fma(FAR_7, c, FAR_6);
        p = Math.fma(p, c, FAR_5);
        p = Math.fma(p, c, FAR_4);
        p = Math.fma(p, c, FAR_3);
        p = Math.fma(p, c, FAR_2);
        p = Math.fma(p, c, FAR_1);
        p = Math.fma(p, c, FAR_0);
        float far = 1 - PlainMath.moderateExp(p);
        return a < ERF_SPLIT ? near : Math.copySign(far, x);
    }

    /// `1 − erf x`, without cancellation for large `x`.
    ///
    /// For `a = |x|` it is `e^(−a²) · P(u)/(1 + 2a)` with `u = a/(a + 2)`, `w = 1 − u` and
    /// `P(u) = 1 + u (2/√π − 1 + w p(u))`, so that the rounding of `p` counts little at either end.
    /// `P`, the quotient and the square carry along what they lose (`…Lo`), as so many roundings in
    /// a row would make 3 ulp; for negative `x` it is `2 − erfc a`.
    static float erfc(float x) {
        float a = Math.abs(x);
        a = a > ERFC_MOST ? ERFC_MOST : a;
        float u = a / (a + 2);
        float v = tail(u);
        float p = Math.fma(u, v, 1);
        float pLo = Math.fma(u, v, 1 - p);
        float d = Math.fma(2, a, 1);
        float dLo = Math.fma(2, a, 1 - d);
        float inverse = 1 / d;
        float c = p * inverse;
        float cLo = (Math.fma(-c, dLo, Math.fma(-c, d, p)) + pLo) * inverse;
        float s = a * a;
        float m = Math.fma(-s, PlainMath.LOG2_E, PlainMath.MAGIC);
        float g = reducedExpm1(-s, m - PlainMath.MAGIC, Math.fma(-a, a, s));
        float sum = c + Math.fma(c, g, Math.fma(cLo, g, cLo));
        // in two steps, the first exact, so that subnormals are rounded once
        float y = sum * PlainMath.power(PlainMath.exponent(m) + 64) * LOWERING;
        return x < 0 ? 2 - y : y;
    }

    /// `e^(x + xLo − n ln 2) − 1` for a reduced argument.
    private static float reducedExpm1(float x, float n, float xLo) {
        float hi = Math.fma(n, -PlainMath.LN2_HI, x);
        float lo = Math.fma(n, -PlainMath.LN2_LO, xLo);
        float r = hi + lo;
        float rLo = lo - (r - hi);
        return r + Math.fma(r * r, PlainMath.expPolynomial(r), rLo);
    }

    /// `(P(u) − 1)/u`, where `P` runs between 1 and 1.29.
    private static float tail(float u) {
        float p = Math.fma(TAIL_9, u, TAIL_8);
        p = Math.fma(p, u, TAIL_7);
        p = Math.fma(p, u, TAIL_6);
        p = Math.fma(p, u, TAIL_5);
        p = Math.fma(p, u, TAIL_4);
        p = Math.fma(p, u, TAIL_3);
        p = Math.fma(p, u, TAIL_2);
        p = Math.fma(p, u, TAIL_1);
        p = Math.fma(p, u, TAIL_0);
        return Math.fma(p, 1 - u, TAIL_END);
    }
}

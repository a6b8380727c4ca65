package io.atled.autograd.kernel;

/// GELU and its derivative, exact and in the tanh form, one element at a time;
/// [VectorGeluLoops] has the bits of the `float` ones.
///
/// In `float` the exponential of a negative number is `0` where it would be subnormal, so results
/// below `2⁻¹²⁰` may be lost; what is added to 1 or multiplied by them does not notice.
final class PlainGelu {
    static final double TWICE_SQRT_2_OVER_PI = 1.5957691216057308;
    static final double CUBIC = 0.044715;
    /// Beyond, sigmoids are exactly 0 or 1 in `double`, and the density is 0.
    static final double SATURATED = 40;
    private static final double INV_SQRT_2 = 0.7071067811865476;
    private static final double INV_SQRT_2_PI = 0.3989422804014327;

    /// From here on `e^−z` is 0, z being the argument of the sigmoid.
    static final float TANH_MOST = 10.02f;
    static final float Z_1 = (float) TWICE_SQRT_2_OVER_PI;
    static final float Z_3 = (float) (TWICE_SQRT_2_OVER_PI * CUBIC);
    static final float SLOPE_3 = (float) (3 * TWICE_SQRT_2_OVER_PI * CUBIC);

    /// From here on `e^(−x²/2)` is 0.
    static final float EXACT_MOST = 13.25f;
    static final float HALF_ROOT = (float) INV_SQRT_2;
    static final float DENSITY = (float) INV_SQRT_2_PI;

    private PlainGelu() {}

    private static double z(double x) {
        return x * (x * x * CUBIC + 1) * TWICE_SQRT_2_OVER_PI;
    }

    /// `x·σ(z)`, `z = 2√(2/π)·(x + 0.044715·x³)`.
    static double tanhForm(double x) {
        return x * DoubleMath.sigmoid(z(x));
    }

    /// `σ(z)·(1 + x·z′·σ(−z))`.
    static double tanhSlope(double x) {
        double c = Math.clamp(x, -SATURATED, SATURATED);
        double slope = (c * c * 3 * CUBIC + 1) * TWICE_SQRT_2_OVER_PI;
        double lever = c * slope * DoubleMath.sigmoid(-z(c));
        return DoubleMath.sigmoid(z(c)) * (lever + 1);
    }

    /// `x·Φ(x) = x·½erfc(−x/√2)`, which keeps its digits for `x ≪ 0`.
    static double exact(double x) {
        return x * cdf(x);
    }

    /// `Φ(x) + x·φ(x)`.
    static double exactSlope(double x) {
        double c = Math.clamp(x, -SATURATED, SATURATED);
        return cdf(x) + c * Math.exp(c * c * -0.5) * INV_SQRT_2_PI;
    }

    private static double cdf(double x) {
        return 0.5 * ErrorFunction.erfc(x * -INV_SQRT_2);
    }

    /// `e^−z` for `z` of the clamped `|x|`.
    private static float tanhExp(float a) {
        float z = Math.fma(Z_3, a * a, Z_1) * a;
        return PlainMath.moderateExp(-z);
    }

    /// `x·σ(z)`, where `σ(z)` is `1/(1 + e)` for positive and `e/(1 + e)` for negative `x`.
    static float tanhForm(float x) {
        float a = Math.abs(x);
        a = a > TANH_MOST ? TANH_MOST : a;
        float e = tanhExp(a);
        float upper = x < 0 ? e : 1;
        return x * upper / (e + 1);
    }

    /// `σ(z) + x·z′·e/(1 + e)²`.
    static float tanhSlope(float x) {
        float a = Math.abs(x);
        a = a > TANH_MOST ? TANH_MOST : a;
        float e = tanhExp(a);
        float inverse = 1 / (e + 1);
        float slope = Math.fma(SLOPE_3, a * a, Z_1) * Math.copySign(a, x);
        float upper = x < 0 ? e : 1;
        return Math.fma(slope * inverse, e * inverse, upper * inverse);
    }

    /// `e^(−a²/2)`; the rounding of the square is put back.
    private static float gauss(float a) {
        float s = a * a;
        float lo = Math.fma(a, a, -s);
        float h = s * -0.5f;
        float t = Math.fma(h, PlainMath.LOG2_E, PlainMath.MAGIC);
        float n = t - PlainMath.MAGIC;
        float r = Math.fma(n, -PlainMath.LN2_LO, Math.fma(n, -PlainMath.LN2_HI, h));
        r = Math.fma(lo, -0.5f, r);
        float y = 1 + Math.fma(r * r, PlainMath.expPolynomial(r), r);
        return y * PlainMath.power(PlainMath.exponent(t));
    }

    /// `½erfc(a/√2)·e^(a²/2)`, see [PlainErrorFunction#erfc(float)].
    private static float tail(float a) {
        float b = a * HALF_ROOT;
        float d = Math.fma(2, b, 1);
        float c = b + 2;
        float inverse = 1 / (c * d);
        float u = b * d * inverse;
        float p = Math.fma(PlainErrorFunction.TAIL_9, u, PlainErrorFunction.TAIL_8);
        p = Math.fma(p, u, PlainErrorFunction.TAIL_7);
        p = Math.fma(p, u, PlainErrorFunction.TAIL_6);
        p = Math.fma(p, u, PlainErrorFunction.TAIL_5);
        p = Math.fma(p, u, PlainErrorFunction.TAIL_4);
        p = Math.fma(p, u, PlainErrorFunction.TAIL_3);
        p = Math.fma(p, u, PlainErrorFunction.TAIL_2);
        p = Math.fma(p, u, PlainErrorFunction.TAIL_1);
        p = Math.fma(p, u, PlainErrorFunction.TAIL_0);
        p = Math.fma(p, 1 - u, PlainErrorFunction.TAIL_END);
        return Math.fma(u, p, 1) * 0.5f * (c * inverse);
    }

    /// `x·Φ(x)`, with `Φ(x)` either `½erfc(|x|/√2)` or what that lacks to 1.
    static float exact(float x) {
        float a = Math.abs(x);
        a = a > EXACT_MOST ? EXACT_MOST : a;
        float beyond = tail(a) * gauss(a);
        return x * (x < 0 ? beyond : 1 - beyond);
    }

    /// `Φ(x) + x·φ(x)`: for negative `x` it is `w = Φ(−a) − a·φ(a)`, for positive `1 − w`.
    static float exactSlope(float x) {
        float a = Math.abs(x);
        a = a > EXACT_MOST ? EXACT_MOST : a;
        float e = gauss(a);
        float w = Math.fma(a * -DENSITY, e, tail(a) * e);
        return x < 0 ? w : 1 - w;
    }
}

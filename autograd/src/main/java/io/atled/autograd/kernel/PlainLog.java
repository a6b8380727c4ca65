package io.atled.autograd.kernel;

/// Logarithms in `float`, one element at a time; [VectorLog] has the same bits.
///
/// **Source** of the splitting `x = m · 2ᵉ` by an integer subtraction: fdlibm 5.3 as in FreeBSD,
/// `e_logf.c`; coefficients as in [PlainMath].
final class PlainLog {
    /// The bits of `√½`: a mantissa from there on counts to the next power of two.
    static final int SQRT_HALF_BITS = 0x3F3504F3;
    static final float LOG_3 = 0x1.555554p-2f;
    static final float LOG_4 = -0x1.000228p-2f;
    static final float LOG_5 = 0x1.99a028p-3f;
    static final float LOG_6 = -0x1.54720ep-3f;
    static final float LOG_7 = 0x1.22d78ep-3f;
    static final float LOG_8 = -0x1.0d8526p-3f;
    static final float LOG_9 = 0x1.056c4ap-3f;
    static final float LOG_10 = -0x1.38ddc8p-4f;

    private PlainLog() {}

    /// `ln x`.
    ///
    /// `x = m · 2ᵉ` with `m = 1 + f` in `[√½, √2)`, so that
    /// `ln x = e ln 2 + (f − f²/2 + f³ p(f))` cancels nowhere.
    static float log(float x) {
        boolean subnormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x);
        int e = (bits - SQRT_HALF_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (e << 23)) - 1;
        float y = sum(f, subnormal ? e - 23 : e);
        y = x == Float.POSITIVE_INFINITY ? x : y;
        y = x == 0 ? Float.NEGATIVE_INFINITY : y;
        return x >= 0 ? y : Float.NaN;
    }

    /// `ln(1 + x)`.
    ///
    /// The exponent is that of `1 + x` rounded; then `m − 1 = x 2⁻ᵉ + (2⁻ᵉ − 1)` needs one
    /// rounding, and none for `e = 0`: the digits that `1 + x` loses are never missed.
    static float log1p(float x) {
        int e = (Float.floatToRawIntBits(1 + x) - SQRT_HALF_BITS) >> 23;
        // 2⁻ᵉ, by way of 2²⁻ᵉ as 2⁻¹²⁸ is subnormal
        float s = 0.25f * Float.intBitsToFloat((129 - e) << 23);
        float y = sum(Math.fma(x, s, s - 1), e);
        y = x == Float.POSITIVE_INFINITY ? x : y;
        y = Math.abs(x) < PlainMath.TINY ? x : y;
        y = x == -1 ? Float.NEGATIVE_INFINITY : y;
        return x >= -1 ? y : Float.NaN;
    }

    private static float sum(float f, float e) {
        float p = Math.fma(LOG_10, f, LOG_9);
        p = Math.fma(p, f, LOG_8);
        p = Math.fma(p, f, LOG_7);
        p = Math.fma(p, f, LOG_6);
        p = Math.fma(p, f, LOG_5);
        p = Math.fma(p, f, LOG_4);
        p = Math.fma(p, f, LOG_3);
        p = Math.fma(p, f, -0.5f);
        float r = Math.fma(f * f, p, f);
        return Math.fma(e, PlainMath.LN2_HI, Math.fma(e, PlainMath.LN2_LO, r));
    }
}

package io.atled.autograd.kernel;

/// The hot functions in `float`, one element at a time: exponentials and what is made of them.
///
/// The same algorithms, with the same bits, run on vectors in [VectorMath]; so both are straight
/// lines of IEEE operations, fused multiply-adds and choices, without tables, loops or early exits.
/// Coefficients: own near-minimax fits (Lawson's reweighted least squares at Chebyshev nodes,
/// target values in 40 digits), each coefficient rounded to `float` before the next is fitted.
///
/// **Source** of the reductions: J.-M. Muller et al., *Handbook of Floating-Point Arithmetic*
/// (2018), ch. 10; rounding by a magic number and the scaling in two steps: J. Cody, W. Waite,
/// *Software Manual for the Elementary Functions* (1980), ch. 6. Error bounds stand at [HotLoops].
final class PlainMath {
    /// `1.5 · 2²³`: adding it rounds to an integer, which then stands in the low bits.
    static final float MAGIC = 0x1.8p23f;
    /// The bits of [#MAGIC].
    static final int MAGIC_BITS = 0x4B400000;
    static final float LOG2_E = 0x1.715476p0f;
    /// `ln 2` to 15 bits, so that its product with an exponent is exact.
    static final float LN2_HI = 0x1.62e4p-1f;
    /// `ln 2 − LN2_HI`.
    static final float LN2_LO = 0x1.7f7d1cp-20f;

    /// Below this `e^x` rounds to 0.
    static final float EXP_LEAST = -104;
    /// From here on `e^x` is infinite.
    static final float EXP_MOST = 89;
    static final float EXP_2 = 0.5f;
    static final float EXP_3 = 0x1.55549p-3f;
    static final float EXP_4 = 0x1.5554bep-5f;
    static final float EXP_5 = 0x1.123afep-7f;
    static final float EXP_6 = 0x1.6d7cap-10f;

    /// Below this `e^x − 1` rounds to −1.
    static final float EXPM1_LEAST = -20;
    /// Below this magnitude `e^x − 1 = ln(1 + x) = x`.
    static final float TINY = 0x1p-30f;
    static final float EXPM1_3 = 0x1.555556p-3f;
    static final float EXPM1_4 = 0x1.5554f6p-5f;
    static final float EXPM1_5 = 0x1.111004p-7f;
    static final float EXPM1_6 = 0x1.6d3cd2p-10f;
    static final float EXPM1_7 = 0x1.a242f8p-13f;

    /// Up to here tanh is a polynomial.
    static final float TANH_SPLIT = 0.7f;
    /// From here on tanh rounds to 1.
    static final float TANH_MOST = 9.02f;
    static final float TANH_3 = -0x1.55555p-2f;
    static final float TANH_5 = 0x1.110f52p-3f;
    static final float TANH_7 = -0x1.b9bb3cp-5f;
    static final float TANH_9 = 0x1.617feep-6f;
    static final float TANH_11 = -0x1.02972cp-7f;
    static final float TANH_13 = 0x1.f2553ep-10f;

    private PlainMath() {}

    /// `eˣ`.
    ///
    /// `x = n ln 2 + r`, `|r| ≤ ½ ln 2`, `eʳ = 1 + r + r² q(r)`, then scaling by `2ⁿ`.
    static float exp(float x) {
        float c = x < EXP_LEAST ? EXP_LEAST : x;
        c = c > EXP_MOST ? EXP_MOST : c;
        float t = Math.fma(c, LOG2_E, MAGIC);
        return scale(1 + reducedExpm1(c, t - MAGIC), exponent(t));
    }

    /// `e^(x − n ln 2) − 1` for a reduced argument.
    static float reducedExpm1(float x, float n) {
        float r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, x));
        return Math.fma(r * r, expPolynomial(r), r);
    }

    /// `(eʳ − 1 − r)/r²` for `|r| ≤ ½ ln 2`, to a relative error of 3.2e-9 in `eʳ`.
    static float expPolynomial(float r) {
        float q = Math.fma(EXP_6, r, EXP_5);
        q = Math.fma(q, r, EXP_4);
        q = Math.fma(q, r, EXP_3);
        return Math.fma(q, r, EXP_2);
    }

    /// `eˣ` for `x` whose result is a normal number.
    static float moderateExp(float x) {
        float t = Math.fma(x, LOG2_E, MAGIC);
        float y = 1 + reducedExpm1(x, t - MAGIC);
        return y * power(exponent(t));
    }

    /// The integer in the low bits of a number that [#MAGIC] was added to.
    static int exponent(float magic) {
        return Float.floatToRawIntBits(magic) - MAGIC_BITS;
    }

    /// `2ⁿ` for the exponents of normal numbers.
    static float power(int n) {
        return Float.intBitsToFloat((n + 127) << 23);
    }

    /// `y · 2ⁿ` for `n` in `[−252, 254]`; one rounding if `y` is near 1 and the result subnormal.
    static float scale(float y, int n) {
        int half = n >> 1;
        return y * power(half) * power(n - half);
    }

    /// `eˣ − 1`.
    ///
    /// With the reduction of exp, `eˣ − 1 = 2ⁿ(eʳ − 1) + (2ⁿ − 1)`; in halves, as `2¹²⁸` is no
    /// `float`.
    static float expm1(float x) {
        float c = x < EXPM1_LEAST ? EXPM1_LEAST : x;
        c = c > EXP_MOST ? EXP_MOST : c;
        float t = Math.fma(c, LOG2_E, MAGIC);
        float n = t - MAGIC;
        float r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, c));
        float q = Math.fma(EXPM1_7, r, EXPM1_6);
        q = Math.fma(q, r, EXPM1_5);
        q = Math.fma(q, r, EXPM1_4);
        q = Math.fma(q, r, EXPM1_3);
        q = Math.fma(q, r, EXP_2);
        float half = power(exponent(t) - 1);
        float y = 2 * Math.fma(Math.fma(r * r, q, r), half, half - 0.5f);
        return Math.abs(x) < TINY ? x : y;
    }

    /// `tanh x`: `x + x³ p(x²)` near 0, `1 − 2/(e^(2x) + 1)` beyond.
    static float tanh(float x) {
        float s = x * x;
        float p = Math.fma(TANH_13, s, TANH_11);
        p = Math.fma(p, s, TANH_9);
        p = Math.fma(p, s, TANH_7);
        p = Math.fma(p, s, TANH_5);
        p = Math.fma(p, s, TANH_3);
        float near = Math.fma(p * s, x, x);
        float a = Math.abs(x);
        float c = a > TANH_MOST ? TANH_MOST : a;
        float far = 1 - 2 / (moderateExp(c + c) + 1);
        return Math.copySign(a < TANH_SPLIT ? near : far, x);
    }

    /// `1/cosh² x = 4e/(1 + e)²` with `e = e^(−2|x|)`.
    static float sech2(float x) {
        float e = exp(-2 * Math.abs(x));
        float d = 1 + e;
        return 4 * e / (d * d);
    }

    /// `1/(1 + e^(−x))`.
    ///
    /// With `e = e^(−|x|)` it is `1/(1 + e)` for positive and `e/(1 + e)` for negative `x`, which
    /// keeps the relative accuracy down to the subnormals. What `1 + e` and the product with the
    /// reciprocal lose is put back: for `d + l = 1 + e` exactly, `q ← q + (y − q d − q l)/d`.
    static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        float d = 1 + e;
        float l = e - (d - 1);
        float inverse = 1 / d;
        float y = x < 0 ? e : 1;
        float q = y * inverse;
        float r = Math.fma(-q, l, Math.fma(-q, d, y));
        return Math.fma(r, inverse, q);
    }
}

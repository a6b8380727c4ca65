package io.atled.autograd.kernel;

/// e^d for d ≤ 0, one element at a time: what is left of a softmax's exponential once the largest
/// score is off.
///
/// Without the ends of the range, which [PlainMath] has to mind, it is a third faster. Where the
/// result would be subnormal, it is 0. NaN has no result. **Error** below 1.1 ulp.
///
/// **Source** of the reduction: see [PlainMath]. Coefficients for `double`: own near-minimax fit in
/// the same way, to a relative error of 3.8e-18.
final class Decay {
    /// From here down the result is 0.
    static final float LEAST_32 = -86.5f;
    /// From here down the result is 0.
    static final double LEAST_64 = -708;

    static final double MAGIC = 0x1.8p52;
    static final double LOG2_E = 0x1.71547652b82fep0;
    /// `ln 2` to 32 bits, so that its product with an exponent is exact.
    static final double LN2_HI = 0x1.62e42feep-1;
    /// `ln 2 − LN2_HI`.
    static final double LN2_LO = 0x1.a39ef35793c76p-33;
    static final double EXP_2 = 0x1.000000000000ap-1;
    static final double EXP_3 = 0x1.55555555554fep-3;
    static final double EXP_4 = 0x1.5555555550681p-5;
    static final double EXP_5 = 0x1.1111111126aafp-7;
    static final double EXP_6 = 0x1.6c16c1848af4dp-10;
    static final double EXP_7 = 0x1.a01a01304e306p-13;
    static final double EXP_8 = 0x1.a019991c577fap-16;
    static final double EXP_9 = 0x1.71df17a26d7eap-19;
    static final double EXP_10 = 0x1.28ae42fed8d95p-22;
    static final double EXP_11 = 0x1.ad95beb81b130p-26;

    private Decay() {}

    /// The exponent goes straight into its bits, since the result is normal.
    static float exp(float d) {
        float t = Math.fma(d, PlainMath.LOG2_E, PlainMath.MAGIC);
        float y = 1 + PlainMath.reducedExpm1(d, t - PlainMath.MAGIC);
        int bits = Float.floatToRawIntBits(y) + (Float.floatToRawIntBits(t) << 23);
        return d < LEAST_32 ? 0 : Float.intBitsToFloat(bits);
    }

    static double exp(double d) {
        double t = Math.fma(d, LOG2_E, MAGIC);
        double n = t - MAGIC;
        double r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, d));
        double q = Math.fma(EXP_11, r, EXP_10);
        q = Math.fma(q, r, EXP_9);
        q = Math.fma(q, r, EXP_8);
        q = Math.fma(q, r, EXP_7);
        q = Math.fma(q, r, EXP_6);
        q = Math.fma(q, r, EXP_5);
        q = Math.fma(q, r, EXP_4);
        q = Math.fma(q, r, EXP_3);
        q = Math.fma(q, r, EXP_2);
        double y = 1 + Math.fma(r * r, q, r);
        long bits = Double.doubleToRawLongBits(y) + (Double.doubleToRawLongBits(t) << 52);
        return d < LEAST_64 ? 0 : Double.longBitsToDouble(bits);
    }
}

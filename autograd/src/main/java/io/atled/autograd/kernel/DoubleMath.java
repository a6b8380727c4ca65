package io.atled.autograd.kernel;

/// Functions of one `double` that `java.lang.Math` lacks.
final class DoubleMath {
    private static final double LN2 = 0.693147180559945309417232121458;
    private static final double LOG2_E = 1.44269504088896340735992468100;
    private static final double SQRT_HALF = 0.707106781186547524400844362105;
    private static final double MAGIC = 0x1.8p52;
    private static final double LN2_HI = 0x1.62e42fefa38p-1;
    private static final double LN2_LO = 0x1.ef35793c7673p-45;
    /// From here on `tanh x = 1` in `double`.
    private static final double TANH_MOST = 20;
    /// From here on `x² + 1 = x²` in `double`.
    private static final double HUGE = 0x1p28;

    private DoubleMath() {}

    /// The logistic function `1/(1 + e^(−x))`.
    ///
    /// **Stability** for negative `x` it is `e^x/(1 + e^x)`, which keeps its relative accuracy down
    /// to the subnormals. **Error** below 2.5 ulp.
    static double sigmoid(double x) {
        if (x >= 0) {
            return 1 / (1 + Math.exp(-x));
        }
        double e = Math.exp(x);
        return e / (1 + e);
    }

    /// `tanh x = m/(m + 2)` for `m = e^(2|x|) − 1`; without branches, half the time of
    /// [Math#tanh(double)].
    ///
    /// `2|x| = n ln 2 + r`, so that `m = 2ⁿ(eʳ − 1) + (2ⁿ − 1)`, where nothing cancels.
    /// **Error** below 2.5 ulp.
    static double tanh(double x) {
        double twice = 2 * Math.min(Math.abs(x), TANH_MOST);
        double t = Math.fma(twice, LOG2_E, MAGIC);
        double n = t - MAGIC;
        double r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, twice));
        double power = Double.longBitsToDouble((Double.doubleToRawLongBits(t) << 52)
                + Double.doubleToRawLongBits(1));
        double m = Math.fma(power, Math.fma(r * r, expTail(r), r), power - 1);
        return Math.copySign(m / (m + 2), x);
    }

    /// `(eʳ − 1 − r)/r²` for `|r| ≤ ½ ln 2`: the series up to `r¹¹/13!`, halves side by side.
    private static double expTail(double r) {
        double square = r * r;
        double fourth = square * square;
        double low = Math.fma(Math.fma(r, 1 / 120.0, 1 / 24.0), square,
                Math.fma(r, 1 / 6.0, 0.5));
        double middle = Math.fma(Math.fma(r, 1 / 362880.0, 1 / 40320.0), square,
                Math.fma(r, 1 / 5040.0, 1 / 720.0));
        double high = Math.fma(Math.fma(r, 1 / 6227020800.0, 1 / 479001600.0), square,
                Math.fma(r, 1 / 39916800.0, 1 / 3628800.0));
        return Math.fma(Math.fma(high, fourth, middle), fourth, low);
    }

    /// `1/cosh² x = 4e/(1 + e)²` with `e = e^(−2|x|)`. **Error** below 4 ulp.
    static double sech2(double x) {
        double e = Math.exp(-2 * Math.abs(x));
        double d = 1 + e;
        return 4 * e / (d * d);
    }

    /// The inverse of sinh.
    ///
    /// `asinh a = ln(a + √(a²+1)) = log1p(a + (√(a²+1) − 1)) = log1p(a + a²/(1 + √(a²+1)))`.
    /// **Error** below 2 ulp. **Source** fdlibm 5.3, `s_asinh.c`.
    static double asinh(double x) {
        double a = Math.abs(x);
        double y;
        if (a > HUGE) {
            y = Math.log(a) + LN2;
        } else {
            double square = a * a;
            y = Math.log1p(a + square / (1 + Math.sqrt(1 + square)));
        }
        return Math.copySign(y, x);
    }

    /// The inverse of cosh; NaN below 1.
    ///
    /// With `t = x − 1`: `acosh x = ln(x + √(x²−1)) = log1p(t + √(2t + t²))`.
    /// **Error** below 2 ulp. **Source** fdlibm 5.3, `e_acosh.c`.
    static double acosh(double x) {
        if (x > HUGE) {
            return Math.log(x) + LN2;
        }
        double t = x - 1;
        return Math.log1p(t + Math.sqrt(2 * t + t * t));
    }

    /// The inverse of tanh; ±∞ at ±1, NaN outside.
    ///
    /// `atanh a = ½ ln((1+a)/(1−a)) = ½ log1p(2a/(1−a))`; below ½ the argument is written
    /// `2a + 2a²/(1−a)`, whose first term is exact.
    /// **Error** below 2 ulp. **Source** fdlibm 5.3, `e_atanh.c`.
    static double atanh(double x) {
        double a = Math.abs(x);
        double twice = a + a;
        double y = a < 0.5 ? twice + twice * a / (1 - a) : twice / (1 - a);
        // below 2⁻²⁸ atanh x = x; half of log1p would lose the last bit of a subnormal
        return Math.copySign(a < 0x1p-28 ? a : 0.5 * Math.log1p(y), x);
    }

    /// The logarithm to base 2, exact at powers of two.
    ///
    /// `x = m·2ᵉ` with `m` in `[√½, √2)`, so that `log₂ x = e + ln m/ln 2` cancels nowhere.
    /// **Error** below 2 ulp.
    static double log2(double x) {
        if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
            return Math.log(x);
        }
        double scaled = x < Double.MIN_NORMAL ? x * 0x1p54 : x;
        int exponent = Math.getExponent(scaled);
        double mantissa = Math.scalb(scaled, -exponent);
        if (mantissa > 2 * SQRT_HALF) {
            mantissa *= 0.5;
            exponent++;
        }
        return exponent - (x < Double.MIN_NORMAL ? 54 : 0) + Math.log(mantissa) * LOG2_E;
    }
}

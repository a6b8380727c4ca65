package io.atled.autograd.kernel;

/// Functions of one `double` that `java.lang.Math` lacks.
final class DoubleMath {
    private static final double LN2 = 0.693147180559945309417232121458;
    private static final double LOG2_E = 1.44269504088896340735992468100;
    private static final double SQRT_HALF = 0.707106781186547524400844362105;
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

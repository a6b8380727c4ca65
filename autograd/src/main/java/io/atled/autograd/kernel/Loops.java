package io.atled.autograd.kernel;

/// The primitives: about forty loops out of which every pointwise expression is composed.
///
/// `F64` comes from `java.lang.Math`, [DoubleMath] and [TanhTable]. The hot functions have an `F32`
/// algorithm of their own, written twice with the same bits: plain ([HotLoops]) and with the Vector
/// API, which is taken when it is there and compiled ([WarmUp]). The other `F32` functions compute
/// in `double` and round once.
public final class Loops {
    private static final boolean SIMD = Simd.available();

    /// `a + b`.
    public static final Loop ADD = SIMD
            ? arithmetic(new ArithmeticLoops.Add(), new VectorArithmeticLoops.Add())
            : new ArithmeticLoops.Add();
    /// `a − b`.
    public static final Loop SUB = SIMD
            ? arithmetic(new ArithmeticLoops.Sub(), new VectorArithmeticLoops.Sub())
            : new ArithmeticLoops.Sub();
    /// `a · b`.
    public static final Loop MUL = SIMD
            ? arithmetic(new ArithmeticLoops.Mul(), new VectorArithmeticLoops.Mul())
            : new ArithmeticLoops.Mul();
    /// `a / b`.
    public static final Loop DIV = SIMD
            ? arithmetic(new ArithmeticLoops.Div(), new VectorArithmeticLoops.Div())
            : new ArithmeticLoops.Div();
    /// `−x`.
    public static final Loop NEG = SIMD
            ? arithmetic(new ArithmeticLoops.Neg(), new VectorArithmeticLoops.Neg())
            : new ArithmeticLoops.Neg();
    /// `|x|`.
    public static final Loop ABS = SIMD
            ? arithmetic(new ArithmeticLoops.Abs(), new VectorArithmeticLoops.Abs())
            : new ArithmeticLoops.Abs();
    /// −1, 0 or 1; NaN stays NaN.
    public static final Loop SIGN = new ArithmeticLoops.Sign();
    /// `√x`.
    public static final Loop SQRT = SIMD
            ? arithmetic(new ArithmeticLoops.Sqrt(), new VectorArithmeticLoops.Sqrt())
            : new ArithmeticLoops.Sqrt();
    /// The larger of two; NaN if either is NaN.
    public static final Loop MAXIMUM = SIMD
            ? arithmetic(new ArithmeticLoops.Maximum(), new VectorArithmeticLoops.Maximum())
            : new ArithmeticLoops.Maximum();
    /// The smaller of two; NaN if either is NaN.
    public static final Loop MINIMUM = SIMD
            ? arithmetic(new ArithmeticLoops.Minimum(), new VectorArithmeticLoops.Minimum())
            : new ArithmeticLoops.Minimum();
    /// `max(x, 0)`; NaN stays NaN.
    public static final Loop RELU = SIMD
            ? arithmetic(new ArithmeticLoops.Relu(), new VectorArithmeticLoops.Relu())
            : new ArithmeticLoops.Relu();
    /// The largest integer not above `x`.
    public static final Loop FLOOR = new ArithmeticLoops.Floor();

    /// `a < b` as 0 or 1.
    public static final Loop LESS = SIMD
            ? arithmetic(new ComparisonLoops.Less(), new VectorComparisonLoops.Less())
            : new ComparisonLoops.Less();
    /// `a ≤ b` as 0 or 1.
    public static final Loop LESS_EQUAL = SIMD
            ? arithmetic(new ComparisonLoops.LessEqual(), new VectorComparisonLoops.LessEqual())
            : new ComparisonLoops.LessEqual();
    /// `a > b` as 0 or 1.
    public static final Loop GREATER = new ComparisonLoops.Swapped("greater", LESS);
    /// `a ≥ b` as 0 or 1.
    public static final Loop GREATER_EQUAL =
            new ComparisonLoops.Swapped("greaterEqual", LESS_EQUAL);
    /// `a = b` as 0 or 1.
    public static final Loop EQUAL = SIMD
            ? arithmetic(new ComparisonLoops.Equal(), new VectorComparisonLoops.Equal())
            : new ComparisonLoops.Equal();
    /// `a ≠ b` as 0 or 1.
    public static final Loop NOT_EQUAL = SIMD
            ? arithmetic(new ComparisonLoops.NotEqual(), new VectorComparisonLoops.NotEqual())
            : new ComparisonLoops.NotEqual();
    /// `c ≠ 0 ? a : b` of `(c, a, b)`.
    public static final Loop WHERE = SIMD
            ? arithmetic(new ComparisonLoops.Where(), new VectorComparisonLoops.Where())
            : new ComparisonLoops.Where();

    /// `eˣ`.
    public static final Loop EXP = SIMD
            ? function(new HotLoops.Exp(), new VectorHotLoops.Exp()) : new HotLoops.Exp();
    /// `eˣ − 1`, accurate near 0.
    public static final Loop EXPM1 = SIMD
            ? function(new HotLoops.Expm1(), new VectorHotLoops.Expm1()) : new HotLoops.Expm1();
    /// `ln x`.
    public static final Loop LOG = SIMD
            ? function(new HotLoops.Log(), new VectorHotLoops.Log()) : new HotLoops.Log();
    /// `ln(1 + x)`, accurate near 0.
    public static final Loop LOG1P = SIMD
            ? function(new HotLoops.Log1p(), new VectorHotLoops.Log1p()) : new HotLoops.Log1p();
    /// `tanh x`.
    public static final Loop TANH = SIMD
            ? function(new HotLoops.Tanh(), new VectorHotLoops.Tanh()) : new HotLoops.Tanh();
    /// `1/cosh² x`.
    public static final Loop SECH2 = SIMD
            ? function(new HotLoops.Sech2(), new VectorHotLoops.Sech2()) : new HotLoops.Sech2();
    /// `1/(1 + e^(−x))`.
    public static final Loop SIGMOID = SIMD
            ? function(new HotLoops.Sigmoid(), new VectorHotLoops.Sigmoid())
            : new HotLoops.Sigmoid();
    /// The error function.
    public static final Loop ERF = SIMD
            ? function(new HotLoops.Erf(), new VectorHotLoops.Erf()) : new HotLoops.Erf();
    /// `1 − erf x`, accurate in the tail.
    public static final Loop ERFC = SIMD
            ? function(new HotLoops.Erfc(), new VectorHotLoops.Erfc()) : new HotLoops.Erfc();

    /// GELU in the tanh form.
    public static final Loop GELU_TANH = SIMD
            ? function(new GeluLoops.TanhForm(), new VectorGeluLoops.TanhForm())
            : new GeluLoops.TanhForm();
    /// The derivative of [#GELU_TANH].
    public static final Loop GELU_TANH_SLOPE = SIMD
            ? function(new GeluLoops.TanhSlope(), new VectorGeluLoops.TanhSlope())
            : new GeluLoops.TanhSlope();
    /// GELU.
    public static final Loop GELU = SIMD
            ? function(new GeluLoops.Exact(), new VectorGeluLoops.Exact())
            : new GeluLoops.Exact();
    /// The derivative of [#GELU].
    public static final Loop GELU_SLOPE = SIMD
            ? function(new GeluLoops.ExactSlope(), new VectorGeluLoops.ExactSlope())
            : new GeluLoops.ExactSlope();

    /// `sin x`.
    public static final Loop SIN = Loop.of("sin", Math::sin);
    /// `cos x`.
    public static final Loop COS = Loop.of("cos", Math::cos);
    /// `tan x`.
    public static final Loop TAN = Loop.of("tan", Math::tan);
    /// The inverse of sin on `[−π/2, π/2]`.
    public static final Loop ASIN = Loop.of("asin", Math::asin);
    /// The inverse of cos on `[0, π]`.
    public static final Loop ACOS = Loop.of("acos", Math::acos);
    /// The inverse of tan on `(−π/2, π/2)`.
    public static final Loop ATAN = Loop.of("atan", Math::atan);
    /// The angle of the point `(b, a)`: `atan(a/b)` in the right quadrant.
    public static final Loop ATAN2 = Loop.of("atan2", Math::atan2);
    /// `sinh x`.
    public static final Loop SINH = Loop.of("sinh", Math::sinh);
    /// `cosh x`.
    public static final Loop COSH = Loop.of("cosh", Math::cosh);
    /// The inverse of sinh.
    public static final Loop ASINH = Loop.of("asinh", DoubleMath::asinh);
    /// The inverse of cosh; NaN below 1.
    public static final Loop ACOSH = Loop.of("acosh", DoubleMath::acosh);
    /// The inverse of tanh.
    public static final Loop ATANH = Loop.of("atanh", DoubleMath::atanh);
    /// √(a² + b²) without overflow.
    public static final Loop HYPOT = Loop.of("hypot", Math::hypot);
    /// `aᵇ` with the special cases of [Math#pow(double, double)].
    public static final Loop POW = Loop.of("pow", Math::pow);
    /// `log₂ x`, exact at powers of two.
    public static final Loop LOG2 = Loop.of("log2", DoubleMath::log2);
    /// `log₁₀ x`, exact at powers of ten.
    public static final Loop LOG10 = Loop.of("log10", Math::log10);

    private Loops() {}

    /// Plain arithmetic takes about half a nanosecond for an element, a function ten times that.
    private static Loop arithmetic(Loop plain, Loop vector) {
        return new WarmLoop(plain, vector, 0.5);
    }

    private static Loop function(Loop plain, Loop vector) {
        return new WarmLoop(plain, vector, 5);
    }
}

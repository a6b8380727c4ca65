package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;

/// Circular and hyperbolic functions, angles in radians: each verb, and right below it the record
/// that defines it.
///
/// @param <T> the reader of the rules
public interface Trigonometry<T extends Algebra<T>> extends Operand<T> {
    /// sin x. **Derivative** dy·cos x.
    default T sin() {
        return pointwise(new Sin());
    }

    /// See [#sin()].
    record Sin() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.SIN;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.cos();
        }
    }

    /// cos x. **Derivative** −dy·sin x.
    default T cos() {
        return pointwise(new Cos());
    }

    /// See [#cos()].
    record Cos() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.COS;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.sin().neg();
        }
    }

    /// tan x. **Derivative** dy·(1 + y²).
    default T tan() {
        return pointwise(new Tan());
    }

    /// See [#tan()].
    record Tan() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.TAN;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y.square().add(1);
        }
    }

    /// arcsin x. **Derivative** dy/√((1 − x)(1 + x)). **Domain** |x| ≤ 1.
    default T asin() {
        return pointwise(new Asin());
    }

    /// See [#asin()].
    record Asin() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.ASIN;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.rsub(1).mul(x.add(1)).rsqrt();
        }
    }

    /// arccos x. **Derivative** −dy/√((1 − x)(1 + x)). **Domain** |x| ≤ 1.
    default T acos() {
        return pointwise(new Acos());
    }

    /// See [#acos()].
    record Acos() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.ACOS;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.rsub(1).mul(x.add(1)).rsqrt().neg();
        }
    }

    /// arctan x. **Derivative** dy/(1 + x²).
    default T atan() {
        return pointwise(new Atan());
    }

    /// See [#atan()].
    record Atan() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.ATAN;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.square().add(1).reciprocal();
        }
    }

    /// The angle of the point (x, y) = (b, a), in −π … π. **Derivative** da = dy·b/(a² + b²),
    /// db = −dy·a/(a² + b²). **Domain** not both 0, where the derivative is NaN.
    default T atan2(T b) {
        return pointwise(new Atan2(), b);
    }

    /// See [#atan2(Algebra)].
    record Atan2() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.ATAN2;
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            T radius = a.hypot(b);
            return b.div(radius).div(radius);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            T radius = a.hypot(b);
            return a.div(radius).div(radius).neg();
        }
    }

    /// sinh x. **Derivative** dy·cosh x.
    default T sinh() {
        return pointwise(new Sinh());
    }

    /// See [#sinh()].
    record Sinh() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.SINH;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.cosh();
        }
    }

    /// cosh x. **Derivative** dy·sinh x.
    default T cosh() {
        return pointwise(new Cosh());
    }

    /// See [#cosh()].
    record Cosh() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.COSH;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.sinh();
        }
    }

    /// tanh x. **Derivative** dy·sech² x.
    default T tanh() {
        return pointwise(new Tanh());
    }

    /// See [#tanh()].
    record Tanh() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.TANH;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.pointwise(new Sech2());
        }
    }

    /// sech² x, the derivative of [#tanh()], to the last digits for every x, where 1 − tanh² x
    /// loses every digit for |x| > 8. **Derivative** −2·dy·sech² x·tanh x.
    record Sech2() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.SECH2;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y.mul(x.tanh()).mul(-2);
        }
    }

    /// arsinh x. **Derivative** dy/√(1 + x²).
    default T asinh() {
        return pointwise(new Asinh());
    }

    /// See [#asinh()].
    record Asinh() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.ASINH;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.hypot(x.constant(1)).reciprocal();
        }
    }

    /// arcosh x. **Derivative** dy/(√(x − 1)·√(x + 1)). **Domain** x ≥ 1.
    default T acosh() {
        return pointwise(new Acosh());
    }

    /// See [#acosh()].
    record Acosh() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.ACOSH;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.sub(1).sqrt().mul(x.add(1).sqrt()).reciprocal();
        }
    }

    /// artanh x. **Derivative** dy/((1 − x)(1 + x)). **Domain** |x| < 1.
    default T atanh() {
        return pointwise(new Atanh());
    }

    /// See [#atanh()].
    record Atanh() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.ATANH;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.rsub(1).mul(x.add(1)).reciprocal();
        }
    }
}

package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;
import java.util.List;

/// Sums, products, quotients, powers: each verb, and right below it the record that defines it.
///
/// @param <T> the reader of the rules
public interface Arithmetic<T extends Algebra<T>> extends Operand<T> {
    /// a + b, broadcasting. **Derivative** da = dy, db = dy.
    default T add(T b) {
        return pointwise(new Add(), b);
    }

    /// x + c.
    default T add(double c) {
        return add(constant(c));
    }

    /// See [#add(Algebra)].
    record Add() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.ADD;
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            return a.constant(1);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            return a.constant(1);
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, " + ");
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            return d;
        }
    }

    /// a − b, broadcasting. **Derivative** da = dy, db = −dy.
    default T sub(T b) {
        return pointwise(new Sub(), b);
    }

    /// x − c.
    default T sub(double c) {
        return sub(constant(c));
    }

    /// c − x.
    default T rsub(double c) {
        return constant(c).sub(self());
    }

    /// See [#sub(Algebra)].
    record Sub() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.SUB;
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            return a.constant(1);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            return a.constant(-1);
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, " − ");
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            return i == 0 ? d : d.neg();
        }
    }

    /// a · b element by element, broadcasting. **Derivative** da = dy·b, db = dy·a.
    default T mul(T b) {
        return pointwise(new Mul(), b);
    }

    /// x · c.
    default T mul(double c) {
        return mul(constant(c));
    }

    /// See [#mul(Algebra)].
    record Mul() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.MUL;
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            return b;
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            return a;
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, "·");
        }
    }

    /// a / b, broadcasting. **Derivative** da = dy/b, db = −dy·y/b. **Domain** b ≠ 0.
    default T div(T b) {
        return pointwise(new Div(), b);
    }

    /// x / c.
    default T div(double c) {
        return div(constant(c));
    }

    /// c / x.
    default T rdiv(double c) {
        return constant(c).div(self());
    }

    /// See [#div(Algebra)].
    record Div() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.DIV;
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            return b.reciprocal();
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            return y.div(b).neg();
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, "/");
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            return i == 0 ? d.div(x.get(1)) : d.mul(db(y, x.get(0), x.get(1)));
        }
    }

    /// −x. **Derivative** −dy.
    default T neg() {
        return pointwise(new Neg());
    }

    /// See [#neg()].
    record Neg() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.NEG;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.constant(-1);
        }

        @Override
        public String formula(List<String> x) {
            return "−" + Formula.atom(x.getFirst());
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            return d.neg();
        }
    }

    /// 1 / x. **Derivative** −dy·y². **Domain** x ≠ 0.
    default T reciprocal() {
        return pointwise(new Reciprocal());
    }

    /// See [#reciprocal()].
    record Reciprocal() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.constant(1).div(x);
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y.mul(y).neg();
        }
    }

    /// x². **Derivative** 2·dy·x.
    default T square() {
        return pointwise(new Square());
    }

    /// See [#square()].
    record Square() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.mul(x);
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.mul(2);
        }
    }

    /// √x. **Derivative** dy / 2y. **Domain** x ≥ 0, NaN below; the derivative at 0 is +∞.
    default T sqrt() {
        return pointwise(new Sqrt());
    }

    /// See [#sqrt()].
    record Sqrt() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.SQRT;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y.rdiv(0.5);
        }
    }

    /// 1 / √x. **Derivative** −dy·y / 2x. **Domain** x > 0.
    default T rsqrt() {
        return pointwise(new Rsqrt());
    }

    /// See [#rsqrt()].
    record Rsqrt() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.sqrt().reciprocal();
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y.div(x).mul(-0.5);
        }
    }

    /// √(a² + b²), broadcasting, without overflow. **Derivative** da = dy·a/y, db = dy·b/y; 0
    /// where both are 0.
    default T hypot(T b) {
        return pointwise(new Hypot(), b);
    }

    /// See [#hypot(Algebra)].
    record Hypot() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.HYPOT;
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            return a.div(y.equalTo(y.constant(0)).where(1, y));
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            return b.div(y.equalTo(y.constant(0)).where(1, y));
        }
    }

    /// aᵇ, broadcasting. **Derivative** da = dy·b·aᵇ⁻¹ (0 where b = 0), db = dy·y·ln a (0 where
    /// a = 0 and b ≥ 0). **Domain** a > 0, or b a whole number.
    default T pow(T b) {
        return pointwise(new Pow(), b);
    }

    /// xᶜ; the exponents 2 and −1 take the faster [#square()] and [#reciprocal()].
    default T pow(double c) {
        if (c == 2) {
            return square();
        }
        return c == -1 ? reciprocal() : pow(constant(c));
    }

    /// See [#pow(Algebra)].
    record Pow() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.POW;
        }

        /// Where b = 0 the formula gives 0 by itself, and keeps ∂²y/∂a∂b = 1/a, unless a = 0.
        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            T zero = b.constant(0);
            T settled = b.equalTo(zero).and(a.abs().greater(0).not());
            T safe = settled.where(a.constant(1), a);
            return settled.where(zero, b.mul(safe.pow(b.sub(1))));
        }

        /// The logarithm sees 1 where a is 0, so that no 0·∞ arises, in higher orders neither.
        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            T zero = a.constant(0);
            T settled = a.equalTo(zero).and(b.greaterEqual(zero));
            T safe = settled.where(a.constant(1), a);
            return settled.where(zero, y.mul(safe.log()));
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, "^");
        }
    }
}

package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;

/// Exponentials and logarithms: each verb, and right below it the record that defines it.
///
/// @param <T> the reader of the rules
public interface Exponentials<T extends Algebra<T>> extends Operand<T> {
    /// eˣ. **Derivative** dy·y.
    default T exp() {
        return pointwise(new Exp());
    }

    /// See [#exp()].
    record Exp() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.EXP;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y;
        }
    }

    /// eˣ − 1, exact near 0. **Derivative** dy·eˣ (not y + 1, which is 0 for x < −37).
    default T expm1() {
        return pointwise(new Expm1());
    }

    /// See [#expm1()].
    record Expm1() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.EXPM1;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.exp();
        }
    }

    /// ln x. **Derivative** dy/x. **Domain** x > 0; −∞ at 0, NaN below.
    default T log() {
        return pointwise(new Log());
    }

    /// See [#log()].
    record Log() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.LOG;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.reciprocal();
        }
    }

    /// ln(1 + x), exact near 0. **Derivative** dy/(1 + x). **Domain** x > −1.
    default T log1p() {
        return pointwise(new Log1p());
    }

    /// See [#log1p()].
    record Log1p() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.LOG1P;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.add(1).reciprocal();
        }
    }

    /// log₂ x. **Derivative** dy/(x·ln 2). **Domain** x > 0.
    default T log2() {
        return pointwise(new Log2());
    }

    /// See [#log2()].
    record Log2() implements Pointwise.Primitive1 {
        private static final double LN_2 = 0.6931471805599453;

        @Override
        public Loop loop() {
            return Loops.LOG2;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.mul(LN_2).reciprocal();
        }
    }

    /// log₁₀ x. **Derivative** dy/(x·ln 10). **Domain** x > 0.
    default T log10() {
        return pointwise(new Log10());
    }

    /// See [#log10()].
    record Log10() implements Pointwise.Primitive1 {
        private static final double LN_10 = 2.302585092994046;

        @Override
        public Loop loop() {
            return Loops.LOG10;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.mul(LN_10).reciprocal();
        }
    }
}

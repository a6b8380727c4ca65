package io.atled.nn.optim;

import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import java.util.List;

/// The passes over memory that several optimizers share, each one pointwise operation.
///
/// What changes from step to step is an operand, a single number that broadcasts; what does not is
/// an attribute.
final class Rules {
    private Rules() {}

    /// The gradient with the pull of weight decay, (g + c·p), which the state then sees too.
    static Tensor decayed(Tensor gradient, Tensor parameter, double weightDecay) {
        return weightDecay == 0 ? gradient : blend(1, gradient, weightDecay, parameter);
    }

    /// keep·a + (1 − keep)·b.
    static Tensor average(double keep, Tensor a, Tensor b) {
        return blend(keep, a, 1 - keep, b);
    }

    /// keep·a + (1 − keep)·b².
    static Tensor averageSquare(double keep, Tensor a, Tensor b) {
        return blendSquare(keep, a, 1 - keep, b);
    }

    /// keep·a + take·b.
    static Tensor blend(double keep, Tensor a, double take, Tensor b) {
        return Tensor.apply(new Blend(keep, take), a, b);
    }

    /// keep·a + take·b².
    static Tensor blendSquare(double keep, Tensor a, double take, Tensor b) {
        return Tensor.apply(new BlendSquare(keep, take), a, b);
    }

    /// g / (√s + ε): the gradient measured in its usual size.
    static Tensor scaled(Tensor g, Tensor s, double epsilon) {
        return Tensor.apply(new Scaled(epsilon), g, s);
    }

    /// p − rate·d.
    static Tensor descend(Tensor p, Tensor d, double rate) {
        return Tensor.apply(new Descend(), p, d, p.constant(rate));
    }

    /// 1 − βᵗ at the `step` before update t: what an average that started at 0 is divided by.
    static double filled(double beta, long step) {
        return 1 - Math.pow(beta, (double) step + 1);
    }

    /// See [#blend].
    ///
    /// @param keep the factor of the first
    /// @param take the factor of the second
    record Blend(double keep, double take) implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T a, T b) {
            return a.mul(keep).add(b.mul(take));
        }
    }

    /// See [#blendSquare].
    ///
    /// @param keep the factor of the first
    /// @param take the factor of the square of the second
    record BlendSquare(double keep, double take) implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T a, T b) {
            return a.mul(keep).add(b.mul(b).mul(take));
        }
    }

    /// See [#scaled].
    ///
    /// @param epsilon keeps the quotient finite
    record Scaled(double epsilon) implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T g, T s) {
            return g.div(s.sqrt().add(epsilon));
        }
    }

    /// See [#descend].
    record Descend() implements Pointwise {
        @Override
        public int arity() {
            return 3;
        }

        @Override
        public <T extends Algebra<T>> T value(List<T> x) {
            return x.get(0).sub(x.get(1).mul(x.get(2)));
        }
    }
}

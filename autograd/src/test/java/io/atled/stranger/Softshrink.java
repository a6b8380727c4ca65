package io.atled.stranger;

import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import java.util.function.UnaryOperator;

/// x moved towards 0 by λ, and 0 where |x| ≤ λ. **Derivative** dy where |x| > λ, else 0.
///
/// @param lambda how far
record Softshrink(double lambda) implements Pointwise.Unary {
    /// The verb: `x.then(Softshrink.by(0.5))`.
    static UnaryOperator<Tensor> by(double lambda) {
        return x -> Tensor.apply(new Softshrink(lambda), x);
    }

    @Override
    public <T extends Algebra<T>> T value(T x) {
        return x.sub(x.clamp(-lambda, lambda));
    }

    @Override
    public <T extends Algebra<T>> T derivative(T y, T x) {
        return x.abs().greater(lambda).where(x.constant(1), x.constant(0));
    }
}

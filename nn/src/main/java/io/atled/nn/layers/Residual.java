package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;

/// x + inner(x): a layer that learns what to add. **Shape** unchanged
///
/// **Source** He et al., *Deep Residual Learning* (2016), arXiv 1512.03385.
///
/// @param inner gives the shape it is given
public record Residual(Layer inner) implements Layer {
    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if the inner layer gives another shape; nothing is broadcast
    @Override
    public Tensor forward(Tensor x) {
        Tensor y = Summary.running(inner, x);
        if (!y.shape().equals(x.shape())) {
            throw new ShapeMismatch("Residual: expects that " + inner.kind() + " keeps the shape "
                    + x.shape() + ", got " + y.shape() + "; end it with a layer that gives as many"
                    + " features as it takes");
        }
        return Summary.noting(this, x.add(y));
    }
}

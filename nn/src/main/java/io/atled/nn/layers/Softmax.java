package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.nn.Layer;
import io.atled.nn.Summary;

/// eˣ/Σeˣ along an axis: scores become probabilities.
///
/// Not needed before `softmaxCrossEntropy`, which takes the scores. **Shape** unchanged
///
/// @param axis along which axis; negative ones count from the end
public record Softmax(int axis) implements Layer {
    /// {@inheritDoc}
    ///
    /// @throws io.atled.autograd.shape.ShapeMismatch if `x` has no such axis
    @Override
    public Tensor forward(Tensor x) {
        return Summary.noting(this, x.softmax(axis));
    }
}

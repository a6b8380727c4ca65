package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;

/// Each sample in another shape. **Shape** (n,…) → (n,sample)
///
/// @param sample the sizes of one sample, without the batch axis
public record Reshape(Shape sample) implements Layer {
    /// Each sample in these sizes.
    public static Reshape of(int... sizes) {
        return new Reshape(Shape.of(sizes));
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if a sample has another number of elements
    @Override
    public Tensor forward(Tensor x) {
        Require.batch(this, x);
        Shape own = x.shape().range(1, x.rank());
        if (own.size() != sample.size()) {
            throw new ShapeMismatch(kind() + ": expects samples of " + sample.size()
                    + " elements, got " + x.shape() + ", samples of " + own.size()
                    + "; the first axis is the batch and stays");
        }
        return Summary.noting(this, x.reshape(x.shape().range(0, 1).concat(sample)));
    }

    @Override
    public String kind() {
        return "Reshape" + sample;
    }
}

package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;

/// The mean of each channel over all places: a number for each, whatever the size of the images.
/// **Shape** `(n,channels,h,w) → (n,channels)`
public record GlobalAvgPool2d() implements Layer {
    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if `x` are no images
    @Override
    public Tensor forward(Tensor x) {
        Require.images(this, x);
        return Summary.noting(this, x.mean(Axes.of(-2, -1)));
    }
}

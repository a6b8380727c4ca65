package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.Window;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;

/// The mean of each window, padding counted as zeros.
/// **Shape** `(n,channels,h,w) → (n,channels,h′,w′)`
///
/// @param window sizes and steps
public record AvgPool2d(Window window) implements Layer {
    /// Windows of `size × size` side by side.
    ///
    /// @throws IllegalArgumentException if it is less than 1
    public static AvgPool2d of(int size) {
        return new AvgPool2d(Window.of(size));
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if a window does not fit
    @Override
    public Tensor forward(Tensor x) {
        Require.images(this, x);
        return Summary.noting(this, x.avgPool2d(window));
    }

    @Override
    public String kind() {
        return "AvgPool2d(" + MaxPool2d.text(window) + ")";
    }
}

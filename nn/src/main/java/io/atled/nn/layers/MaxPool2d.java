package io.atled.nn.layers;

import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.Window;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;
import java.util.stream.Collectors;

/// The largest element of each window. **Shape** `(n,channels,h,w) → (n,channels,h′,w′)`
///
/// @param window sizes and steps
public record MaxPool2d(Window window) implements Layer {
    /// Windows of `size × size` side by side.
    ///
    /// @throws IllegalArgumentException if it is less than 1
    public static MaxPool2d of(int size) {
        return new MaxPool2d(Window.of(size));
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if a window does not fit
    @Override
    public Tensor forward(Tensor x) {
        Require.images(this, x);
        return Summary.noting(this, x.maxPool2d(window));
    }

    @Override
    public String kind() {
        return "MaxPool2d(" + text(window) + ")";
    }

    /// A window in a word or two.
    static String text(Window window) {
        return numbers(window.size()) + (window.stride().equals(window.size()) ? ""
                : ", stride " + numbers(window.stride()));
    }

    private static String numbers(ImmutableIntArray numbers) {
        return numbers.stream().mapToObj(Integer::toString).collect(Collectors.joining("×"));
    }
}

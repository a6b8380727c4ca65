package io.atled.nn.layers;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;
import io.atled.autograd.Tree;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;

/// Layers one after another; without any, the input comes out.
///
/// Parameters are named by position: `0.weight`, `0.bias`, `2.weight`, …
///
/// @param layers in their order
public record Sequential(@Tree.Unnamed ImmutableList<Layer> layers) implements Layer {
    /// These layers in this order.
    public static Sequential of(Layer... layers) {
        return new Sequential(ImmutableList.copyOf(layers));
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if a layer does not take what the one before it gives, naming both
    /// @throws DTypeMismatch likewise
    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Activatable sums && i + 1 < layers.size()
                    && layers.get(i + 1) instanceof Activation activation) {
                try {
                    y = sums.forward(y, activation);
                    i++;
                    continue;
                } catch (ShapeMismatch | DTypeMismatch e) {
                    // by themselves they say which of the two refused
                }
            }
            y = run(i, y);
        }
        return Summary.noting(this, y);
    }

    private Tensor run(int i, Tensor x) {
        try {
            return Summary.running(layers.get(i), x);
        } catch (ShapeMismatch e) {
            throw located(new ShapeMismatch(place(i) + e.getMessage()), e);
        } catch (DTypeMismatch e) {
            throw located(new DTypeMismatch(place(i) + e.getMessage()), e);
        }
    }

    /// `layer 2 → ` before the message of that layer; nested ones read as a path.
    private static String place(int i) {
        return "layer " + i + " → ";
    }

    private static <E extends RuntimeException> E located(E error, E cause) {
        error.initCause(cause);
        return error;
    }
}

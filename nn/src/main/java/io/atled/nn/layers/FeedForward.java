package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;
import java.util.random.RandomGenerator;

/// Two linear layers with a bend between them: y = linear2(dropout(activation(linear1(x)))).
///
/// **Shape** `(…,in) → (…,out)`, each place by itself
///
/// @param linear1 from the features to the hidden ones
/// @param activation the bend
/// @param linear2 back
/// @param dropout of hidden features
public record FeedForward(Linear linear1, Activation activation, Linear linear2, Dropout dropout)
        implements Layer {
    /// Checks that the layers fit.
    ///
    /// @throws ShapeMismatch if they do not
    public FeedForward {
        if (linear1.outputs() != linear2.inputs()) {
            throw new ShapeMismatch("FeedForward: " + linear2.kind() + " must take what "
                    + linear1.kind() + " gives");
        }
    }

    /// From `features` through `hidden` back to `features`, bent by GELU.
    public static FeedForward of(int features, int hidden, RandomGenerator random) {
        return new FeedForward(Linear.of(features, hidden, random), Activation.gelu(),
                Linear.of(hidden, features, random), new Dropout(0));
    }

    /// The same with another bend.
    public FeedForward withActivation(Activation other) {
        return new FeedForward(linear1, other, linear2, dropout);
    }

    /// The same dropping hidden features with this probability while training.
    public FeedForward withDropout(double probability) {
        return new FeedForward(linear1, activation, linear2, new Dropout(probability));
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if the last axis of `x` has another size than `linear1` takes
    /// @throws DTypeMismatch if `x` has not the type of the parameters
    @Override
    public Tensor forward(Tensor x) {
        Tensor hidden = linear1.forward(x, activation);
        return Summary.noting(this, linear2.forward(dropout.forward(hidden)));
    }

    @Override
    public String kind() {
        return "FeedForward(" + linear1.inputs() + " → " + linear1.outputs() + " → "
                + linear2.outputs() + ")";
    }
}

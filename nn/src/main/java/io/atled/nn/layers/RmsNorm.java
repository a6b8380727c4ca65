package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.Summary;

/// Scales the features of each sample to mean square 1, then by what is learned:
/// y = x/√(mean(x²) + ε) · scale.
///
/// [LayerNorm] without taking off the mean, as many language models have it.
/// **Shape** `(…,features)` unchanged, for the last axes, those of the scale.
/// **Source** Zhang, Sennrich, *Root Mean Square Layer Normalization* (2019), arXiv 1910.07467.
///
/// @param scale starts at 1
/// @param epsilon what is added to the mean square
public record RmsNorm(Parameter scale, double epsilon) implements Layer {
    /// As usual; the variance of [LayerNorm] has the same.
    public static final double EPSILON = LayerNorm.EPSILON;

    /// Checks the scale and ε.
    ///
    /// @throws ShapeMismatch if there is no feature to normalize
    /// @throws IllegalArgumentException unless ε ≥ 0 is finite
    public RmsNorm {
        if (scale.shape().rank() == 0 || scale.size() == 0) {
            throw new ShapeMismatch("RmsNorm: expects at least one feature to normalize, got the"
                    + " shape " + scale.shape() + "; give the sizes of the last axes");
        }
        Require.epsilon("RmsNorm", epsilon);
    }

    /// Over the last axes, which have these sizes.
    public static RmsNorm of(int... sizes) {
        return new RmsNorm(
                Parameter.of(Tensor.ones(DType.F32, Shape.of(sizes)).named("scale")), EPSILON);
    }

    /// With another ε and the same scale.
    public RmsNorm epsilon(double newEpsilon) {
        return new RmsNorm(scale, newEpsilon);
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if `x` does not end with the axes of the scale
    @Override
    public Tensor forward(Tensor x) {
        Require.type(this, x, scale.dtype());
        Require.features(this, x, scale.shape(), "normalize the axes that the input ends with");
        return Summary.noting(this, x.rmsNorm(scale.value(), epsilon));
    }

    @Override
    public String kind() {
        return "RmsNorm" + scale.shape();
    }
}

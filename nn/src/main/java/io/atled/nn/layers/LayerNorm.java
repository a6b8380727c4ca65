package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.Summary;
import java.util.Optional;
import java.util.stream.IntStream;

/// Shifts and scales the features of each sample to mean 0 and variance 1, then by what is learned:
/// y = (x − μ)/√(σ² + ε) · scale + shift.
///
/// μ and σ² (the variance with n in the denominator) are taken over the last axes, those of
/// `normalized`, for each sample alone: training and inference do the same.
/// **Shape** `(…,normalized)` unchanged
/// **Stability** the variance is that of the differences from μ, so that a large mean costs no
/// digits; ε keeps constant samples at 0.
/// **Source** Ba, Kiros, Hinton, *Layer Normalization* (2016), arXiv 1607.06450.
///
/// @param normalized the sizes of the axes that make up one sample's features
/// @param scale starts at 1; empty for none
/// @param shift starts at 0; empty for none
/// @param epsilon what is added to the variance
public record LayerNorm(Shape normalized, Optional<Parameter> scale, Optional<Parameter> shift,
        double epsilon) implements Layer {
    /// PyTorch's default.
    public static final double EPSILON = 1e-5;

    /// Checks shapes and ε.
    ///
    /// @throws ShapeMismatch if `normalized` has no axes, or scale or shift another shape
    /// @throws IllegalArgumentException unless ε ≥ 0 is finite
    public LayerNorm {
        checkAxes(normalized);
        DType dtype = scale.or(() -> shift).map(Parameter::dtype).orElse(DType.F32);
        scale.ifPresent(p ->
                Require.component("LayerNorm: the scale", p.value(), normalized, dtype));
        shift.ifPresent(p ->
                Require.component("LayerNorm: the shift", p.value(), normalized, dtype));
        Require.epsilon("LayerNorm", epsilon);
    }

    /// Over the last axes, which have these sizes, with scale and shift.
    public static LayerNorm of(int... sizes) {
        Shape shape = Shape.of(sizes);
        return new LayerNorm(shape,
                Optional.of(Parameter.of(Tensor.ones(DType.F32, shape).named("scale"))),
                Optional.of(Parameter.of(Tensor.zeros(DType.F32, shape).named("shift"))), EPSILON);
    }

    /// Over the last axes, which have these sizes, with nothing to learn.
    public static LayerNorm withoutParameters(int... sizes) {
        return new LayerNorm(Shape.of(sizes), Optional.empty(), Optional.empty(), EPSILON);
    }

    /// With another ε and the same parameters.
    public LayerNorm epsilon(double newEpsilon) {
        return new LayerNorm(normalized, scale, shift, newEpsilon);
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if `x` does not end with the axes `normalized`
    @Override
    public Tensor forward(Tensor x) {
        scale.or(() -> shift).ifPresent(p -> Require.type(this, x, p.dtype()));
        Require.features(this, x, normalized, "normalize the axes that the input ends with");
        if (scale.isEmpty() && shift.isEmpty()) {
            return Summary.noting(this, normalize(x, normalized.rank(), epsilon));
        }
        Tensor factors = scale.map(Parameter::value)
                .orElseGet(() -> Tensor.full(x.dtype(), normalized, 1));
        Tensor shifts = shift.map(Parameter::value)
                .orElseGet(() -> Tensor.full(x.dtype(), normalized, 0));
        return Summary.noting(this, x.layerNorm(factors, shifts, epsilon));
    }

    /// (x − μ)/√(σ² + ε) over the last `axes` axes: the layer without parameters, as a verb.
    ///
    /// @throws ShapeMismatch if `x` has fewer axes, or `axes` is less than 1
    public static Tensor normalize(Tensor x, int axes, double epsilon) {
        if (axes < 1 || axes > x.rank()) {
            throw new ShapeMismatch("normalize: expects 1 to " + x.rank() + " axes of " + x.shape()
                    + ", got " + axes + "; count the last axes that make up a sample");
        }
        return x.standardize(Axes.of(IntStream.rangeClosed(1, axes).map(k -> -k).toArray()),
                epsilon);
    }

    private static void checkAxes(Shape normalized) {
        if (normalized.rank() == 0 || normalized.size() == 0) {
            throw new ShapeMismatch("LayerNorm: expects at least one feature to normalize, got the"
                    + " shape " + normalized + "; give the sizes of the last axes");
        }
    }

    @Override
    public String kind() {
        return "LayerNorm" + normalized;
    }
}

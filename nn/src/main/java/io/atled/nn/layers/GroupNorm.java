package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.Summary;

/// Shifts and scales groups of channels of each sample to mean 0 and variance 1, then each channel
/// by what is learned: y = (x − μ)/√(σ² + ε) · scale + shift.
///
/// Training and inference do the same, and the size of the batch does not matter. One group for
/// each channel is instance normalization.
/// **Shape** `(n,channels,…)` unchanged
/// **Source** Wu, He, *Group Normalization* (2018), arXiv 1803.08494.
///
/// @param groups into which the channels are cut
/// @param scale of each channel, starts at 1
/// @param shift of each channel, starts at 0
/// @param epsilon what is added to the variance
public record GroupNorm(int groups, Parameter scale, Parameter shift, double epsilon)
        implements Layer {
    /// PyTorch's default.
    public static final double EPSILON = LayerNorm.EPSILON;

    /// Checks groups, shapes and ε.
    ///
    /// @throws ShapeMismatch if the channels do not divide into groups
    /// @throws IllegalArgumentException unless ε ≥ 0 is finite
    public GroupNorm {
        Require.channels("GroupNorm", scale, shift);
        Require.positive("GroupNorm", "the number of groups", groups);
        if (scale.size() % groups != 0) {
            throw new ShapeMismatch("GroupNorm: the channels must divide into groups, got "
                    + scale.size() + " channels and " + groups + " groups; choose a divisor");
        }
        Require.epsilon("GroupNorm", epsilon);
    }

    /// For `channels` channels in `groups` groups.
    ///
    /// @throws IllegalArgumentException if one is less than 1
    public static GroupNorm of(int channels, int groups) {
        Shape shape = Shape.of(Require.positive("GroupNorm", "the number of channels", channels));
        return new GroupNorm(groups, Parameter.of(Tensor.ones(shape.get(0)).named("scale")),
                Parameter.of(Tensor.zeros(shape.get(0)).named("shift")), EPSILON);
    }

    /// Instance normalization: each channel by itself.
    ///
    /// @throws IllegalArgumentException if `channels` is less than 1
    public static GroupNorm ofInstances(int channels) {
        return of(channels, channels);
    }

    /// With another ε and the same parameters.
    public GroupNorm epsilon(double newEpsilon) {
        return new GroupNorm(groups, scale, shift, newEpsilon);
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if axis 1 of `x` is not the channels
    @Override
    public Tensor forward(Tensor x) {
        Require.type(this, x, scale.dtype());
        Require.channels(this, x, scale.size());
        Shape all = x.shape();
        int rest = scale.size() / groups * all.range(2, all.rank()).size();
        Tensor grouped = x.reshape(Shape.of(all.get(0), groups, rest));
        Tensor h = grouped.standardize(Axes.of(-1), epsilon).reshape(all);
        Shape channels = BatchNorm.channels(scale.size(), x.rank());
        return Summary.noting(this, h.mul(scale.value().reshape(channels))
                .add(shift.value().reshape(channels)));
    }

    @Override
    public String kind() {
        return "GroupNorm(" + scale.size() + " in " + groups + ")";
    }
}

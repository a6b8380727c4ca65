package io.atled.nn.layers;

import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.Summary;
import io.atled.nn.Training;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Shifts and scales each channel to mean 0 and variance 1 over a batch, then by what is learned:
/// y = (x − μ)/√(σ² + ε) · scale + shift.
///
/// While [training][Training], μ and σ² are those of the batch (n in the denominator), and their
/// running means, `mean` and `variance` (n − 1 in the denominator), move towards them by `momentum`
/// with each forward pass. In inference these take their place, so that samples do not depend on
/// each other. They are [statistics][Parameter#statistic], saved with the layer; a layer made by
/// `withValues` leaves them as they are.
/// **Shape** `(n,channels)` or `(n,channels,…)` unchanged
/// **Source** Ioffe, Szegedy, *Batch Normalization* (2015), arXiv 1502.03167; running means as
/// PyTorch.
///
/// @param scale of each channel, starts at 1
/// @param shift of each channel, starts at 0
/// @param mean running, starts at 0
/// @param variance running, starts at 1
/// @param momentum how far the running means move, 0 to 1
/// @param epsilon what is added to the variance
public record BatchNorm(Parameter scale, Parameter shift, Parameter mean, Parameter variance,
        double momentum, double epsilon) implements Layer {
    /// PyTorch's default.
    public static final double MOMENTUM = 0.1;
    /// PyTorch's default.
    public static final double EPSILON = LayerNorm.EPSILON;

    /// Checks shapes, momentum and ε.
    ///
    /// @throws ShapeMismatch if the parameters differ in shape
    /// @throws IllegalArgumentException unless the momentum is from 0 to 1, and ε ≥ 0 is finite
    public BatchNorm {
        Require.channels("BatchNorm", scale, shift);
        Require.channels("BatchNorm", scale, mean);
        Require.channels("BatchNorm", scale, variance);
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("BatchNorm: the momentum must be from 0 to 1, got "
                    + momentum + "; it is the part of the new mean, " + MOMENTUM + " is usual");
        }
        Require.epsilon("BatchNorm", epsilon);
    }

    /// For `channels` channels.
    ///
    /// @throws IllegalArgumentException if `channels` is less than 1
    public static BatchNorm of(int channels) {
        int n = Require.positive("BatchNorm", "the number of channels", channels);
        return new BatchNorm(Parameter.of(Tensor.ones(n).named("scale")),
                Parameter.of(Tensor.zeros(n).named("shift")),
                Parameter.statistic(Tensor.zeros(n).named("mean")),
                Parameter.statistic(Tensor.ones(n).named("variance")), MOMENTUM, EPSILON);
    }

    /// With another momentum and the same parameters.
    public BatchNorm momentum(double newMomentum) {
        return new BatchNorm(scale, shift, mean, variance, newMomentum, epsilon);
    }

    /// With another ε and the same parameters.
    public BatchNorm epsilon(double newEpsilon) {
        return new BatchNorm(scale, shift, mean, variance, momentum, newEpsilon);
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if axis 1 of `x` is not the channels, or there is but one number of
    ///         each channel to train with
    @Override
    public Tensor forward(Tensor x) {
        Require.type(this, x, scale.dtype());
        Require.channels(this, x, scale.size());
        Shape channels = channels(scale.size(), x.rank());
        Tensor factors = scale.value().reshape(channels);
        Tensor shifts = shift.value().reshape(channels);
        if (Training.isOn()) {
            Axes others = Axes.of(IntStream.range(0, x.rank()).filter(a -> a != 1).toArray());
            measure(x, others);
            return Summary.noting(this, x.standardize(others, epsilon).mul(factors).add(shifts));
        }
        Tensor slope = factors.mul(variance.value().reshape(channels).add(epsilon).rsqrt());
        Tensor centered = x.sub(mean.value().reshape(channels));
        return Summary.noting(this, centered.mul(slope).add(shifts));
    }

    private void measure(Tensor x, Axes others) {
        int count = x.size() / scale.size();
        if (count < 2) {
            throw new ShapeMismatch(kind() + ": training needs at least two numbers of each"
                    + " channel, got " + count + " in " + x.shape()
                    + "; make the batch larger, or leave the last one out");
        }
        if (mean.isOpen() && variance.isOpen()) {
            Recording.off(() -> {
                move(mean, x.mean(others));
                move(variance, x.variance(1, others));
                return this;
            });
        }
    }

    private void move(Parameter running, Tensor now) {
        running.update(running.value().mul(1 - momentum).add(now.detach().mul(momentum)));
    }

    /// The shape in which one number for each channel broadcasts against `(n,channels,…)`.
    static Shape channels(int count, int rank) {
        int[] sizes = new int[rank - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = count;
        return Shape.of(sizes);
    }

    @Override
    public String kind() {
        return "BatchNorm(" + scale.size() + ")";
    }
}

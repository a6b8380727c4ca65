package io.atled.nn.init;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.random.RandomGenerator;

/// Weights around 0 whose variance is `gain²/fan`: what Glorot, He and LeCun have in common.
///
/// ```text
/// σ = gain/√fan          uniform: U(−√3·σ, √3·σ), which has the variance (2√3·σ)²/12 = σ²
/// ```
///
/// @param gain makes up for the activation that follows, see [Gain]
/// @param fan what is counted
/// @param spread the distribution
public record VarianceScaling(double gain, Fan fan, Spread spread) implements Initializer {
    /// Checks the gain.
    ///
    /// @throws IllegalArgumentException unless it is positive and finite
    public VarianceScaling {
        if (!(gain > 0) || gain == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("initializer: the gain must be positive and finite,"
                    + " got " + gain + "; use zeros() for weights that start at 0");
        }
    }

    /// With another gain.
    public VarianceScaling gain(double newGain) {
        return new VarianceScaling(newGain, fan, spread);
    }

    /// Counting another fan.
    public VarianceScaling fan(Fan newFan) {
        return new VarianceScaling(gain, newFan, spread);
    }

    /// The standard deviation for weights of `shape`.
    ///
    /// @throws ShapeMismatch if there are fewer than two axes
    public double std(Shape shape) {
        return gain / Math.sqrt(fan.of(shape));
    }

    /// The largest absolute value of the uniform distribution for weights of `shape`.
    ///
    /// @throws ShapeMismatch if there are fewer than two axes
    public double bound(Shape shape) {
        return Math.sqrt(3) * std(shape);
    }

    @Override
    public Tensor create(Shape shape, RandomGenerator random) {
        double std = std(shape);                        // refuses vectors, also empty ones
        if (shape.size() == 0) {
            return Tensor.zeros(DType.F32, shape);
        }
        return switch (spread) {
            case UNIFORM -> Tensor.uniform(shape, -bound(shape), bound(shape), random);
            case NORMAL -> Tensor.normal(shape, 0, std, random);
        };
    }
}

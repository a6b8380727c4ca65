package io.atled.nn.init;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.random.RandomGenerator;

/// Makes the first values of a parameter; any function of shape and generator is one.
///
/// All of these give F32 and draw elements in row-major order: same seed, same bits.
///
/// | initializer | distribution |
/// |---|---|
/// | `glorotUniform()` | U(−a, a), a = √(6/(fanIn + fanOut)) |
/// | `glorotNormal()` | N(0, σ²), σ = √(2/(fanIn + fanOut)) |
/// | `heUniform()` | U(−a, a), a = √(6/fanIn) |
/// | `heNormal()` | N(0, σ²), σ = √(2/fanIn) |
/// | `lecunUniform()` | U(−a, a), a = √(3/fanIn) |
/// | `lecunNormal()` | N(0, σ²), σ = √(1/fanIn) |
/// | `fanInUniform()` | U(−a, a), a = 1/√fanIn |
///
/// **Shape** weights are (out, in, window…), as in PyTorch; [Fan] says how that is counted.
@FunctionalInterface
public interface Initializer {
    /// New values of `shape`, drawn from `random`.
    Tensor create(Shape shape, RandomGenerator random);

    /// Uniform, keeping the variance of signals and of gradients about equal; for tanh, sigmoid
    /// and layers without activation. Multiply for others: `.gain(Gain.TANH)`.
    ///
    /// **Source** Glorot, Bengio, *Understanding the difficulty of training deep feedforward neural
    /// networks* (2010), eq. 16.
    static VarianceScaling glorotUniform() {
        return new VarianceScaling(Gain.LINEAR, Fan.AVERAGE, Spread.UNIFORM);
    }

    /// [#glorotUniform()] with the normal distribution.
    ///
    /// **Source** Glorot, Bengio (2010), eq. 12.
    static VarianceScaling glorotNormal() {
        return new VarianceScaling(Gain.LINEAR, Fan.AVERAGE, Spread.NORMAL);
    }

    /// [#heNormal()] with the uniform distribution of the same variance.
    static VarianceScaling heUniform() {
        return new VarianceScaling(Gain.RELU, Fan.IN, Spread.UNIFORM);
    }

    /// Normal, keeping the variance of signals through layers followed by relu.
    ///
    /// **Source** He et al., *Delving Deep into Rectifiers* (2015), arXiv 1502.01852, eq. 10; with
    /// `.fan(Fan.OUT)` that of gradients, eq. 14.
    static VarianceScaling heNormal() {
        return new VarianceScaling(Gain.RELU, Fan.IN, Spread.NORMAL);
    }

    /// Uniform of variance 1/fanIn.
    ///
    /// **Source** LeCun et al., *Efficient BackProp* (1998), §4.6.
    static VarianceScaling lecunUniform() {
        return new VarianceScaling(Gain.LINEAR, Fan.IN, Spread.UNIFORM);
    }

    /// Normal of variance 1/fanIn.
    ///
    /// **Source** LeCun et al. (1998), §4.6.
    static VarianceScaling lecunNormal() {
        return new VarianceScaling(Gain.LINEAR, Fan.IN, Spread.NORMAL);
    }

    /// Uniform from −1/√fanIn to 1/√fanIn: the default of [io.atled.nn.layers.Linear].
    ///
    /// **Source** PyTorch's default for linear and convolution layers: He's uniform with the gain
    /// of a leaky relu of slope √5, √(2/(1 + 5)) = 1/√3, so that the bound is √3·(1/√3)/√fanIn.
    static VarianceScaling fanInUniform() {
        return new VarianceScaling(Gain.leakyRelu(Math.sqrt(5)), Fan.IN, Spread.UNIFORM);
    }

    /// Uniform from `low` (included) to `high`.
    ///
    /// @throws IllegalArgumentException unless low < high, both finite
    static Initializer uniform(double low, double high) {
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("uniform: needs finite low < high, got " + low
                    + " and " + high + "; use constant(c) for a single value");
        }
        return (shape, random) -> Tensor.uniform(shape, low, high, random);
    }

    /// Normal with this mean and standard deviation.
    ///
    /// @throws IllegalArgumentException unless both are finite and std ≥ 0
    static Initializer normal(double mean, double std) {
        if (!(std >= 0) || !Double.isFinite(std) || !Double.isFinite(mean)) {
            throw new IllegalArgumentException("normal: needs a finite mean and a finite std ≥ 0,"
                    + " got " + mean + " and " + std + "; give the standard deviation, not the"
                    + " variance");
        }
        return (shape, random) -> Tensor.normal(shape, mean, std, random);
    }

    /// Zeros; for biases and shifts. Weights that start equal stay equal: draw those.
    static Initializer zeros() {
        return constant(0);
    }

    /// Ones; for scales.
    static Initializer ones() {
        return constant(1);
    }

    /// The same number everywhere.
    static Initializer constant(double value) {
        return (shape, random) -> Tensor.full(DType.F32, shape, value);
    }
}

package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Parameter;
import io.atled.nn.Summary;
import io.atled.nn.init.Initializer;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// y = x·Wᵀ + b: every output is a weighted sum of all inputs.
///
/// **Shape** `(…,in) → (…,out)`; W is (out,in), a row for each output, so that weights can be
/// exchanged with PyTorch as they are; b is (out).
///
/// Without anything said, W and b are drawn from U(−1/√in, 1/√in), PyTorch's default.
///
/// @param weight W
/// @param bias b; empty for y = x·Wᵀ
public record Linear(Parameter weight, Optional<Parameter> bias) implements Activatable {
    /// Checks that the shapes and element types fit.
    ///
    /// @throws ShapeMismatch if they do not
    public Linear {
        if (weight.shape().rank() != 2) {
            throw new ShapeMismatch("Linear: the weight must have the shape (out,in), got "
                    + weight.shape() + "; build it with Linear.of(in, out, random)");
        }
        Shape out = weight.shape().range(0, 1);
        var dtype = weight.dtype();
        bias.ifPresent(b -> Require.component("Linear: the bias", b.value(), out, dtype));
    }

    /// A layer with bias.
    ///
    /// @throws IllegalArgumentException if a number of features is less than 1
    public static Linear of(int in, int out, RandomGenerator random) {
        Parameter weight = weight(in, out, Initializer.fanInUniform(), random);
        double bound = 1 / Math.sqrt(in);
        return new Linear(weight, bias(out, Initializer.uniform(-bound, bound), random));
    }

    /// A layer with such weights, and a bias of zeros.
    ///
    /// @throws IllegalArgumentException if a number of features is less than 1
    public static Linear of(int in, int out, Initializer weights, RandomGenerator random) {
        return new Linear(weight(in, out, weights, random),
                bias(out, Initializer.zeros(), random));
    }

    /// A layer without bias: y = x·Wᵀ.
    ///
    /// @throws IllegalArgumentException if a number of features is less than 1
    public static Linear withoutBias(int in, int out, RandomGenerator random) {
        return withoutBias(in, out, Initializer.fanInUniform(), random);
    }

    /// A layer with such weights, without bias.
    ///
    /// @throws IllegalArgumentException if a number of features is less than 1
    public static Linear withoutBias(int in, int out, Initializer weights, RandomGenerator random) {
        return new Linear(weight(in, out, weights, random), Optional.empty());
    }

    private static Parameter weight(int in, int out, Initializer weights, RandomGenerator random) {
        Shape shape = Shape.of(Require.positive("Linear", "the number of outputs", out),
                Require.positive("Linear", "the number of inputs", in));
        return Parameter.of(weights.create(shape, random).named("weight"));
    }

    /// A number for each output.
    static Optional<Parameter> bias(int out, Initializer values, RandomGenerator random) {
        return Optional.of(Parameter.of(values.create(Shape.of(out), random).named("bias")));
    }

    /// How many features it takes.
    public int inputs() {
        return weight.shape().get(1);
    }

    /// How many features it gives.
    public int outputs() {
        return weight.shape().get(0);
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if the last axis of `x` has another size than `inputs()`
    @Override
    public Tensor forward(Tensor x) {
        Tensor across = across(x);
        return Summary.noting(this, bias.map(b -> x.affine(across, b.value()))
                .orElseGet(() -> x.matmul(across)));
    }

    @Override
    public Tensor forward(Tensor x, Activation activation) {
        if (bias.isEmpty()) {
            return activation.forward(forward(x));
        }
        Tensor y = x.affine(across(x), bias.get().value(), activation.op());
        return Summary.noting(activation, Summary.noting(this, y));
    }

    /// The weight as a right factor, if it fits `x`.
    private Tensor across(Tensor x) {
        Tensor w = weight.value();
        Require.type(this, x, w.dtype());
        Require.features(this, x, w.shape().range(1, 2), () -> "flatten each sample (new Flatten())"
                + " or build the layer with Linear.of(" + (x.rank() == 0 ? 1 : x.shape().get(-1))
                + ", " + outputs() + ", random)");
        return w.transpose();
    }

    @Override
    public String kind() {
        return "Linear(" + inputs() + " → " + outputs() + (bias.isEmpty() ? ", no bias)" : ")");
    }
}

package io.atled.nn.layers;

import io.atled.autograd.Activations;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.Trigonometry;
import io.atled.nn.Layer;
import io.atled.nn.Summary;

/// A pointwise operation as a layer: what bends the sums of the layers around it.
///
/// Any pointwise operation of one operand will do, your own too:
/// `new Activation(new MyOperation())`. Formulas, derivatives and the choices at kinks stand with
/// the operations, see [Activations]. **Shape** unchanged
///
/// @param op the operation
public record Activation(Pointwise.Unary op) implements Layer {
    /// PyTorch's default for [#leakyRelu()]; Maas et al. (2013) have it from there too.
    private static final double SLOPE = 0.01;

    /// max(x, 0).
    public static Activation relu() {
        return new Activation(new Activations.Relu());
    }

    /// x where x > 0, else 0.01·x.
    public static Activation leakyRelu() {
        return leakyRelu(SLOPE);
    }

    /// x where x > 0, else slope·x.
    public static Activation leakyRelu(double slope) {
        return new Activation(new Activations.LeakyRelu(slope));
    }

    /// x where x > 0, else eˣ − 1.
    public static Activation elu() {
        return elu(1);
    }

    /// x where x > 0, else α(eˣ − 1).
    public static Activation elu(double alpha) {
        return new Activation(new Activations.Elu(alpha));
    }

    /// ln(1 + eˣ).
    public static Activation softplus() {
        return new Activation(new Activations.Softplus(1));
    }

    /// tanh x.
    public static Activation tanh() {
        return new Activation(new Trigonometry.Tanh());
    }

    /// 1/(1 + e⁻ˣ).
    public static Activation sigmoid() {
        return new Activation(new Activations.Sigmoid());
    }

    /// x·σ(x), also called swish.
    public static Activation silu() {
        return new Activation(new Activations.Silu());
    }

    /// x·Φ(x), exactly.
    public static Activation gelu() {
        return new Activation(new Activations.Gelu());
    }

    /// The tanh form of GELU.
    public static Activation geluTanh() {
        return new Activation(new Activations.GeluTanh());
    }

    @Override
    public Tensor forward(Tensor x) {
        return Summary.noting(this, Tensor.apply(op, x));
    }

    /// The operation with its attributes: `Relu`, `LeakyRelu[slope=0.2]`.
    @Override
    public String kind() {
        return op.toString().replace("[]", "");
    }
}

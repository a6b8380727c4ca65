package io.atled.nn.layers;

import io.atled.autograd.Convolution;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Parameter;
import io.atled.nn.Summary;
import io.atled.nn.init.Initializer;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Windows of weights that slide over images: every channel of the result is a sum over all
/// channels of its group.
///
/// **Shape** `(n,in,h,w) → (n,out,h′,w′)`; W is (out,in/groups,kh,kw), as in PyTorch; b is (out).
///
/// Without anything said, W and b are drawn from U(−1/√fanIn, 1/√fanIn), PyTorch's default, where
/// fanIn = in/groups·kh·kw.
///
/// ```java
/// Convolution same = Convolution.PLAIN.same();
/// Layer model = Sequential.of(
///         Conv2d.of(1, 16, 3, same, random), Activation.relu(), MaxPool2d.of(2),
///         Conv2d.of(16, 32, 3, same, random), Activation.relu(), MaxPool2d.of(2),
///         new Flatten(), Linear.of(32 * 7 * 7, 10, random));
/// ```
///
/// @param weight W
/// @param bias b; empty for none
/// @param how how the windows slide
public record Conv2d(Parameter weight, Optional<Parameter> bias, Convolution how)
        implements Activatable {
    /// Checks that the shapes and element types fit.
    ///
    /// @throws ShapeMismatch if they do not
    public Conv2d {
        Shape w = weight.shape();
        if (w.rank() != 4 || w.size() == 0 || w.get(0) % how.groups() != 0) {
            throw new ShapeMismatch("Conv2d: the weight must have the shape (out,in/groups,height,"
                    + "width), with out a multiple of " + how.groups() + " groups, got " + w
                    + "; build it with Conv2d.of(in, out, size, how, random)");
        }
        var dtype = weight.dtype();
        bias.ifPresent(b -> Require.component("Conv2d: the bias", b.value(), w.range(0, 1), dtype));
    }

    /// A layer with windows of `size × size` and bias.
    ///
    /// @throws IllegalArgumentException if a number is less than 1, or channels do not divide into
    ///         groups
    public static Conv2d of(int in, int out, int size, Convolution how, RandomGenerator random) {
        Parameter weight = weight(in, out, size, how, Initializer.fanInUniform(), random);
        double bound = 1 / Math.sqrt(weight.size() / (double) out);
        return new Conv2d(weight,
                Linear.bias(out, Initializer.uniform(-bound, bound), random), how);
    }

    /// A layer with such weights, and a bias of zeros.
    ///
    /// @throws IllegalArgumentException if a number is less than 1, or channels do not divide into
    ///         groups
    public static Conv2d of(int in, int out, int size, Convolution how, Initializer weights,
            RandomGenerator random) {
        return new Conv2d(weight(in, out, size, how, weights, random),
                Linear.bias(out, Initializer.zeros(), random), how);
    }

    /// A layer without bias, as before a normalization that takes it away.
    ///
    /// @throws IllegalArgumentException if a number is less than 1, or channels do not divide into
    ///         groups
    public static Conv2d withoutBias(int in, int out, int size, Convolution how,
            Initializer weights, RandomGenerator random) {
        return new Conv2d(weight(in, out, size, how, weights, random), Optional.empty(), how);
    }

    private static Parameter weight(int in, int out, int size, Convolution how,
            Initializer weights, RandomGenerator random) {
        Require.positive("Conv2d", "the number of input channels", in);
        Require.positive("Conv2d", "the number of output channels", out);
        Require.positive("Conv2d", "the size of a window", size);
        if (in % how.groups() != 0 || out % how.groups() != 0) {
            throw new IllegalArgumentException("Conv2d: " + in + " → " + out + " channels do not"
                    + " divide into " + how.groups() + " groups; both must be multiples of it");
        }
        return Parameter.of(weights.create(Shape.of(out, in / how.groups(), size, size), random)
                .named("weight"));
    }

    /// How many channels it takes.
    public int inputs() {
        return weight.shape().get(1) * how.groups();
    }

    /// How many channels it gives.
    public int outputs() {
        return weight.shape().get(0);
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if `x` has not `inputs()` channels, or a window does not fit on it
    @Override
    public Tensor forward(Tensor x) {
        Tensor w = windows(x);
        return Summary.noting(this, bias.map(b -> x.conv2d(w, b.value(), how))
                .orElseGet(() -> x.conv2d(w, how)));
    }

    @Override
    public Tensor forward(Tensor x, Activation activation) {
        if (bias.isEmpty()) {
            return activation.forward(forward(x));
        }
        Tensor y = x.conv2d(windows(x), bias.get().value(), how, activation.op());
        return Summary.noting(activation, Summary.noting(this, y));
    }

    /// The weight, if it fits `x`.
    private Tensor windows(Tensor x) {
        Tensor w = weight.value();
        Require.type(this, x, w.dtype());
        Require.images(this, x, inputs());
        return w;
    }

    @Override
    public String kind() {
        Shape w = weight.shape();
        return "Conv2d(" + inputs() + " → " + outputs() + ", " + w.get(2) + "×" + w.get(3)
                + (how.groups() == 1 ? "" : ", " + how.groups() + " groups")
                + (bias.isEmpty() ? ", no bias)" : ")");
    }
}

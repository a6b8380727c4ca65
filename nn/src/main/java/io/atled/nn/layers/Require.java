package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import java.util.function.Supplier;

/// Checks of what layers are built from and given: *layer · expected · got · what to do*.
final class Require {
    private Require() {}

    /// The input of a layer ends with the axes `features`.
    static void features(Layer layer, Tensor x, Shape features, String advice) {
        features(layer, x, features, () -> advice);
    }

    /// The same with an advice that is made when it is needed.
    static void features(Layer layer, Tensor x, Shape features, Supplier<String> advice) {
        int rank = x.rank();
        int from = rank - features.rank();
        if (from < 0 || !x.shape().range(from, rank).equals(features)) {
            throw new ShapeMismatch(layer.kind() + ": expects " + features.size()
                    + " features, shape " + ending(features) + ", got " + x.shape() + "; "
                    + advice.get());
        }
    }

    /// The input of a layer has the type of its parameters.
    static void type(Layer layer, Tensor x, DType expected) {
        if (x.dtype() != expected) {
            throw new DTypeMismatch(layer.kind() + ": expects " + expected + " like its parameters,"
                    + " got " + x.dtype() + "; convert the input with to(DType." + expected + ")"
                    + (x.dtype().isFloat() ? " or the layer with to(DType." + x.dtype() + ")"
                    : ""));
        }
    }

    /// The input of a layer has a batch axis.
    static void batch(Layer layer, Tensor x) {
        if (x.rank() == 0) {
            throw new ShapeMismatch(layer.kind() + ": expects a batch, shape (n,…), got a single"
                    + " number; add the batch axis with unsqueeze(0)");
        }
    }

    /// The input of a layer are images.
    static void images(Layer layer, Tensor x) {
        if (x.rank() != 4) {
            throw new ShapeMismatch(layer.kind() + ": expects images, shape (n,channels,height,"
                    + "width), got " + x.shape() + "; " + (x.rank() == 3
                    ? "add the axis that lacks with unsqueeze(0) for one image, unsqueeze(1) for"
                    + " one channel" : "give them this shape with Reshape.of(channels, height,"
                    + " width)"));
        }
    }

    /// The input of a layer are images with so many channels.
    static void images(Layer layer, Tensor x, int channels) {
        images(layer, x);
        if (x.shape().get(1) != channels) {
            throw new ShapeMismatch(layer.kind() + ": expects " + channels + " channels, shape (n,"
                    + channels + ",height,width), got " + x.shape() + "; build the layer for "
                    + x.shape().get(1) + ", or move the channels to axis 1 with permute");
        }
    }

    /// A component of a layer has this shape and type.
    static void component(String what, Tensor component, Shape shape, DType dtype) {
        if (!component.shape().equals(shape) || component.dtype() != dtype) {
            throw new ShapeMismatch(what + " must be " + dtype + " " + shape + ", got "
                    + component.dtype() + " " + component.shape() + "; build it with the factory");
        }
    }

    /// The input of a layer has these channels along axis 1.
    static void channels(Layer layer, Tensor x, int count) {
        if (x.rank() < 2 || x.shape().get(1) != count) {
            throw new ShapeMismatch(layer.kind() + ": expects " + count + " channels, shape (n,"
                    + count + ",…), got " + x.shape() + "; channels are axis 1");
        }
    }

    /// Two components of a layer hold one number for each channel.
    static void channels(String layer, Parameter first, Parameter other) {
        if (first.shape().rank() != 1 || first.size() == 0) {
            throw new ShapeMismatch(layer + ": expects one number for each channel, got the shape "
                    + first.shape() + "; build it with the factory");
        }
        if (!other.shape().equals(first.shape()) || other.dtype() != first.dtype()) {
            throw new ShapeMismatch(layer + ": all parameters must be " + first.dtype() + " "
                    + first.shape() + ", got " + other.dtype() + " " + other.shape()
                    + "; build it with the factory");
        }
    }

    /// What is added to a variance.
    static void epsilon(String layer, double epsilon) {
        if (!(epsilon >= 0) || epsilon == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(layer + ": epsilon must be finite and at least 0,"
                    + " got " + epsilon + "; " + LayerNorm.EPSILON + " is usual");
        }
    }

    /// A number of features or rows.
    static int positive(String layer, String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(layer + ": " + what + " must be at least 1, got "
                    + value + "; count the numbers along the axis, not the axes");
        }
        return value;
    }

    private static String ending(Shape features) {
        return "(…," + features.toString().substring(1);
    }
}

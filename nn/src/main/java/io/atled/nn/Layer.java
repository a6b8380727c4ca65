package io.atled.nn;

import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Tensor;
import io.atled.autograd.Tree;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A function of tensors that may hold parameters; the piece that models are built of.
///
/// A layer that learns is a **record**. Its components are its parameter tree: parameters, other
/// layers, and lists, maps, optionals and records of them, so that names such as
/// `encoder.0.weight` need no registration. A layer without parameters may be any function:
///
/// ```java
/// record Gated(Linear value, Linear gate) implements Layer {
///     public Tensor forward(Tensor x) {
///         return value.forward(x).mul(gate.forward(x).sigmoid());
///     }
/// }
/// var gated = new Gated(Linear.of(4, 8, random), Linear.of(4, 8, random));
/// Layer model = Sequential.of(gated, x -> x.square(), Linear.of(8, 1, random));
/// ```
///
/// What a function merely captures is not part of the tree: put parameters into components.
@FunctionalInterface
public interface Layer {
    /// The result for `x`. Recorded like any computation, so that gradients reach the parameters.
    Tensor forward(Tensor x);

    /// What this layer is, in a word or two, for tables and messages.
    default String kind() {
        String name = getClass().getSimpleName();
        return getClass().isHidden() || name.isEmpty() ? "function" : name;
    }

    /// The parameters by name, in order of declaration. One that stands in several places (tied
    /// weights) is listed once, under its first name.
    ///
    /// @throws IllegalArgumentException if a record of the tree is not accessible, or a layer that
    ///         is no record holds or captures a parameter, which would not be found
    default ImmutableMap<String, Parameter> parameters() {
        State.refuseHidden(this);
        return State.distinct(Tree.leaves(this, Parameter.class));
    }

    /// The number of all parameters' elements.
    ///
    /// @throws ArithmeticException if there are 2³¹ or more
    default int parameterCount() {
        return Math.toIntExact(parameters().values().stream().mapToLong(Parameter::size).sum());
    }

    /// The values of the parameters by name, as they are now: what to save.
    default ImmutableMap<String, Tensor> state() {
        return State.of(parameters());
    }

    /// Gives the parameters the values of `state`, which comes from [#state()] of a layer built in
    /// the same way. Everything is checked before anything is changed.
    ///
    /// @throws IllegalArgumentException if a name is missing or unknown, or a shape or element type
    ///         differs; the message lists all of them
    default void load(Map<String, Tensor> state) {
        State.load(kind(), parameters(), state);
    }

    /// A layer of the same class with parameters of its own, whose values are converted: F64 for
    /// gradient checks. Tied weights stay tied.
    ///
    /// @throws DTypeMismatch if `dtype` is not floating point
    default Layer to(DType dtype) {
        return State.rebuilt(this, p -> {
            Tensor value = p.value().detach();
            return p.like(value.to(dtype).named(value.label()));
        });
    }

    /// A layer of the same class that computes with exactly these tensors, recorded or not, in
    /// place of its parameters: a model as a function of its parameters, for [derivatives of any
    /// order][io.atled.autograd.Differentiate] and for gradient checks.
    ///
    /// ```java
    /// var gradient = Differentiate.grad((Map<String, Tensor> w) ->
    ///         Loss.mse(model.withValues(w).forward(x), y));
    /// Map<String, Tensor> dw = gradient.apply(model.state());
    /// ```
    ///
    /// Such a layer cannot be trained: its parameters refuse updates.
    ///
    /// @throws IllegalArgumentException if a name is missing or unknown, or a shape differs
    default Layer withValues(Map<String, Tensor> values) {
        return State.substituted(this, values);
    }

    /// See [#withValues(Map)], with the tensors in the order of [#parameters()].
    ///
    /// ```java
    /// Layer exact = model.to(DType.F64);
    /// Dataset few = data.take(0, 1, 2, 3).to(DType.F64);
    /// GradientReport report = GradientCheck.of(w -> Loss.softmaxCrossEntropy(
    ///         exact.withValues(w).forward(few.inputs()), few.targets()), exact.state()).run();
    /// ```
    ///
    /// @throws IllegalArgumentException if there are more or fewer than parameters
    /// @throws ShapeMismatch if a shape differs
    default Layer withValues(List<Tensor> values) {
        return withValues(State.named(kind(), parameters(), values));
    }

    /// A check of the gradients of `loss` by every parameter of this layer, as they are now: `loss`
    /// is given layers like this one with other values. No conversion to F64 is needed.
    ///
    /// ```java
    /// GradientReport report = model.gradientCheck(m -> Loss.softmaxCrossEntropy(
    ///         m.forward(x), labels)).sampling(12, random).run();
    /// ```
    ///
    /// `sampling` compares a few elements of each parameter one by one and all others of it along a
    /// random direction; `fast` compares everything along a few directions at once, as cheap for a
    /// million parameters as for ten; without either every element is compared. A report that
    /// failed names the wrong operation and the line of the layer that applied it.
    default GradientCheck gradientCheck(Function<Layer, Tensor> loss) {
        return GradientCheck.of((List<Tensor> w) -> loss.apply(withValues(w)), state())
                .named(kind());
    }

    /// A table of the layers: path, kind, output shape and number of parameters, for an input of
    /// shape `input`, its batch axis included. Runs the layers on zeros, without recording; a layer
    /// that refuses floating-point input is given I32.
    ///
    /// @throws ShapeMismatch if the layers do not take `input`
    default String summary(Shape input) {
        return Summary.of(this, input).format();
    }
}

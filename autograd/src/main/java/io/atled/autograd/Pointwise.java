package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The kind of operations that compute each element of the result from the elements at the same
/// place, after broadcasting: `y[k] = f(a[k], b[k], …)`.
///
/// A rule is written over the [Algebra]: the value, and the partial derivatives unless those of the
/// value, taken by [Dual], are exact enough. Both run as one pass over memory; on a recorded
/// backward pass the derivative runs in tensor verbs and is itself differentiable.
///
/// **Shape** all inputs broadcast together · **Derivative** `dxᵢ = dy · ∂f/∂xᵢ`, summed over what
/// was broadcast.
public non-sealed interface Pointwise extends Op {
    /// The number of operands.
    @Override
    int arity();

    /// The value.
    <T extends Algebra<T>> T value(List<T> x);

    /// The partial derivative of the value `y` by `x[i]`.
    default <T extends Algebra<T>> T derivative(int i, T y, List<T> x) {
        return Dual.derivative(this, i, x);
    }

    /// `d · ∂y/∂x[i]`. Operations that choose override it, so that what was not chosen gets 0
    /// also where `d` is infinite or NaN, and operations whose derivative is ±1 or 1/b, so that
    /// nothing is multiplied that need not be.
    default <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
        return d.mul(derivative(i, y, x));
    }

    /// How the operation is written on `operands`, for documentation.
    default String formula(List<String> operands) {
        return name() + "(" + String.join(", ", operands) + ")";
    }

    @Override
    default Shape infer(List<Shape> shapes) {
        Shape out = shapes.getFirst();
        for (int i = 1; i < shapes.size(); i++) {
            if (!out.equals(shapes.get(i))) {           // names are for messages only
                out = out.broadcast(name(), shapes.get(i));
            }
        }
        return out;
    }

    @Override
    default Tensor run(List<Tensor> x) {
        return Fusion.value(this, x);
    }

    @Override
    default Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
        Tensor dx = Recording.isOn() ? weigh(i, dy, y, x)
                : Fusion.vjps(this, List.of(i), dy, y, x).getFirst();
        return dx.sumTo(x.get(i).shape());
    }

    /// One pass over memory for all of them, unless it is recorded.
    @Override
    default List<Tensor> vjps(List<Integer> asked, Tensor dy, Tensor y, List<Tensor> x) {
        if (Recording.isOn() || Fusion.hasOwnVjp(this)) {
            return Op.super.vjps(asked, dy, y, x);
        }
        var dx = new ArrayList<>(Fusion.vjps(this, asked, dy, y, x));
        for (int k = 0; k < dx.size(); k++) {
            dx.set(k, dx.get(k).sumTo(x.get(asked.get(k)).shape()));
        }
        return dx;
    }

    @Override
    default Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
        return Tangents.sum(name(), dx, (i, d) -> weigh(i, d, y, x)).expand(y.shape());
    }

    /// Operations on one operand.
    interface Unary extends Pointwise {
        @Override
        default int arity() {
            return 1;
        }

        /// The value.
        <T extends Algebra<T>> T value(T x);

        /// The derivative of the value `y` by `x`.
        default <T extends Algebra<T>> T derivative(T y, T x) {
            return Dual.derivative(this, 0, List.of(x));
        }

        @Override
        default <T extends Algebra<T>> T value(List<T> x) {
            return value(x.getFirst());
        }

        @Override
        default <T extends Algebra<T>> T derivative(int i, T y, List<T> x) {
            return derivative(y, x.getFirst());
        }
    }

    /// Operations on two operands.
    interface Binary extends Pointwise {
        @Override
        default int arity() {
            return 2;
        }

        /// The value.
        <T extends Algebra<T>> T value(T a, T b);

        /// The partial derivative of the value `y` by `a`.
        default <T extends Algebra<T>> T da(T y, T a, T b) {
            return Dual.derivative(this, 0, List.of(a, b));
        }

        /// The partial derivative of the value `y` by `b`.
        default <T extends Algebra<T>> T db(T y, T a, T b) {
            return Dual.derivative(this, 1, List.of(a, b));
        }

        @Override
        default <T extends Algebra<T>> T value(List<T> x) {
            return value(x.get(0), x.get(1));
        }

        @Override
        default <T extends Algebra<T>> T derivative(int i, T y, List<T> x) {
            return i == 0 ? da(y, x.get(0), x.get(1)) : db(y, x.get(0), x.get(1));
        }
    }

    /// Operations that are not built from others: each has a loop of its own.
    interface Primitive extends Pointwise {
        /// The loop that computes the value.
        Loop loop();

        @Override
        default int arity() {
            return loop().arity();
        }

        @Override
        default <T extends Algebra<T>> T value(List<T> x) {
            return x.getFirst().pointwise(this, x);
        }
    }

    /// A primitive of one operand.
    interface Primitive1 extends Primitive, Unary {
        @Override
        default int arity() {
            return 1;
        }

        @Override
        default <T extends Algebra<T>> T value(T x) {
            return x.pointwise(this);
        }

        @Override
        default <T extends Algebra<T>> T value(List<T> x) {
            return value(x.getFirst());
        }

        /// The derivative of the value `y` by `x`; a primitive must say it.
        @Override
        <T extends Algebra<T>> T derivative(T y, T x);
    }

    /// A primitive of two operands.
    interface Primitive2 extends Primitive, Binary {
        @Override
        default int arity() {
            return 2;
        }

        @Override
        default <T extends Algebra<T>> T value(T a, T b) {
            return a.pointwise(this, b);
        }

        @Override
        default <T extends Algebra<T>> T value(List<T> x) {
            return value(x.get(0), x.get(1));
        }

        @Override
        <T extends Algebra<T>> T da(T y, T a, T b);

        @Override
        <T extends Algebra<T>> T db(T y, T a, T b);
    }

    /// A primitive given by a Java function of one double, for mathematics the algebra lacks.
    interface Function1 extends Primitive1, DoubleUnaryOperator {
        @Override
        default Loop loop() {
            return Loop.of(name(), (DoubleUnaryOperator) this);
        }
    }

    /// A primitive given by a Java function of two doubles, for mathematics the algebra lacks.
    interface Function2 extends Primitive2, DoubleBinaryOperator {
        @Override
        default Loop loop() {
            return Loop.of(name(), (DoubleBinaryOperator) this);
        }
    }
}

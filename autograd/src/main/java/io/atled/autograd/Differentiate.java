package io.atled.autograd;

import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Derivatives of functions as functions, to be nested to any order.
///
/// The argument is a [Tensor], or a record (or list) of tensors, records and so on; what comes out
/// has the same form. Tensors that the function merely captures stay differentiable too.
///
/// ```java
/// var slope = Differentiate.grad((Tensor x) -> x.pow(3).sum());
/// var curvature = Differentiate.grad((Tensor x) -> slope.apply(x).sum());
/// ```
public final class Differentiate {
    private Differentiate() {}

    /// A value with the gradient by the argument.
    ///
    /// @param value the single number
    /// @param gradient in the form of the argument
    public record ValueAndGrad<P>(Tensor value, P gradient) {}

    /// A value with its tangent.
    ///
    /// @param value the value
    /// @param tangent its change along the given direction, of the same shape
    public record ValueAndTangent(Tensor value, Tensor tangent) {}

    /// A value with its pullback.
    ///
    /// @param value the value
    /// @param pullback from a cotangent of the value to one of the argument; may be called often
    public record ValueAndPullback<P>(Tensor value, Function<Tensor, P> pullback) {}

    /// The gradient of `f`, which must give a single number.
    ///
    /// @throws GradientError (when applied) if `f` gives more than one number
    public static <P> Function<P, P> grad(Function<? super P, Tensor> f) {
        Function<P, ValueAndGrad<P>> both = valueAndGrad(f);
        return x -> both.apply(x).gradient();
    }

    /// The value and gradient of `f`, which must give a single number.
    public static <P> Function<P, ValueAndGrad<P>> valueAndGrad(Function<? super P, Tensor> f) {
        return x -> {
            var traced = Traced.of(f, x);
            Tensor one = Tensor.full(traced.y.dtype(), traced.y.shape(), 1);
            if (traced.y.size() != 1) {
                throw new GradientError("grad: the function must give a single number, got shape "
                        + traced.y.shape() + "; reduce it (sum, mean), or use vjp or jacobian");
            }
            return new ValueAndGrad<>(traced.value(), traced.pull(one));
        };
    }

    /// The value of `f` at `x` and its vector-Jacobian product, for any number of cotangents.
    public static <P> ValueAndPullback<P> vjp(Function<? super P, Tensor> f, P x) {
        var traced = Traced.of(f, x);
        return new ValueAndPullback<>(traced.value(), traced::pull);
    }

    /// The value of `f` at `x` and its Jacobian-vector product along `dx`: forward mode.
    ///
    /// @throws ShapeMismatch if `dx` has not the form and shapes of `x`
    public static <P> ValueAndTangent jvp(Function<? super P, Tensor> f, P x, P dx) {
        var traced = Traced.of(f, x);
        return new ValueAndTangent(traced.value(), traced.push(dx));
    }

    /// The Jacobian of `f`: element `(i…, j…)` is ∂f(x)ᵢ/∂xⱼ. One pullback for each element of the
    /// result. **Shape** f: x → y gives `y.shape + x.shape`
    public static Function<Tensor, Tensor> jacobian(Function<Tensor, Tensor> f) {
        return x -> {
            var traced = Traced.of(f, x);
            Tensor y = traced.y;
            Shape shape = y.shape().concat(x.shape());
            var rows = new ArrayList<Tensor>();
            for (int i = 0; i < y.size(); i++) {
                double[] unit = new double[y.size()];
                unit[i] = 1;
                Tensor seed = Tensor.of(y.shape(), unit).to(y.dtype());
                rows.add(traced.pull(seed));
            }
            return rows.isEmpty() ? Tensor.zeros(x.dtype(), shape)
                    : Tensor.stack(0, rows).reshape(shape);
        };
    }

    /// The Hessian of `f`, which must give a single number. **Shape** `x.shape + x.shape`
    public static Function<Tensor, Tensor> hessian(Function<Tensor, Tensor> f) {
        return jacobian(grad(f));
    }

    /// The product of the Hessian of `f` at `x` with `v`, forward over reverse: the cost of a few
    /// gradients, whatever the size of `x`.
    public static Tensor hvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
        return jvp(grad(f), x, v).tangent();
    }

    /// One run of a function with its argument made traceable.
    private record Traced<P>(P argument, List<String> paths, List<Tensor> leaves, Tensor y,
            boolean outward) {
        static <P> Traced<P> of(Function<? super P, Tensor> f, P x) {
            var paths = new ArrayList<String>();
            var leaves = new ArrayList<Tensor>();
            P argument = Tree.map(x, Tensor.class, (path, t) -> {
                paths.add(path);
                Tensor leaf = t.dtype().isFloat() ? fresh(t) : t;
                leaves.add(leaf);
                return leaf;
            });
            if (leaves.isEmpty()) {
                throw new IllegalArgumentException("differentiate: there is no tensor in the"
                        + " argument, a " + x.getClass().getSimpleName()
                        + "; give a tensor, or records, lists or maps of tensors");
            }
            Tensor y = Recording.on(() -> f.apply(argument));
            if (!y.dtype().isFloat()) {
                throw new GradientError("differentiate: the function gives " + y.dtype() + " "
                        + y.shape() + ", which has no derivatives; it must compute F32 or F64");
            }
            return new Traced<>(argument, paths, leaves, y, reachesOut(y, leaves));
        }

        /// A node of its own for `t`; what is computed stays connected to `t` if that asks.
        private static Tensor fresh(Tensor t) {
            return t.requiresGrad() && Recording.isOn() ? Tensor.apply(new Views.Alias(), t)
                    : t.variable();
        }

        /// The value, without the nodes that serve this differentiation alone.
        Tensor value() {
            return Recording.isOn() && outward ? y : y.detach();
        }

        /// Whether something outside asks for derivatives of what is computed here.
        private static boolean reachesOut(Tensor y, List<Tensor> leaves) {
            if (!y.requiresGrad()) {
                return false;
            }
            var own = new Numbering();
            long oldest = Long.MAX_VALUE;
            for (Tensor leaf : leaves) {
                if (leaf.requiresGrad()) {
                    own.add(leaf);
                    oldest = Math.min(oldest, leaf.serial());
                }
            }
            Order order = Order.from(y, oldest);
            boolean out = order.reachesOlder();
            for (int v = 0; v < order.size() && !out; v++) {
                out = order.node(v).isLeaf() && own.of(order.node(v)) < 0;
            }
            return out;
        }

        P pull(Tensor dy) {
            if (!dependent()) {
                sameKind("vjp: the cotangent", y, dy);
                return map((i, t) -> Tensor.zeros(t.dtype(), t.shape()));
            }
            Backward back = Backward.from(y).seed(dy)
                    .only(leaves.stream().filter(Tensor::requiresGrad).toList());
            boolean record = Recording.isOn() && (outward || dy.requiresGrad());
            Gradients g = (record ? back.recorded() : back).run();
            return map((i, t) -> g.reaches(leaves.get(i)) ? g.get(leaves.get(i))
                    : Tensor.zeros(t.dtype(), t.shape()));
        }

        private P map(BiFunction<Integer, Tensor, Tensor> each) {
            int[] next = {0};
            return Tree.map(argument, Tensor.class, (path, t) -> each.apply(next[0]++, t));
        }

        /// Whether the value depends on the argument at all.
        ///
        /// @throws GradientError if it did, but was computed without recording
        private boolean dependent() {
            if (y.cut() == Tensor.Cut.RECORDING_OFF) {
                throw new GradientError("differentiate: " + Explanation.unrecorded(y));
            }
            return y.requiresGrad();
        }

        Tensor push(P dx) {
            Map<String, Tensor> directions = Tree.leaves(dx, Tensor.class);
            if (!directions.keySet().equals(Set.copyOf(paths))) {
                throw new ShapeMismatch("jvp: the direction must have the form of the argument,"
                        + " with tensors at " + paths + ", got " + directions.keySet());
            }
            var moved = new IdentityHashMap<Tensor, Tensor>();
            for (int i = 0; i < leaves.size(); i++) {
                Tensor d = Objects.requireNonNull(directions.get(paths.get(i)));
                sameKind("jvp: the direction" + (paths.get(i).isEmpty() ? "" : " " + paths.get(i)),
                        leaves.get(i), d);
                if (leaves.get(i).requiresGrad()) {
                    moved.put(leaves.get(i), d);
                }
            }
            if (!dependent()) {
                return Tensor.zeros(y.dtype(), y.shape());
            }
            boolean record = Recording.isOn()
                    && (outward || directions.values().stream().anyMatch(Tensor::requiresGrad));
            return record ? Forward.push(y, moved) : Recording.off(() -> Forward.push(y, moved));
        }
    }

    private static void sameKind(String what, Tensor wanted, Tensor got) {
        if (!got.shape().equals(wanted.shape())) {
            throw new ShapeMismatch(what + " must have the shape " + wanted.shape() + ", got "
                    + got.shape() + "; give one number for each element");
        }
        if (got.dtype() != wanted.dtype()) {
            throw new DTypeMismatch(what + " must be " + wanted.dtype() + ", got " + got.dtype()
                    + "; convert it with to(DType." + wanted.dtype() + ")");
        }
    }
}

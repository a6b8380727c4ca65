package io.atled.autograd;

import com.google.common.collect.Lists;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The kind of operations with a structure of their own: to tools, a wall.
///
/// The value and the vector-Jacobian product are enough; forward mode follows from them.
public non-sealed interface Custom extends Op {
    /// The transpose of the transpose: `vjp` is linear in its cotangent `u`, so the gradient by `u`
    /// of ⟨vjp(u), dx⟩ is the Jacobian-vector product.
    @Override
    default Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
        return Tangents.sum(name(), dx, (i, d) -> Tangents.transposed(this, i, d, y, x));
    }

    /// Applies an operation given by two functions, for what is used once: `value` in any verbs,
    /// recorded as one operation, and `vjp`, from the cotangent, the result and the inputs to one
    /// cotangent for each input, in differentiable verbs.
    ///
    /// ```java
    /// Tensor cubes = Custom.apply("cube", in -> in.get(0).pow(3),
    ///         (dy, y, in) -> List.of(dy.mul(in.get(0).square().mul(3))), x);
    /// ```
    static Tensor apply(String name, Function<List<Tensor>, Tensor> value, Cotangents vjp,
            Tensor... x) {
        var inputs = List.of(x);
        Recording.Scope scope = Recording.scope();
        Tensor y = scope.unseen(() -> Recording.off(() -> value.apply(inputs)));
        return Tensor.record(scope, new Light(name, y.shape(), y.dtype(), value, vjp), y, inputs);
    }

    /// The cotangents of all inputs of an operation.
    @FunctionalInterface
    interface Cotangents {
        /// One cotangent for each of `x`, for the cotangent `dy` of the result `y`.
        List<Tensor> pull(Tensor dy, Tensor y, List<Tensor> x);
    }

    /// See [#apply(String, Function, Cotangents, Tensor...)].
    ///
    /// @param name what it is called
    /// @param shape the shape of its result
    /// @param dtype the element type of its result
    /// @param value computes the result
    /// @param cotangents pulls a cotangent back
    record Light(String name, Shape shape, DType dtype, Function<List<Tensor>, Tensor> value,
            Cotangents cotangents) implements Custom {
        @Override
        public Shape infer(List<Shape> shapes) {
            return shape;
        }

        @Override
        public DType inferType(List<DType> types) {
            return dtype;
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return value.apply(x);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return vjps(List.of(i), dy, y, x).getFirst();
        }

        @Override
        public List<Tensor> vjps(List<Integer> asked, Tensor dy, Tensor y, List<Tensor> x) {
            List<Tensor> dx = cotangents.pull(dy, y, x);
            if (dx.size() != x.size()) {
                throw new GradientError(name + ": the vjp gave " + dx.size() + " cotangents for "
                        + x.size() + " inputs; give one for each, in their order");
            }
            return Lists.transform(asked, dx::get);
        }
    }
}

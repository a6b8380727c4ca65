package io.atled.autograd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the forward modes of several kinds share.
final class Tangents {
    private Tangents() {}

    /// The tangent of the only input.
    static Tensor only(String op, List<@Nullable Tensor> dx) {
        return present(op, dx.getFirst());
    }

    /// `d`, if it fits to be the tangent of the result `y`.
    ///
    /// @throws GradientError if it has another shape or element type
    static Tensor fitting(Op op, Tensor d, Tensor y) {
        if (!d.shape().equals(y.shape()) || d.dtype() != y.dtype()) {
            throw new GradientError(op.name() + ": the jvp must give " + y.dtype() + " " + y.shape()
                    + " like the result, got " + d.dtype() + " " + d.shape()
                    + "; correct the operation");
        }
        return d;
    }

    static Tensor present(String op, @Nullable Tensor d) {
        if (d == null) {
            throw new IllegalArgumentException(op + ": jvp needs a tangent of an input, got none;"
                    + " give at least one");
        }
        return d;
    }

    /// ∂y/∂xᵢ · d from the vjp alone, which is linear in its cotangent `u`: the cotangent of `u`
    /// in ⟨vjp(u), d⟩.
    static Tensor transposed(Op op, int i, Tensor d, Tensor y, List<Tensor> x) {
        Tensor u = Tensor.zeros(y.dtype(), y.shape()).variable();
        boolean again = Recording.isOn();           // else y and x need not drag their graph along
        Tensor value = again ? y : y.detach();
        List<Tensor> at = again ? x : x.stream().map(Tensor::detach).toList();
        Tensor pulled = Recording.on(() -> op.vjp(i, u, value, at));
        if (!pulled.requiresGrad()) {
            return Tensor.zeros(y.dtype(), y.shape());          // the vjp does not depend on u
        }
        Backward back = Backward.from(pulled).seed(d).only(List.of(u));
        Gradients gradients = (again ? back.recorded() : back).run();
        return gradients.reaches(u) ? gradients.get(u) : Tensor.zeros(y.dtype(), y.shape());
    }
}

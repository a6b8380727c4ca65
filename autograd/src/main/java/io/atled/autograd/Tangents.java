package io.atled.autograd;

import java.util.ArrayList;
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

    private static Tensor present(String op, @Nullable Tensor d) {
        if (d == null) {
            throw new IllegalArgumentException(op + ": jvp needs a tangent of an input, got none;"
                    + " give at least one");
        }
        return d;
    }

    /// ∂y/∂xᵢ · d, for one input.
    interface Term {
        Tensor of(int i, Tensor d);
    }

    /// Σᵢ ∂y/∂xᵢ · dxᵢ over the inputs that have a tangent.
    static Tensor sum(String op, List<@Nullable Tensor> dx, Term term) {
        Tensor dy = null;
        for (int i = 0; i < dx.size(); i++) {
            Tensor d = dx.get(i);
            if (d != null) {
                Tensor own = term.of(i, d);
                dy = dy == null ? own : dy.add(own);
            }
        }
        return present(op, dy);
    }

    /// ∂y/∂xᵢ · d of an operation that is linear in `x[i]`.
    static Tensor linear(Op op, int i, Tensor d, List<Tensor> x) {
        var moved = new ArrayList<>(x);
        moved.set(i, d);
        return Tensor.apply(op, moved);
    }

    /// ∂y/∂xᵢ · d from the vjp alone, which is linear in its cotangent `u`: the cotangent of `u`
    /// in ⟨vjp(u), d⟩.
    static Tensor transposed(Op op, int i, Tensor d, Tensor y, List<Tensor> x) {
        Tensor u = Tensor.zeros(y.dtype(), y.shape()).variable();
        boolean again = Recording.isOn();           // else y and x need not drag their graph along
        Tensor value = again ? y : y.detach();
        List<Tensor> at = again ? x : x.stream().map(Tensor::detach).toList();
        return Backward.through(Recording.on(() -> op.vjp(i, u, value, at)), d, u);
    }
}

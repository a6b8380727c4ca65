package io.atled.autograd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Is shown what is computed in a scope ([Recording#watching]), on the thread that computes it and
/// as soon as it is: for tools that ask where in a program something was computed, or went wrong.
///
/// Shown are the operations of the program, not those that the value of an operation is made of.
/// What a watcher throws ends the computation.
public interface Watcher {
    /// `op` gave `y` for `x`; `y` has an origin if it was recorded.
    default void applied(Op op, List<Tensor> x, Tensor y) {}

    /// A traversal begins that passes the tensors of `graph`, inputs before what is computed
    /// from them; some may have been recorded before the scope.
    default void traversing(List<Tensor> graph) {}

    /// Reverse mode pulled `dy`, the cotangent of `y`, back to `dx`, the cotangent of its input
    /// number `i`.
    default void pulled(Tensor y, int i, Tensor dy, Tensor dx) {}

    /// Reverse mode added up two cotangents of `x`, which is used in several places.
    default void added(Tensor x, Tensor a, Tensor b, Tensor sum) {}

    /// Forward mode pushed `dx`, the tangents of the inputs of `y` that move, to `dy`.
    default void pushed(Tensor y, List<@Nullable Tensor> dx, Tensor dy) {}

    /// Who is shown what the derivative rule of the operation of `y` computes: this watcher, unless
    /// it cares for results of rules only.
    default Watcher inside(Tensor y) {
        return this;
    }
}

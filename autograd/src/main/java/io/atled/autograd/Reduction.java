package io.atled.autograd;

import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kind of operations that make one number of all elements along some axes.
///
/// One rule serves both directions: how a change of each element, taken alone, changes its result.
/// Reverse mode spreads `dy` over the axes and weighs it; forward mode weighs `dx` and sums.
public non-sealed interface Reduction extends Op {
    /// The axes that are reduced.
    Axes axes();

    /// `d · ∂y/∂x` element by element, for `d` of the shape of `x`; `y` keeps the reduced axes
    /// with size 1, so that it broadcasts against `x`.
    Tensor weigh(Tensor d, Tensor y, Tensor x);

    @Override
    default int arity() {
        return 1;
    }

    @Override
    default Shape infer(List<Shape> shapes) {
        return axes().reduce(name(), shapes.getFirst());
    }

    @Override
    default Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
        Shape full = x.getFirst().shape();
        Shape kept = axes().reduceKept(name(), full);
        return weigh(dy.reshape(kept).expand(full), y.reshape(kept), x.getFirst());
    }

    @Override
    default Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
        Tensor d = Tangents.only(name(), dx);
        Shape kept = axes().reduceKept(name(), x.getFirst().shape());
        return weigh(d, y.reshape(kept), x.getFirst()).sum(axes());
    }
}

package io.atled.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value with its tangent, over any reader of the [Algebra]: forward-mode differentiation.
///
/// A composite operation that says no derivative gets it from here: its value, run on duals.
///
/// @param <T> the reader underneath
/// @param value the value
/// @param tangent its derivative, or `null` where it does not move
public record Dual<T extends Algebra<T>>(T value, @Nullable T tangent)
        implements Algebra<Dual<T>> {
    /// The partial derivative of `op` by `x[i]`.
    static <T extends Algebra<T>> T derivative(Pointwise op, int i, List<T> x) {
        var duals = new ArrayList<Dual<T>>(x.size());
        for (int k = 0; k < x.size(); k++) {
            duals.add(new Dual<>(x.get(k), k == i ? x.get(k).constant(1) : null));
        }
        T tangent = op.value(List.copyOf(duals)).tangent;
        return tangent == null ? x.get(i).constant(0) : tangent;
    }

    @Override
    public Dual<T> self() {
        return this;
    }

    @Override
    public Dual<T> constant(double c) {
        return new Dual<>(value.constant(c), null);
    }

    @Override
    public Dual<T> pointwise(Pointwise op, List<Dual<T>> operands) {
        List<T> x = operands.stream().map(Dual::value).toList();
        T y = x.getFirst().pointwise(op, x);
        T dy = null;
        for (int i = 0; i < x.size(); i++) {
            T dx = operands.get(i).tangent;
            if (dx != null) {
                T term = op.weigh(i, dx, y, x);
                dy = dy == null ? term : dy.add(term);
            }
        }
        return new Dual<>(y, dy);
    }
}

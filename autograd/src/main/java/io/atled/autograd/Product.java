package io.atled.autograd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kind of operations that are linear in each of two inputs: matrix products and their kin.
public non-sealed interface Product extends Op {
    @Override
    default int arity() {
        return 2;
    }

    /// The product rule: dy = da·b + a·db.
    @Override
    default Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
        return Tangents.sum(name(), dx, (i, d) -> Tangents.linear(this, i, d, x));
    }
}

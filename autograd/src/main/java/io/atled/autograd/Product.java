package io.atled.autograd;

import java.util.ArrayList;
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
        Tensor dy = null;
        for (int i = 0; i < x.size(); i++) {
            Tensor d = dx.get(i);
            if (d != null) {
                var moved = new ArrayList<>(x);
                moved.set(i, d);
                Tensor term = Tensor.apply(this, moved);
                dy = dy == null ? term : dy.add(term);
            }
        }
        return Tangents.present(name(), dy);
    }
}

package io.atled.autograd;

import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kind of operations that pick, place or join elements, at places that indices or attributes
/// name. They are linear in their floating-point inputs; indices and masks do not move.
public non-sealed interface Indexing extends Op {
    @Override
    default DType inferType(List<DType> types) {
        return types.getFirst();
    }

    /// Linear: the tangents go the way of the values, zeros where an input does not move.
    @Override
    default Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
        var moved = new ArrayList<Tensor>();
        for (int i = 0; i < x.size(); i++) {
            Tensor d = dx.get(i);
            Tensor own = x.get(i);
            boolean still = d == null && own.dtype().isFloat();
            moved.add(d != null ? d : still ? Tensor.zeros(own.dtype(), own.shape()) : own);
        }
        return Tensor.apply(this, moved);
    }
}

package io.atled.autograd;

import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kind of operations that see the same elements in another order or another shape.
///
/// Most cost nothing: a new [Layout] over the same storage. They take every element type and are
/// linear, so that the tangent goes the way of the value.
public non-sealed interface View extends Op {
    /// Where the result finds its elements, given where the input has them.
    ///
    /// @throws io.atled.autograd.shape.ShapeMismatch if the operation does not take the shape
    Layout view(Layout x);

    @Override
    default int arity() {
        return 1;
    }

    @Override
    default Shape infer(List<Shape> shapes) {
        return view(Layout.of(shapes.getFirst())).shape();
    }

    @Override
    default DType inferType(List<DType> types) {
        return types.getFirst();
    }

    @Override
    default Tensor run(List<Tensor> x) {
        NdArray array = x.getFirst().array();
        return Tensor.wrap(array.view(view(array.layout())));
    }

    @Override
    default Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
        return Tensor.apply(this, Tangents.only(name(), dx));
    }
}

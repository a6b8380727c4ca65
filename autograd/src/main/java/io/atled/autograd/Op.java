package io.atled.autograd;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation as data: a record whose components are its attributes.
///
/// Sealed by kind, the few structures that tools must know; open by operation, since every kind
/// is open and anyone may add a record. Everything enters the graph by [Tensor#apply].
public sealed interface Op permits Pointwise, Reduction, View, Product, Indexing, Custom {
    /// What the operation is called in messages and drawings: the record's name in lower case.
    default String name() {
        return Names.of(getClass());
    }

    /// How many inputs the operation takes; −1 if that is for [#infer(List)] to say.
    default int arity() {
        return -1;
    }

    /// The shape of the result; reads no values.
    ///
    /// @throws io.atled.autograd.shape.ShapeMismatch if the operation does not take `shapes`
    Shape infer(List<Shape> shapes);

    /// The type of the result: by default the floating-point type that all inputs share.
    ///
    /// @throws io.atled.autograd.shape.DTypeMismatch if the operation does not take `types`
    default DType inferType(List<DType> types) {
        DType first = types.getFirst();
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) != first || !first.isFloat()) {
                return DType.common(name(), types);         // throws: names are for messages only
            }
        }
        return first;
    }

    /// The value. What is recorded while it runs is dropped: the graph sees one operation.
    Tensor run(List<Tensor> x);

    /// The cotangent of `x[i]` for the cotangent `dy` of the result `y`, in differentiable verbs.
    ///
    /// It has the shape of `x[i]`, is linear in `dy`, and is asked only of floating-point inputs
    /// that need it.
    Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x);

    /// The cotangents of the inputs whose numbers are `asked`, in that order: [#vjp] of each,
    /// unless the operation computes several of them cheaper together.
    default List<Tensor> vjps(List<Integer> asked, Tensor dy, Tensor y, List<Tensor> x) {
        var dx = new ArrayList<Tensor>(asked.size());
        for (int i : asked) {
            dx.add(vjp(i, dy, y, x));
        }
        return dx;
    }

    /// The tangent of the result `y` for tangents `dx` of the inputs, in differentiable verbs.
    ///
    /// `dx[i]` is `null` where the input does not move; at least one does.
    Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x);
}

package io.atled.autograd;

import com.google.common.primitives.Ints;
import io.atled.autograd.kernel.Picks;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.stream.IntStream;

/// Picking elements by index and adding to them: each verb beside the record that defines it.
///
/// Indices are I32, counted from 0; one out of range is an error that says which.
public sealed interface Selections permits Tensor {
    /// This tensor.
    Tensor self();

    /// For each element of `index` the element of this at the same place, but number `index` along
    /// `axis`. **Shape** that of `index`, which may not exceed this along other axes
    /// **Derivative** dy added up where it was picked.
    ///
    /// @throws IndexOutOfBoundsException if an index is out of range
    default Tensor gather(int axis, Tensor index) {
        return Tensor.apply(new Gather(self().shape().axis("gather", axis)), self(), index);
    }

    /// See [#gather(int, Tensor)].
    ///
    /// @param axis along which axis, counted from 0
    record Gather(int axis) implements Indexing {
        /// Checks the attributes.
        public Gather {
            Attributes.atLeast(0, "gather", "axis", axis);
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            checkIndexShape(name(), axis, shapes.get(0), shapes.get(1));
            return shapes.get(1);
        }

        @Override
        public DType inferType(List<DType> types) {
            return indexed(name(), types.get(0), types.get(1));
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Picks.gather(x.get(0).array(), axis, x.get(1).array()));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            Tensor zeros = Tensor.full(dy.dtype(), x.get(0).shape(), 0);
            return zeros.scatterAdd(axis, x.get(1), dy);
        }
    }

    /// This with each element of `source` added at the same place, but number `index` along
    /// `axis`. **Shape** that of this; `source` has the shape of `index`
    /// **Derivative** dy to this, dy picked at `index` to `source`.
    /// **Stability** added one after another in the type: more than 2²⁴ ones at one place stay at
    /// 2²⁴ in F32; the same holds for gradients of gather and indexSelect.
    ///
    /// @throws IndexOutOfBoundsException if an index is out of range
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        int counted = self().shape().axis("scatterAdd", axis);
        return Tensor.apply(new ScatterAdd(counted), self(), index, source);
    }

    /// See [#scatterAdd(int, Tensor, Tensor)].
    ///
    /// @param axis along which axis, counted from 0
    record ScatterAdd(int axis) implements Indexing {
        /// Checks the attributes.
        public ScatterAdd {
            Attributes.atLeast(0, "scatterAdd", "axis", axis);
        }

        @Override
        public int arity() {
            return 3;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            checkIndexShape(name(), axis, shapes.get(0), shapes.get(1));
            if (!shapes.get(1).equals(shapes.get(2))) {
                throw new ShapeMismatch("scatterAdd: index and source must have one shape, got "
                        + shapes.get(1) + " and " + shapes.get(2));
            }
            return shapes.get(0);
        }

        @Override
        public DType inferType(List<DType> types) {
            indexed(name(), types.get(0), types.get(1));
            return DType.common(name(), List.of(types.get(0), types.get(2)));
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Picks.scatterAdd(x.get(0).array(), axis, x.get(1).array(),
                    x.get(2).array()));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return i == 0 ? dy : dy.gather(axis, x.get(1));
        }
    }

    /// The slices of this along `axis` with the numbers in the vector `index`.
    /// **Shape** this with `index.size()` along `axis` **Derivative** dy added up by slice.
    ///
    /// @throws IndexOutOfBoundsException if an index is out of range
    default Tensor indexSelect(int axis, Tensor index) {
        int counted = self().shape().axis("indexSelect", axis);
        return Tensor.apply(new IndexSelect(counted), self(), index);
    }

    /// See [#indexSelect(int, Tensor)].
    ///
    /// @param axis along which axis, counted from 0
    record IndexSelect(int axis) implements Indexing {
        /// Checks the attributes.
        public IndexSelect {
            Attributes.atLeast(0, "indexSelect", "axis", axis);
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            checkVector(name(), shapes.get(1));
            Shape x = shapes.get(0);
            return x.with(x.axis(name(), axis), shapes.get(1).size());
        }

        @Override
        public DType inferType(List<DType> types) {
            return indexed(name(), types.get(0), types.get(1));
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Picks.select(x.get(0).array(), axis, x.get(1).array()));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            Tensor zeros = Tensor.full(dy.dtype(), x.get(0).shape(), 0);
            return zeros.indexAdd(axis, x.get(1), dy);
        }
    }

    /// This with the slices of `source` along `axis` added to those with the numbers in the vector
    /// `index`. **Derivative** dy to this, its slices at `index` to `source`.
    ///
    /// @throws IndexOutOfBoundsException if an index is out of range
    default Tensor indexAdd(int axis, Tensor index, Tensor source) {
        int counted = self().shape().axis("indexAdd", axis);
        return Tensor.apply(new IndexAdd(counted), self(), index, source);
    }

    /// See [#indexAdd(int, Tensor, Tensor)].
    ///
    /// @param axis along which axis, counted from 0
    record IndexAdd(int axis) implements Indexing {
        /// Checks the attributes.
        public IndexAdd {
            Attributes.atLeast(0, "indexAdd", "axis", axis);
        }

        @Override
        public int arity() {
            return 3;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            checkVector(name(), shapes.get(1));
            Shape x = shapes.get(0);
            Shape expected = x.with(x.axis(name(), axis), shapes.get(1).size());
            if (!shapes.get(2).equals(expected)) {
                throw new ShapeMismatch("indexAdd: for " + shapes.get(1).size() + " indices along"
                        + " axis " + axis + " of " + x + " the source must be " + expected
                        + ", got " + shapes.get(2));
            }
            return x;
        }

        @Override
        public DType inferType(List<DType> types) {
            indexed(name(), types.get(0), types.get(1));
            return DType.common(name(), List.of(types.get(0), types.get(2)));
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Picks.selectAdd(x.get(0).array(), axis, x.get(1).array(),
                    x.get(2).array()));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return i == 0 ? dy : dy.indexSelect(axis, x.get(1));
        }
    }

    /// This with `value` where `mask` is true, broadcasting. **Derivative** dy where it is false.
    default Tensor maskedFill(Tensor mask, double value) {
        return mask.where(self().constant(value), self());
    }

    /// The number of the largest element along `axis`, the first at ties; a NaN counts as largest.
    /// **Shape** `axis` goes away; I32, without derivative
    default Tensor argmax(int axis) {
        return Tensor.apply(new Argmax(self().shape().axis("argmax", axis)), self());
    }

    /// The number of the largest element in row-major order.
    default Tensor argmax() {
        return self().reshape(-1).argmax(0);
    }

    /// The number of the largest element among those of `axes` in row-major order; see
    /// [#argmax(int)]. **Shape** `axes` go away or are kept; I32, without derivative
    default Tensor argmax(Axes axes) {
        return numbered("argmax", axes).argmax(-1).reshape(axes.reduce("argmax", self().shape()));
    }

    /// See [#argmax(int)].
    ///
    /// @param axis along which axis, counted from 0
    record Argmax(int axis) implements Place {
        /// Checks the attributes.
        public Argmax {
            Attributes.atLeast(0, "argmax", "axis", axis);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Picks.argmax(x.getFirst().array(), axis));
        }
    }

    /// The number of the smallest element along `axis`, the first at ties; a NaN counts as
    /// smallest. **Shape** `axis` goes away; I32, without derivative
    default Tensor argmin(int axis) {
        return Tensor.apply(new Argmin(self().shape().axis("argmin", axis)), self());
    }

    /// The number of the smallest element in row-major order.
    default Tensor argmin() {
        return self().reshape(-1).argmin(0);
    }

    /// The number of the smallest element among those of `axes` in row-major order; see
    /// [#argmin(int)]. **Shape** `axes` go away or are kept; I32, without derivative
    default Tensor argmin(Axes axes) {
        return numbered("argmin", axes).argmin(-1).reshape(axes.reduce("argmin", self().shape()));
    }

    /// See [#argmin(int)].
    ///
    /// @param axis along which axis, counted from 0
    record Argmin(int axis) implements Place {
        /// Checks the attributes.
        public Argmin {
            Attributes.atLeast(0, "argmin", "axis", axis);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Picks.argmin(x.getFirst().array(), axis));
        }
    }

    /// The elements of `axes` along one axis, the last.
    private Tensor numbered(String op, Axes axes) {
        Shape shape = self().shape();
        boolean[] flags = axes.flags(op, shape);
        int[] rest = IntStream.range(0, flags.length).filter(k -> !flags[k]).toArray();
        int[] chosen = IntStream.range(0, flags.length).filter(k -> flags[k]).toArray();
        Tensor moved = self().permute(Ints.concat(rest, chosen));
        return moved.reshape(moved.shape().range(0, rest.length)
                .concat(Shape.of(axes.count(op, shape))));
    }

    /// What [Argmax] and [Argmin] share.
    interface Place extends Found {
        /// Along which axis, counted from 0.
        int axis();

        @Override
        default Shape infer(List<Shape> shapes) {
            Shape x = shapes.getFirst();
            if (x.get(x.axis(name(), axis())) == 0) {
                throw new ShapeMismatch(name() + ": axis " + axis() + " of " + x + " is empty;"
                        + " leave empty tensors out");
            }
            return x.without(axis());
        }
    }

    /// What operations share that say where in their input something stands: I32, without
    /// derivative.
    interface Found extends Indexing {
        @Override
        default int arity() {
            return 1;
        }

        @Override
        default DType inferType(List<DType> types) {
            DType.common(name(), types);
            return DType.I32;
        }

        @Override
        default Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            throw new GradientError(name() + ": whole numbers have no derivative");
        }
    }

    private static void checkVector(String op, Shape index) {
        if (index.rank() != 1) {
            throw new ShapeMismatch(op + ": the index must be a vector, got shape " + index
                    + "; flatten it with reshape(-1)");
        }
    }

    private static void checkIndexShape(String op, int axis, Shape x, Shape index) {
        x.axis(op, axis);
        boolean fits = x.rank() == index.rank();
        for (int a = 0; fits && a < x.rank(); a++) {
            fits = a == axis || index.get(a) <= x.get(a);
        }
        if (!fits) {
            throw new ShapeMismatch(op + ": the index must have as many axes as " + x
                    + " and be no larger than it off axis " + axis + ", got " + index
                    + "; add axes with unsqueeze, or take whole rows with indexSelect");
        }
    }

    private static DType indexed(String op, DType x, DType index) {
        if (index != DType.I32) {
            throw new DTypeMismatch(op + ": the index must be I32, got " + index
                    + "; convert it with to(DType.I32)");
        }
        return x;
    }
}

package io.atled.autograd;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The same elements in other shapes and orders: each verb beside the record that defines it.
///
/// Views share storage, which is safe because tensors do not change.
public sealed interface Views permits Tensor {
    /// This tensor.
    Tensor self();

    /// The same elements in row-major order under another shape; one size may be −1 and is worked
    /// out. **Derivative** dy in the old shape.
    ///
    /// @throws ShapeMismatch if the numbers of elements differ
    default Tensor reshape(int... sizes) {
        return reshape(resolved(self().shape(), sizes));
    }

    /// The same elements in row-major order under another shape.
    default Tensor reshape(Shape shape) {
        return shape.equals(self().shape()) ? self()
                : Tensor.apply(new Reshape(shape), self());
    }

    /// See [#reshape(Shape)].
    ///
    /// @param shape the new shape
    record Reshape(Shape shape) implements View {
        @Override
        public Shape infer(List<Shape> shapes) {
            check(shapes.getFirst());
            return shape;
        }

        private void check(Shape x) {
            if (x.size() != shape.size()) {
                throw new ShapeMismatch("reshape: " + x + " has " + x.size() + " elements, "
                        + shape + " has " + shape.size() + "; " + advice(x.size(), shape));
            }
        }

        /// The wanted shape with one size left open, if that can be worked out.
        private static String advice(int size, Shape wanted) {
            for (int axis = 0; axis < wanted.rank() && wanted.size() > 0; axis++) {
                int others = wanted.size() / wanted.get(axis);
                if (size % others == 0) {
                    int[] open = wanted.toArray();
                    open[axis] = -1;
                    return "reshape(" + Ints.join(", ", open) + ") would give "
                            + wanted.with(axis, size / others);
                }
            }
            return "its sizes must multiply to " + size;
        }

        @Override
        public Layout view(Layout x) {
            return x.reshape(shape).orElseThrow();
        }

        /// Copies where strides cannot express the new shape.
        @Override
        public Tensor run(List<Tensor> x) {
            NdArray a = x.getFirst().array();
            check(a.shape());
            return Tensor.wrap(a.layout().reshape(shape).map(a::view)
                    .orElseGet(() -> a.contiguous().view(view(Layout.of(a.shape())))));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.reshape(x.getFirst().shape());
        }
    }

    private static Shape resolved(Shape shape, int[] sizes) {
        int[] out = sizes.clone();
        int open = -1;
        int known = 1;
        for (int axis = 0; axis < out.length; axis++) {
            if (out[axis] == -1 && open < 0) {
                open = axis;
            } else {
                known *= out[axis];
            }
        }
        if (open >= 0) {
            if (known <= 0 || shape.size() % known != 0) {
                throw new ShapeMismatch("reshape: no size for -1 in " + Arrays.toString(sizes)
                        + " fits the " + shape.size() + " elements of " + shape
                        + "; leave one size open, and let the others divide " + shape.size());
            }
            out[open] = shape.size() / known;
        }
        return Shape.of(out);
    }

    /// The axes in another order: axis k of the result is axis `order[k]` of this.
    /// **Derivative** dy with the axes put back.
    ///
    /// @throws ShapeMismatch if `order` does not name each axis once
    default Tensor permute(int... order) {
        Shape shape = self().shape();
        int[] counted = order.clone();
        for (int k = 0; k < counted.length; k++) {
            counted[k] = shape.axis("permute", counted[k]);
        }
        return Tensor.apply(new Permute(ImmutableIntArray.copyOf(counted)), self());
    }

    /// This with its last two axes exchanged. **Shape** `(…,m,n) → (…,n,m)`
    ///
    /// @throws ShapeMismatch if there are fewer than two axes
    default Tensor transpose() {
        Shape shape = self().shape();
        if (shape.rank() < 2) {
            throw new ShapeMismatch("transpose: needs at least two axes, got shape " + shape
                    + "; use unsqueeze(0) to make a row of a vector");
        }
        return transpose(-2, -1);
    }

    /// This with two axes exchanged.
    default Tensor transpose(int a, int b) {
        Shape shape = self().shape();
        int[] order = new int[shape.rank()];
        Arrays.setAll(order, k -> k);
        int first = shape.axis("transpose", a);
        int second = shape.axis("transpose", b);
        order[first] = second;
        order[second] = first;
        return Tensor.apply(new Permute(ImmutableIntArray.copyOf(order)), self());
    }

    /// See [#permute(int...)].
    ///
    /// @param order the axes, in their new order
    record Permute(ImmutableIntArray order) implements View {
        @Override
        public Layout view(Layout x) {
            int rank = x.shape().rank();
            boolean each = order.length() == rank;
            for (int axis = 0; axis < rank && each; axis++) {
                each = order.contains(axis);
            }
            if (!each) {
                throw new ShapeMismatch("permute: " + order + " does not name each of the "
                        + rank + " axes of " + x.shape() + " once");
            }
            return x.permute(order.toArray());
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.permute(inverse(order.toArray()));
        }

        /// The order that undoes `order`.
        static int[] inverse(int[] order) {
            int[] back = new int[order.length];
            for (int k = 0; k < order.length; k++) {
                back[order[k]] = k;
            }
            return back;
        }
    }

    /// Broadcast to `sizes` without copying. **Derivative** dy summed over what was repeated.
    ///
    /// @throws ShapeMismatch if this does not broadcast to exactly `sizes`
    default Tensor expand(int... sizes) {
        return expand(Shape.of(sizes));
    }

    /// Broadcast to `shape` without copying.
    default Tensor expand(Shape shape) {
        return shape.equals(self().shape()) ? self() : Tensor.apply(new Expand(shape), self());
    }

    /// See [#expand(Shape)].
    ///
    /// @param shape what is broadcast to
    record Expand(Shape shape) implements View {
        @Override
        public Layout view(Layout x) {
            if (!x.shape().broadcastsTo(shape)) {
                throw new ShapeMismatch("expand: " + x.shape() + " does not broadcast to " + shape
                        + "; sizes must be equal or 1, aligned at the last axis");
            }
            return x.expand(shape);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.sumTo(x.getFirst().shape());
        }
    }

    /// Without the named axes, which must have size 1; without every axis of size 1 if none is
    /// named.
    ///
    /// @throws ShapeMismatch if a named axis has another size
    default Tensor squeeze(int... axes) {
        Shape shape = self().shape();
        boolean[] gone = new boolean[shape.rank()];
        for (int axis : axes) {
            int counted = shape.axis("squeeze", axis);
            if (shape.get(counted) != 1) {
                throw new ShapeMismatch("squeeze: axis " + axis + " of " + shape + " has size "
                        + shape.get(counted) + ", only axes of size 1 can go");
            }
            gone[counted] = true;
        }
        int[] left = IntStream.range(0, shape.rank())
                .filter(a -> axes.length == 0 ? shape.get(a) != 1 : !gone[a])
                .map(shape::get).toArray();
        return reshape(Shape.of(left));
    }

    /// With a new axis of size 1 before `axis`; −1 puts it last.
    default Tensor unsqueeze(int axis) {
        Shape shape = self().shape();
        int counted = axis < 0 ? axis + shape.rank() + 1 : axis;
        if (counted < 0 || counted > shape.rank()) {
            throw new ShapeMismatch("unsqueeze: axis " + axis + " is out of range for shape "
                    + shape + "; it must lie in " + (-shape.rank() - 1) + " … " + shape.rank());
        }
        return reshape(shape.inserting(counted, 1));
    }

    /// Along `axis`, the elements from `start` (included) to `stop` (excluded); negative numbers
    /// count from the end. **Derivative** dy amid zeros.
    ///
    /// @throws ShapeMismatch if the range does not lie in the axis
    default Tensor slice(int axis, int start, int stop) {
        return slice(axis, start, stop, 1);
    }

    /// Along `axis`, the elements from `start` to the end.
    ///
    /// @throws ShapeMismatch if `start` does not lie in the axis
    default Tensor slice(int axis, int start) {
        return slice(axis, start, self().shape().get(self().shape().axis("slice", axis)));
    }

    /// Along `axis`, every `step`-th element from `start` to `stop`.
    ///
    /// @throws ShapeMismatch if the range does not lie in the axis, or `step` is not positive
    default Tensor slice(int axis, int start, int stop, int step) {
        Shape shape = self().shape();
        int counted = shape.axis("slice", axis);
        int n = shape.get(counted);
        int from = start < 0 ? start + n : start;
        int to = stop < 0 ? stop + n : stop;
        if (step < 1 || from < 0 || to > n || from > to) {
            throw new ShapeMismatch("slice: " + start + " … " + stop + " by " + step
                    + " does not lie in axis " + axis + " of " + shape
                    + "; start ≤ stop within 0 … " + n + ", step ≥ 1 (flip to go backwards)");
        }
        int count = from == to ? 0 : (to - from - 1) / step + 1;
        return Tensor.apply(new Slice(counted, from, step, count), self());
    }

    /// The element number `index` along `axis`, which goes away. **Shape** one axis less
    default Tensor select(int axis, int index) {
        int counted = self().shape().axis("select", axis);
        int n = self().shape().get(counted);
        int i = index < 0 ? index + n : index;
        if (i < 0 || i >= n) {
            throw new ShapeMismatch("select: index " + index + " is out of range for axis " + axis
                    + " of " + self().shape() + ", which has " + n
                    + "; negative ones count from the end");
        }
        return slice(counted, i, i + 1).squeeze(counted);
    }

    /// The parts of these sizes along `axis`, one after another.
    ///
    /// @throws ShapeMismatch if the sizes do not add up to the axis
    default List<Tensor> split(int axis, int... sizes) {
        int n = self().shape().get(self().shape().axis("split", axis));
        if (IntStream.of(sizes).sum() != n || IntStream.of(sizes).anyMatch(s -> s < 0)) {
            throw new ShapeMismatch("split: sizes " + Arrays.toString(sizes)
                    + " do not add up to axis " + axis + " of " + self().shape()
                    + "; give sizes of at least 0 whose sum is " + n);
        }
        var parts = new ArrayList<Tensor>();
        int from = 0;
        for (int size : sizes) {
            parts.add(slice(axis, from, from + size));
            from += size;
        }
        return List.copyOf(parts);
    }

    /// See [#slice(int, int, int, int)].
    ///
    /// @param axis which axis, counted from 0
    /// @param start the first element
    /// @param step how far to the next
    /// @param count how many
    record Slice(int axis, int start, int step, int count) implements View {
        /// Checks the attributes.
        public Slice {
            Attributes.atLeast(0, "slice", "axis", axis);
            Attributes.atLeast(0, "slice", "start", start);
            Attributes.atLeast(1, "slice", "step", step);
            Attributes.atLeast(0, "slice", "count", count);
        }

        @Override
        public Layout view(Layout x) {
            int counted = x.shape().axis("slice", axis);
            if (count > 0 && start + (count - 1L) * step >= x.shape().get(counted)) {
                throw new ShapeMismatch("slice: element " + (start + (count - 1L) * step)
                        + " is not in axis " + axis + " of " + x.shape());
            }
            return x.slice(counted, start, step, count);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            int size = x.getFirst().shape().get(axis);
            return Tensor.apply(new Joins.Place(axis, size, start, step), dy);
        }
    }

    /// The elements in reverse order along `axes`, all if none is named. **Derivative** dy flipped.
    default Tensor flip(int... axes) {
        Tensor out = self();
        int[] all = axes.length == 0 ? IntStream.range(0, out.rank()).toArray() : axes;
        for (int axis : all) {
            out = Tensor.apply(new Flip(out.shape().axis("flip", axis)), out);
        }
        return out;
    }

    /// See [#flip(int...)].
    ///
    /// @param axis which axis, counted from 0
    record Flip(int axis) implements View {
        /// Checks the attributes.
        public Flip {
            Attributes.atLeast(0, "flip", "axis", axis);
        }

        @Override
        public Layout view(Layout x) {
            int n = x.shape().get(x.shape().axis("flip", axis));
            return x.slice(axis, Math.max(0, n - 1), -1, n);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.flip(axis);
        }
    }

    /// The same tensor as a node of its own: where [Differentiate] starts to look.
    record Alias() implements View {
        @Override
        public Layout view(Layout x) {
            return x;
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy;
        }
    }
}

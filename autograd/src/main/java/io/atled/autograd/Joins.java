package io.atled.autograd;

import io.atled.autograd.kernel.Picks;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;

/// Placing elements amid others and joining tensors: each verb beside the record that defines it.
public sealed interface Joins permits Tensor {
    /// This tensor.
    Tensor self();

    /// With `before` and `after` elements `value` added at the ends of `axis`.
    /// **Derivative** the part of dy in the middle.
    ///
    /// @throws ShapeMismatch if a width is negative
    default Tensor pad(int axis, int before, int after, double value) {
        Tensor x = self();
        int counted = x.shape().axis("pad", axis);
        if (before < 0 || after < 0) {
            throw new ShapeMismatch("pad: widths must be at least 0, got " + before + " and "
                    + after + "; slice takes elements away");
        }
        if (value == 0) {
            int size = Math.addExact(x.shape().get(counted), Math.addExact(before, after));
            return Tensor.apply(new Place(counted, size, before, 1), x);
        }
        return Tensor.concat(counted, List.of(
                Tensor.full(x.dtype(), x.shape().with(counted, before), value), x,
                Tensor.full(x.dtype(), x.shape().with(counted, after), value)));
    }

    /// With zeros added at the ends of `axis`.
    default Tensor pad(int axis, int before, int after) {
        return pad(axis, before, after, 0);
    }

    /// The input amid zeros along one axis: the adjoint of a slice.
    ///
    /// @param axis along which axis, counted from 0
    /// @param size the size of the result along the axis
    /// @param start where the first element goes
    /// @param step how far to the next
    record Place(int axis, int size, int start, int step) implements Indexing {
        /// Checks the attributes.
        public Place {
            Attributes.atLeast(0, "place", "axis", axis);
            Attributes.atLeast(0, "place", "size", size);
            Attributes.atLeast(0, "place", "start", start);
            Attributes.atLeast(1, "place", "step", step);
        }

        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape x = shapes.getFirst();
            int n = x.get(x.axis(name(), axis));
            if (n > 0 && start + (n - 1L) * step >= size) {
                throw new ShapeMismatch("place: " + n + " elements from " + start + " by " + step
                        + " do not fit into " + size + ", axis " + axis + " of " + x);
            }
            return x.with(axis, size);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Picks.place(x.getFirst().array(), axis, size, start, step));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            int n = x.getFirst().shape().get(axis);
            return Tensor.apply(new Views.Slice(axis, start, step, n), dy);
        }
    }

    /// See [Tensor#concat(int, List)].
    ///
    /// @param axis along which axis, counted from 0
    record Concat(int axis) implements Indexing {
        /// Checks the attributes.
        public Concat {
            Attributes.atLeast(0, "concat", "axis", axis);
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape first = shapes.getFirst();
            int counted = first.axis(name(), axis);
            long sum = 0;
            for (Shape shape : shapes) {
                if (shape.rank() != first.rank()
                        || !shape.without(counted).equals(first.without(counted))) {
                    throw new ShapeMismatch("concat: shapes may differ along axis " + axis
                            + " only, got " + shapes + "; slice, pad or expand the others");
                }
                sum += shape.get(counted);
            }
            if (sum > Integer.MAX_VALUE) {
                throw new ShapeMismatch("concat: axis " + axis + " would have " + sum
                        + " elements, more than 2^31 - 1");
            }
            return first.with(counted, (int) sum);
        }

        @Override
        public DType inferType(List<DType> types) {
            if (types.stream().distinct().count() > 1) {
                throw new DTypeMismatch("concat: mixes " + types + "; convert with to(DType."
                        + types.getFirst() + ")");
            }
            return types.getFirst();
        }

        @Override
        public Tensor run(List<Tensor> x) {
            Shape out = infer(x.stream().map(Tensor::shape).toList());
            return Tensor.wrap(Picks.concat(x.stream().map(Tensor::array).toList(), axis, out));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            int from = 0;
            for (Tensor earlier : x.subList(0, i)) {
                from += earlier.shape().get(axis);
            }
            return dy.slice(axis, from, from + x.get(i).shape().get(axis));
        }

        static Tensor of(int axis, List<Tensor> parts) {
            Shape first = first("concat", parts);
            return Tensor.apply(new Concat(first.axis("concat", axis)), parts);
        }

        static Tensor stack(int axis, List<Tensor> parts) {
            Shape first = first("stack", parts);
            for (Tensor part : parts) {
                if (!part.shape().equals(first)) {
                    throw new ShapeMismatch("stack: all shapes must be equal, got " + first
                            + " and " + part.shape() + "; concat joins along an axis that differs");
                }
            }
            int counted = first.inserting(0, 1).axis("stack", axis);
            return of(counted, parts.stream().map(part -> part.unsqueeze(counted)).toList());
        }

        private static Shape first(String op, List<Tensor> parts) {
            if (parts.isEmpty()) {
                throw new ShapeMismatch(op + ": needs at least one tensor, got an empty list");
            }
            return parts.getFirst().shape();
        }
    }
}

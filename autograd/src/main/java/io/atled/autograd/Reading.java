package io.atled.autograd;

import io.atled.autograd.kernel.Fold;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;

/// Getting numbers out of a tensor. Every array given out is a copy.
public sealed interface Reading permits Tensor {
    /// This tensor.
    Tensor self();

    /// The sizes.
    Shape shape();

    /// The element type.
    DType dtype();

    /// The number of axes.
    default int rank() {
        return shape().rank();
    }

    /// The number of elements.
    default int size() {
        return shape().size();
    }

    /// The only element, as a double.
    ///
    /// @throws ShapeMismatch if there are none or several
    default double item() {
        if (size() != 1) {
            throw new ShapeMismatch("item: needs exactly one element, got shape " + shape()
                    + "; reduce it first (sum, mean) or read one with get(…)");
        }
        return self().array().get(0);
    }

    /// The element at `index`, one number for each axis; negative ones count from the end.
    ///
    /// @throws IndexOutOfBoundsException if there is no such element
    default double get(int... index) {
        if (index.length != rank()) {
            throw new ShapeMismatch("get: needs one index for each axis of " + shape() + ", got "
                    + index.length + "; select(axis, index) takes less than a number");
        }
        int flat = 0;
        for (int axis = 0; axis < index.length; axis++) {
            int n = shape().get(axis);
            int i = index[axis] < 0 ? index[axis] + n : index[axis];
            if (i < 0 || i >= n) {
                throw new IndexOutOfBoundsException("get: index " + index[axis] + " at axis " + axis
                        + " is out of range for shape " + shape());
            }
            flat = flat * n + i;
        }
        return self().array().get(flat);
    }

    /// Whether no element is infinite or NaN.
    default boolean isFinite() {
        return !dtype().isFloat() || Fold.isFinite(self().array());
    }

    /// All elements in row-major order, as floats.
    default float[] toFloats() {
        return (float[]) self().array().toJava(DType.F32);
    }

    /// All elements in row-major order, as doubles.
    default double[] toDoubles() {
        return (double[]) self().array().toJava(DType.F64);
    }

    /// All elements in row-major order, as ints.
    ///
    /// @throws DTypeMismatch if the elements are floating point
    default int[] toInts() {
        if (dtype().isFloat()) {
            throw new DTypeMismatch("toInts: elements are " + dtype()
                    + "; convert them with to(DType.I32), which rounds towards zero");
        }
        return (int[]) self().array().toJava(DType.I32);
    }

    /// All elements of a mask in row-major order.
    ///
    /// @throws DTypeMismatch if the elements are not BOOL
    default boolean[] toBooleans() {
        if (dtype() != DType.BOOL) {
            throw new DTypeMismatch("toBooleans: elements are " + dtype()
                    + "; compare them first, as in x.greater(0)");
        }
        return (boolean[]) self().array().toJava(DType.BOOL);
    }

    /// A nested Java array of the wanted type, as in `x.toArray(double[][].class)`.
    ///
    /// @throws ShapeMismatch if the array type has another number of dimensions
    default <A> A toArray(Class<A> type) {
        int depth = 0;
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
            depth++;
        }
        if (depth != rank() || depth == 0) {
            throw new ShapeMismatch("toArray: " + type.getSimpleName() + " has " + depth
                    + " dimensions, the tensor has shape " + shape()
                    + (rank() == 0 ? "; read the number with item()" : "; ask for "
                    + element.getSimpleName() + "[]".repeat(rank()) + ".class"));
        }
        Object flat = flat(element);
        return type.cast(Creation.nest(flat, element, shape().toArray(), 0, 0));
    }

    private Object flat(Class<?> element) {
        return switch (element.getName()) {
            case "float" -> toFloats();
            case "double" -> toDoubles();
            case "int" -> toInts();
            case "boolean" -> toBooleans();
            default -> throw new DTypeMismatch("toArray: takes arrays of float, double, int or"
                    + " boolean, got " + element.getSimpleName());
        };
    }

    /// The elements laid out like numpy prints them: rows in brackets, columns aligned, the middle
    /// of long axes left out.
    default String format() {
        return Grid.format(self());
    }

    /// The same values in another element type; between floating-point types gradients flow.
    /// Floating point to I32 rounds towards zero; to BOOL, all but 0 is true.
    default Tensor to(DType dtype) {
        return dtype == dtype() ? self() : Tensor.apply(new To(dtype), self());
    }

    /// See [#to(DType)].
    ///
    /// @param dtype the type wanted
    record To(DType dtype) implements Indexing {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            return shapes.getFirst();
        }

        @Override
        public DType inferType(List<DType> types) {
            return dtype;
        }

        @Override
        public Tensor run(List<Tensor> x) {
            NdArray converted = x.getFirst().array().to(dtype);
            return Tensor.wrap(converted);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.to(x.getFirst().dtype());
        }
    }
}

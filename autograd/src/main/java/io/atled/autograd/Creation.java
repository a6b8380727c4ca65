package io.atled.autograd;

import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/// How the factories of [Tensor] fill their arrays.
final class Creation {
    private Creation() {}

    static void checkCount(Shape shape, int count) {
        if (shape.size() != count) {
            throw new ShapeMismatch("of: shape " + shape + " has " + shape.size()
                    + " elements, got " + count + " values; give one for each");
        }
    }

    static Tensor full(DType dtype, Shape shape, double value) {
        NdArray one = switch (dtype) {
            case F32 -> NdArray.wrap(Shape.of(), new float[] {(float) value});
            case F64 -> NdArray.wrap(Shape.of(), new double[] {value});
            case I32 -> NdArray.wrap(Shape.of(), new int[] {whole(value)});
            case BOOL -> NdArray.wrap(Shape.of(), new boolean[] {value != 0});
        };
        return Tensor.wrap(one.view(Layout.of(Shape.of()).expand(shape)));
    }

    private static int whole(double value) {
        if ((int) value != value) {
            throw new DTypeMismatch("I32 holds whole numbers, got " + value
                    + "; convert the tensor first, with to(DType.F32)");
        }
        return (int) value;
    }

    static Tensor nested(Object array) {
        Class<?> type = array.getClass();
        int rank = 0;
        while (type.isArray()) {
            type = type.getComponentType();
            rank++;
        }
        if (rank == 0 || type == byte.class || type == char.class || type == short.class
                || type == long.class || !type.isPrimitive()) {
            throw new DTypeMismatch("ofNested: takes nested arrays of float, double, int or"
                    + " boolean, got " + array.getClass().getSimpleName());
        }
        int[] sizes = new int[rank];
        Object level = array;
        for (int axis = 0; axis < rank; axis++) {
            sizes[axis] = Array.getLength(level);
            if (sizes[axis] == 0) {
                break;
            }
            level = axis + 1 < rank ? Array.get(level, 0) : level;
        }
        Shape shape = Shape.of(sizes);
        Object flat = Array.newInstance(type, shape.size());
        flatten(array, shape, 0, flat, 0);
        return switch (flat) {
            case float[] values -> Tensor.wrap(NdArray.wrap(shape, values));
            case double[] values -> Tensor.wrap(NdArray.wrap(shape, values));
            case int[] values -> Tensor.wrap(NdArray.wrap(shape, values));
            case boolean[] values -> Tensor.wrap(NdArray.wrap(shape, values));
            default -> throw new AssertionError(type);
        };
    }

    private static int flatten(Object level, Shape shape, int axis, Object flat, int at) {
        int n = Array.getLength(level);
        if (n != shape.get(axis)) {
            throw new ShapeMismatch("ofNested: rows differ in length, axis " + axis + " has "
                    + shape.get(axis) + " and " + n + " elements; pad the shorter ones");
        }
        if (axis == shape.rank() - 1) {
            System.arraycopy(level, 0, flat, at, n);
            return at + n;
        }
        int next = at;
        for (Object row : (Object[]) level) {
            next = flatten(row, shape, axis + 1, flat, next);
        }
        return next;
    }

    /// The nested Java array of what `flat` holds, from `axis` on and from place `at` on.
    static Object nest(Object flat, Class<?> element, int[] sizes, int axis, int at) {
        int n = sizes[axis];
        int[] dimensions = Arrays.copyOfRange(sizes, axis, sizes.length);
        Object rows = Array.newInstance(element, dimensions);
        if (dimensions.length == 1) {
            System.arraycopy(flat, at, rows, 0, n);
            return rows;
        }
        int step = Shape.of(dimensions).without(0).size();
        for (int i = 0; i < n; i++) {
            Array.set(rows, i, nest(flat, element, sizes, axis + 1, at + i * step));
        }
        return rows;
    }

    static Tensor arange(double start, double stop, double step) {
        double count = Math.ceil((stop - start) / step);
        if (step == 0 || !(count >= 0) || count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("arange: no steps of " + step + " lead from " + start
                    + " to " + stop + "; choose a step towards stop");
        }
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (start + i * step);
        }
        return Tensor.wrap(NdArray.wrap(Shape.of(values.length), values));
    }

    static Tensor arange(int n) {
        int[] values = new int[Shape.of(n).size()];
        Arrays.setAll(values, i -> i);
        return Tensor.wrap(NdArray.wrap(Shape.of(n), values));
    }

    static Tensor linspace(double start, double stop, int count) {
        float[] values = new float[Shape.of(count).size()];
        for (int i = 0; i < count; i++) {       // from both ends, so that both ends are exact
            double t = count == 1 ? 0 : (double) i / (count - 1);
            values[i] = (float) (start * (1 - t) + stop * t);
        }
        return Tensor.wrap(NdArray.wrap(Shape.of(count), values));
    }

    static Tensor uniform(Shape shape, double low, double high, RandomGenerator random) {
        if (!(low < high)) {
            throw new IllegalArgumentException("uniform: needs low < high, got " + low + " and "
                    + high + "; for one number everywhere take full(…)");
        }
        double last = Math.max(low, Math.nextDown((float) high));   // F32 rounds up to high itself
        return drawn(shape, () -> Math.min(last, low + (high - low) * random.nextDouble()));
    }

    static Tensor normal(Shape shape, double mean, double std, RandomGenerator random) {
        if (!(std >= 0)) {
            throw new IllegalArgumentException("normal: needs std ≥ 0, got " + std
                    + "; give the standard deviation, which is never negative");
        }
        return drawn(shape, () -> mean + std * random.nextGaussian());
    }

    private static Tensor drawn(Shape shape, DoubleSupplier draw) {
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) draw.getAsDouble();
        }
        return Tensor.wrap(NdArray.wrap(shape, values));
    }

    static Tensor eye(int n) {
        float[] values = new float[Shape.of(n, n).size()];
        for (int i = 0; i < n; i++) {
            values[i * n + i] = 1;
        }
        return Tensor.wrap(NdArray.wrap(Shape.of(n, n), values));
    }

    static Tensor oneHot(Tensor labels, int classes) {
        int[] at = labels.toInts();
        Shape shape = labels.shape().concat(Shape.of(classes));
        float[] values = new float[shape.size()];
        for (int i = 0; i < at.length; i++) {
            if (at[i] < 0 || at[i] >= classes) {
                throw new IndexOutOfBoundsException("oneHot: label " + at[i] + " at position " + i
                        + " is not in 0 … " + (classes - 1) + "; check the labels or `classes`");
            }
            values[i * classes + at[i]] = 1;
        }
        return Tensor.wrap(NdArray.wrap(shape, values));
    }
}

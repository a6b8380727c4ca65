package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.List;

/// Moves elements to and from places named by indices, in row-major order.
public final class Picks {
    private Picks() {}

    /// See `Tensor.gather`.
    public static NdArray gather(NdArray x, int axis, NdArray index) {
        NdArray from = x.contiguous();
        int[] places = places("gather", x.shape(), axis, index);
        NdArray y = NdArray.allocate(x.dtype(), index.shape());
        for (int i = 0; i < places.length; i++) {
            move(from, places[i], y, i, 1);
        }
        return y;
    }

    /// See `Tensor.scatterAdd`.
    public static NdArray scatterAdd(NdArray x, int axis, NdArray index, NdArray source) {
        NdArray y = x.to(x.dtype());
        int[] places = places("scatterAdd", x.shape(), axis, index);
        NdArray from = source.contiguous();
        for (int i = 0; i < places.length; i++) {
            add(from, i, y, places[i], 1);
        }
        return y;
    }

    /// Where in a row-major array of `shape` each element of `index` points.
    private static int[] places(String op, Shape shape, int axis, NdArray index) {
        int[] at = index.to(DType.I32).ints();
        Layout layout = Layout.of(shape);
        int[] places = new int[at.length];
        int n = shape.get(axis);
        for (int i = 0; i < at.length; i++) {
            check(op, at[i], n, i, axis, shape);
            int rest = i;
            int place = 0;
            for (int a = shape.rank() - 1; a >= 0; a--) {
                int coordinate = rest % index.shape().get(a);
                rest /= index.shape().get(a);
                place += (a == axis ? at[i] : coordinate) * layout.stride(a);
            }
            places[i] = place;
        }
        return places;
    }

    private static void check(String op, int index, int n, int i, int axis, Shape shape) {
        if (index < 0 || index >= n) {
            throw new IndexOutOfBoundsException(op + ": index " + index + " at position " + i
                    + " is not in 0 … " + (n - 1) + ", axis " + axis + " of shape " + shape);
        }
    }

    /// See `Tensor.indexSelect`.
    public static NdArray select(NdArray x, int axis, NdArray index) {
        int[] at = index.to(DType.I32).ints();
        int n = x.shape().get(axis);
        NdArray from = x.contiguous();
        NdArray y = NdArray.allocate(x.dtype(), x.shape().with(axis, at.length));
        int outer = x.shape().range(0, axis).size();
        int inner = x.shape().range(axis + 1, x.shape().rank()).size();
        for (int i = 0; i < at.length; i++) {
            check("indexSelect", at[i], n, i, axis, x.shape());
            for (int o = 0; o < outer; o++) {
                move(from, (o * n + at[i]) * inner, y, (o * at.length + i) * inner, inner);
            }
        }
        return y;
    }

    /// See `Tensor.indexAdd`.
    public static NdArray selectAdd(NdArray x, int axis, NdArray index, NdArray source) {
        int[] at = index.to(DType.I32).ints();
        int n = x.shape().get(axis);
        NdArray y = x.to(x.dtype());
        NdArray from = source.contiguous();
        int outer = x.shape().range(0, axis).size();
        int inner = x.shape().range(axis + 1, x.shape().rank()).size();
        for (int i = 0; i < at.length; i++) {
            check("indexAdd", at[i], n, i, axis, x.shape());
            for (int o = 0; o < outer; o++) {
                add(from, (o * at.length + i) * inner, y, (o * n + at[i]) * inner, inner);
            }
        }
        return y;
    }

    /// `x` amid zeros: along `axis` its elements go to `start`, `start + step`, … of `size`.
    public static NdArray place(NdArray x, int axis, int size, int start, int step) {
        NdArray y = NdArray.allocate(x.dtype(), x.shape().with(axis, size));
        Layout hole = y.layout().slice(axis, start, step, x.shape().get(axis));
        Copy.scatter(x.contiguous(), y.view(hole));
        return y;
    }

    /// The arrays one after another along `axis`; `out` is the shape of the result.
    public static NdArray concat(List<NdArray> parts, int axis, Shape out) {
        NdArray y = NdArray.allocate(parts.getFirst().dtype(), out);
        int from = 0;
        for (NdArray part : parts) {
            int n = part.shape().get(axis);
            Copy.scatter(part.contiguous(), y.view(y.layout().slice(axis, from, 1, n)));
            from += n;
        }
        return y;
    }

    /// See `Tensor.argmax`.
    public static NdArray argmax(NdArray x, int axis) {
        NdArray from = x.contiguous();
        int n = x.shape().get(axis);
        int inner = x.shape().range(axis + 1, x.shape().rank()).size();
        NdArray y = NdArray.allocate(DType.I32, x.shape().without(axis));
        for (int i = 0; i < y.size(); i++) {
            int at = i / inner * n * inner + i % inner;
            double best = from.get(at);
            for (int k = 1; k < n && !Double.isNaN(best); k++) {
                double value = from.get(at + k * inner);
                if (value > best || Double.isNaN(value)) {
                    best = value;
                    y.ints()[i] = k;
                }
            }
        }
        return y;
    }

    /// Copies `n` neighbours between row-major arrays of one type.
    private static void move(NdArray x, int from, NdArray y, int to, int n) {
        System.arraycopy(x.storage(), x.layout().offset() + from, y.storage(), to, n);
    }

    /// Adds `n` neighbours of `x` to those of `y`, both row-major and floating point.
    private static void add(NdArray x, int from, NdArray y, int to, int n) {
        int[] at = {to, x.layout().offset() + from};
        if (y.dtype() == DType.F32) {
            Loops.ADD.run(new float[][] {y.floats(), x.floats()}, at, y.floats(), to, n);
        } else {
            Loops.ADD.run(new double[][] {y.doubles(), x.doubles()}, at, y.doubles(), to, n);
        }
    }
}

package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.List;

/// Moves elements to and from places named by indices, in row-major order.
public final class Picks {
    /// Elements of a task.
    private static final int TASK = 1 << 15;
    /// Tasks that share the slices of one array, at most: each looks at all indices.
    private static final int PARTS = 16;

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
        var sum = new Adding(source.contiguous(), y, 1);
        for (int i = 0; i < places.length; i++) {
            sum.add(i, places[i]);
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
        int[] at = checked("indexSelect", x.shape(), axis, index);
        int n = x.shape().get(axis);
        NdArray from = x.contiguous();
        NdArray y = NdArray.uninitialized(x.dtype(), x.shape().with(axis, at.length));
        int outer = x.shape().size(0, axis);
        int inner = x.shape().range(axis + 1, x.shape().rank()).size();
        Object source = from.storage();
        Object target = y.storage();
        int start = from.layout().offset();
        int count = outer * at.length;
        int each = Math.max(1, TASK / Math.max(1, inner));
        Workers.forEach(Math.ceilDiv(count, each), task -> {
            for (int k = task * each; k < Math.min(count, (task + 1) * each); k++) {
                int o = k / at.length;
                System.arraycopy(source, start + (o * n + at[k % at.length]) * inner, target,
                        k * inner, inner);
            }
        });
        return y;
    }

    private static int[] checked(String op, Shape shape, int axis, NdArray index) {
        int[] at = index.to(DType.I32).ints();
        for (int i = 0; i < at.length; i++) {
            check(op, at[i], shape.get(axis), i, axis, shape);
        }
        return at;
    }

    /// See `Tensor.indexAdd`. Each task adds to slices of its own, in the order of the indices.
    public static NdArray selectAdd(NdArray x, int axis, NdArray index, NdArray source) {
        int[] at = checked("indexAdd", x.shape(), axis, index);
        int n = x.shape().get(axis);
        NdArray y = x.to(x.dtype());
        NdArray from = source.contiguous();
        int outer = x.shape().size(0, axis);
        int inner = x.shape().range(axis + 1, x.shape().rank()).size();
        int parts = Math.clamp((long) at.length * inner / TASK, 1, Math.clamp(n, 1, PARTS));
        int each = Math.ceilDiv(n, parts);
        Workers.forEach(outer * parts, task -> {
            int o = task / parts;
            var sum = new Adding(from, y, inner);
            for (int i = 0; i < at.length; i++) {
                if (at[i] / each == task % parts) {
                    sum.add((o * at.length + i) * inner, (o * n + at[i]) * inner);
                }
            }
        });
        return y;
    }

    /// Adds neighbours of one array to those of another, both row-major and floating point.
    private static final class Adding {
        private final boolean single;
        private final float[][] floats;
        private final double[][] doubles;
        private final int[] at = new int[2];
        private final int start;
        private final int n;

        Adding(NdArray x, NdArray y, int n) {
            this.single = y.dtype() == DType.F32;
            this.floats = single ? new float[][] {y.floats(), x.floats()} : new float[0][];
            this.doubles = single ? new double[0][] : new double[][] {y.doubles(), x.doubles()};
            this.start = x.layout().offset();
            this.n = n;
        }

        void add(int from, int to) {
            at[0] = to;
            at[1] = start + from;
            if (single) {
                Loops.ADD.run(floats, at, floats[0], to, n);
            } else {
                Loops.ADD.run(doubles, at, doubles[0], to, n);
            }
        }
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

    /// Where the largest element along `axis` is, the first at ties; a NaN counts as largest.
    public static NdArray argmax(NdArray x, int axis) {
        return extreme(Runs.of(x.dtype()), x, axis, true);
    }

    /// Where the smallest element along `axis` is, the first at ties; a NaN counts as smallest.
    public static NdArray argmin(NdArray x, int axis) {
        return extreme(Runs.of(x.dtype()), x, axis, false);
    }

    private static <A> NdArray extreme(Runs<A> runs, NdArray x, int axis, boolean largest) {
        NdArray y = NdArray.uninitialized(DType.I32, x.shape().without(axis));
        int[] at = y.ints();
        Rows<A> rows = Rows.of(runs, x, axis);
        runs.forEach(rows.count, rows.n, (space, first, last) -> {
            var in = rows.window(space);
            for (int r = first; r < last; r++) {
                in.read(r, last);
                double best = largest ? runs.kernel.max(in.data, in.at, rows.n)
                        : runs.kernel.min(in.data, in.at, rows.n);
                at[r] = runs.kernel.find(in.data, in.at, rows.n, best) - in.at;
            }
        });
        return y;
    }

    /// Copies `n` neighbours between row-major arrays of one type.
    private static void move(NdArray x, int from, NdArray y, int to, int n) {
        System.arraycopy(x.storage(), x.layout().offset() + from, y.storage(), to, n);
    }
}

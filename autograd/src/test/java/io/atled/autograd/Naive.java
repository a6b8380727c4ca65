package io.atled.autograd;

import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/// A tensor as simply as can be: sizes and values in row-major order, every verb by the index of
/// each element. What the real ones are compared with.
record Naive(int[] sizes, double[] values) {
    static Naive of(Tensor t) {
        return new Naive(t.shape().toArray(), t.toDoubles());
    }

    /// What `value` gives for each index of `sizes`.
    static Naive by(int[] sizes, ToDoubleFunction<int[]> value) {
        int size = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        double[] values = new double[size];
        for (int flat = 0; flat < size; flat++) {
            values[flat] = value.applyAsDouble(index(sizes, flat));
        }
        return new Naive(sizes, values);
    }

    private static int[] index(int[] sizes, int flat) {
        int[] index = new int[sizes.length];
        int rest = flat;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            index[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return index;
    }

    double get(int... index) {
        int flat = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            flat = flat * sizes[axis] + index[axis];
        }
        return values[flat];
    }

    Shape shape() {
        return Shape.of(sizes);
    }

    /// The elements found at other indices.
    private Naive at(int[] newSizes, UnaryOperator<int[]> from) {
        return by(newSizes, index -> get(from.apply(index)));
    }

    Naive reshape(int... newSizes) {
        return new Naive(newSizes, values);
    }

    Naive permute(int... order) {
        int[] out = Arrays.stream(order).map(a -> sizes[a]).toArray();
        return at(out, index -> {
            int[] from = new int[order.length];
            for (int k = 0; k < order.length; k++) {
                from[order[k]] = index[k];
            }
            return from;
        });
    }

    Naive slice(int axis, int start, int stop, int step) {
        int count = 0;
        for (int i = start; i < stop; i += step) {
            count++;
        }
        return at(with(axis, count), index -> moved(index, axis, start + index[axis] * step));
    }

    Naive flip(int axis) {
        return at(sizes, index -> moved(index, axis, sizes[axis] - 1 - index[axis]));
    }

    Naive expand(int... target) {
        int lead = target.length - sizes.length;
        return at(target, index -> {
            int[] from = new int[sizes.length];
            for (int axis = 0; axis < from.length; axis++) {
                from[axis] = sizes[axis] == 1 ? 0 : index[axis + lead];
            }
            return from;
        });
    }

    Naive pad(int axis, int before, int after, double value) {
        int n = sizes[axis];
        return by(with(axis, before + n + after), index -> {
            int i = index[axis] - before;
            return i < 0 || i >= n ? value : get(moved(index, axis, i));
        });
    }

    Naive concat(int axis, Naive other) {
        int n = sizes[axis];
        return by(with(axis, n + other.sizes[axis]), index -> index[axis] < n ? get(index)
                : other.get(moved(index, axis, index[axis] - n)));
    }

    /// One number for each index that is left when the flagged axes are folded in row-major order.
    Naive fold(boolean[] reduced, ToDoubleFunction<double[]> f) {
        int[] kept = sizes.clone();
        int count = 1;
        for (int axis = 0; axis < reduced.length; axis++) {
            if (reduced[axis]) {
                count *= sizes[axis];
                kept[axis] = 1;
            }
        }
        int n = count;
        return by(kept, index -> {
            double[] group = new double[n];
            int[] at = {0};
            by(sizes, i -> {
                boolean mine = true;
                for (int axis = 0; axis < i.length; axis++) {
                    mine &= reduced[axis] || i[axis] == index[axis];
                }
                if (mine) {
                    group[at[0]++] = get(i);
                }
                return 0;
            });
            return f.applyAsDouble(group);
        });
    }

    int[] with(int axis, int size) {
        int[] out = sizes.clone();
        out[axis] = size;
        return out;
    }

    static int[] moved(int[] index, int axis, int to) {
        int[] out = index.clone();
        out[axis] = to;
        return out;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Naive n && Arrays.equals(sizes, n.sizes)
                && Arrays.equals(values, n.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes) + " " + Arrays.toString(values);
    }
}

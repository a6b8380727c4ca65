package io.atled.autograd.shape;

import java.util.Arrays;
import java.util.Optional;

/// Where the elements of a tensor lie in its storage: element `(i, j, …)` is at
/// `offset + i·stride₀ + j·stride₁ + …`.
///
/// Views are new layouts over the same storage: strides may be 0 (broadcast) or negative (flip).
public final class Layout {
    private final Shape shape;
    private final int[] strides;
    private final int offset;
    private final boolean contiguous;

    private Layout(Shape shape, int[] strides, int offset) {
        this(shape, strides, offset, isRowMajor(shape, strides));
    }

    private Layout(Shape shape, int[] strides, int offset, boolean contiguous) {
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.contiguous = contiguous;
    }

    /// Row-major from the start of the storage.
    public static Layout of(Shape shape) {
        return shape.rowMajor();
    }

    /// Row-major from `offset` on.
    static Layout rowMajor(Shape shape, int offset) {
        int[] strides = new int[shape.rank()];
        int step = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = step;
            step *= Math.max(1, shape.get(axis));
        }
        return new Layout(shape, strides, offset, true);
    }

    private static boolean isRowMajor(Shape shape, int[] strides) {
        int step = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            int n = shape.get(axis);
            if (n > 1 && strides[axis] != step) {
                return shape.size() == 0;
            }
            step *= Math.max(1, n);
        }
        return true;
    }

    /// The sizes.
    public Shape shape() {
        return shape;
    }

    /// The distance in storage between neighbours along `axis`.
    public int stride(int axis) {
        return strides[axis < 0 ? axis + strides.length : axis];
    }

    /// Where the first element lies.
    public int offset() {
        return offset;
    }

    /// Whether the elements lie side by side in row-major order.
    public boolean isContiguous() {
        return contiguous;
    }

    /// Whether every index leads to one place: a single element, perhaps broadcast.
    public boolean isSingle() {
        for (int axis = 0; axis < strides.length; axis++) {
            if (shape.get(axis) > 1 && strides[axis] != 0) {
                return false;
            }
        }
        return true;
    }

    /// The axes in another order: axis `k` of the result is axis `order[k]` of this.
    public Layout permute(int... order) {
        int[] sizes = new int[order.length];
        int[] steps = new int[order.length];
        for (int k = 0; k < order.length; k++) {
            sizes[k] = shape.get(order[k]);
            steps[k] = strides[order[k]];
        }
        return new Layout(shape.reordered(sizes), steps, offset);
    }

    /// Broadcast to `target`, which this shape must broadcast to: new and size-1 axes get stride 0.
    public Layout expand(Shape target) {
        if (target.equals(shape)) {
            return this;
        }
        int[] steps = new int[target.rank()];
        int lead = target.rank() - shape.rank();
        for (int axis = 0; axis < shape.rank(); axis++) {
            boolean same = shape.get(axis) == target.get(axis + lead);
            steps[axis + lead] = same ? strides[axis] : 0;
        }
        return new Layout(target, steps, offset);
    }

    /// Along `axis`, the `count` elements at `start`, `start + step`, …; `step` may be negative.
    public Layout slice(int axis, int start, int step, int count) {
        int[] steps = strides.clone();
        steps[axis] *= step;
        int first = count == 0 ? offset : offset + start * strides[axis];
        return new Layout(shape.with(axis, count), steps, first);
    }

    /// The same elements in row-major order under another shape, if strides can express it.
    public Optional<Layout> reshape(Shape target) {
        if (contiguous) {
            return Optional.of(offset == 0 ? of(target) : rowMajor(target, offset));
        }
        int[] steps = new int[target.rank()];
        int from = shape.rank() - 1;
        int to = target.rank() - 1;
        while (to >= 0) {                       // match groups of axes of equal size from the right
            while (from >= 0 && shape.get(from) == 1) {
                from--;
            }
            if (target.get(to) == 1) {
                to--;
                continue;
            }
            int group = shape.get(from);
            int step = strides[from--];
            int covered = 1;
            int run = step;
            while (to >= 0 && covered < group) {
                covered *= target.get(to);
                steps[to] = run;
                run *= target.get(to--);
                while (covered > group && from >= 0 && joins(from, step, group)) {
                    group *= shape.get(from--);
                }
            }
            if (covered != group) {
                return Optional.empty();
            }
        }
        return Optional.of(new Layout(target, steps, offset));
    }

    private boolean joins(int axis, int step, int group) {
        return shape.get(axis) == 1 || strides[axis] == step * group;
    }

    /// The same elements in the same order with as few axes as strides allow.
    ///
    /// Loops over the result have the longest inner runs; a single number gets no axis at all.
    public Layout merged() {
        if (isMerged()) {
            return this;
        }
        int[] sizes = new int[shape.rank()];
        int[] steps = new int[shape.rank()];
        int n = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            int size = shape.get(axis);
            if (size == 1) {
                continue;
            }
            if (n > 0 && steps[n - 1] == strides[axis] * size) {
                sizes[n - 1] *= size;
                steps[n - 1] = strides[axis];
            } else {
                sizes[n] = size;
                steps[n++] = strides[axis];
            }
        }
        return new Layout(Shape.owning(Arrays.copyOf(sizes, n)), Arrays.copyOf(steps, n), offset);
    }

    private boolean isMerged() {
        for (int axis = 0; axis < strides.length; axis++) {
            if (shape.get(axis) == 1
                    || (axis > 0 && strides[axis - 1] == strides[axis] * shape.get(axis))) {
                return false;
            }
        }
        return true;
    }

    /// Where the element with row-major number `flat` lies in storage.
    public int at(int flat) {
        int position = offset;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            int n = shape.get(axis);
            position += flat % n * strides[axis];
            flat /= n;
        }
        return position;
    }

    @Override
    public String toString() {
        return shape + " strides " + Arrays.toString(strides) + " offset " + offset;
    }
}

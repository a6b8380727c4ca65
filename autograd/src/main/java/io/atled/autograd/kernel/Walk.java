package io.atled.autograd.kernel;

import io.atled.autograd.shape.Layout;

/// Walks through the elements of a layout in row-major order, one straight run after another.
final class Walk {
    private final Layout layout;
    private final int[] index;
    private int position;

    /// Starts at the element with row-major number `flat`.
    Walk(Layout whole, int flat) {
        this.layout = whole.merged();
        this.index = new int[layout.shape().rank()];
        this.position = layout.offset();
        int rest = flat;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            int n = layout.shape().get(axis);
            index[axis] = rest % n;
            rest /= n;
            position += index[axis] * layout.stride(axis);
        }
    }

    /// Where the next element lies in storage.
    int position() {
        return position;
    }

    /// The distance between neighbours in the present run.
    int stride() {
        return index.length == 0 ? 0 : layout.stride(-1);
    }

    /// How many elements the present run still has.
    int remaining() {
        return index.length == 0 ? 1 : layout.shape().get(-1) - index[index.length - 1];
    }

    /// Goes on by `n`, at most what remains of the run.
    void advance(int n) {
        int axis = index.length - 1;
        if (axis < 0) {
            return;
        }
        index[axis] += n;
        position += n * layout.stride(axis);
        while (axis > 0 && index[axis] == layout.shape().get(axis)) {
            position += layout.stride(axis - 1) - index[axis] * layout.stride(axis);
            index[axis--] = 0;
            index[axis]++;
        }
    }
}

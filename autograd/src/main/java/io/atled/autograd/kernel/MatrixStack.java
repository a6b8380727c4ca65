package io.atled.autograd.kernel;

import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The matrices of an array, which its last two axes make up, numbered over leading axes that may
/// be broadcast.
///
/// @param <A> the array type, `float[]` or `double[]`, or `boolean[]` for a mask
/// @param data the storage of the array
/// @param layout where its elements lie
/// @param corners where the first element of each matrix lies
record MatrixStack<A>(A data, Layout layout, Layout corners) {
    /// Those of `x`, broadcast to the leading axes `lead`.
    static <A> MatrixStack<A> of(NdArray x, Shape lead) {
        @SuppressWarnings("unchecked")                  // the caller knows the element type
        A data = (A) x.storage();
        return new MatrixStack<>(data, x.layout(), corners(x.layout(), lead));
    }

    /// Those of `x`, where a single row stands for any number of them, as does a single column.
    static <A> MatrixStack<A> spread(NdArray x, Shape lead) {
        Layout own = x.layout();
        while (own.shape().rank() < 2) {
            own = own.expand(own.shape().inserting(0, 1));
        }
        int rank = own.shape().rank();
        for (int axis = rank - 2; axis < rank; axis++) {
            own = own.shape().get(axis) == 1 ? own.slice(axis, 0, 0, 1) : own;
        }
        return of(x.view(own), lead);
    }

    /// The first elements, of shape `(lead…,1,1)`.
    private static Layout corners(Layout own, Shape lead) {
        int rank = own.shape().rank();
        return own.slice(rank - 2, 0, 1, 1).slice(rank - 1, 0, 1, 1)
                .expand(lead.concat(Shape.of(1, 1)));
    }

    /// An array of the type of `x` whose axes lie in memory in the order of those of `x`, but with
    /// the elements of a row side by side: views that led to `x` lead back without a copy.
    static NdArray like(NdArray x, Shape shape) {
        if (x.layout().isContiguous()) {
            return NdArray.uninitialized(x.dtype(), shape);
        }
        int last = shape.rank() - 1;
        Layout spread = corners(x.layout(), shape.range(0, last - 1));
        int[] order = IntStream.range(0, last).boxed()
                .sorted(Comparator.comparingInt(axis -> -Math.abs(spread.stride(axis))))
                .mapToInt(axis -> axis).toArray();
        int[] sizes = new int[shape.rank()];
        int[] back = new int[shape.rank()];
        sizes[last] = shape.get(last);
        back[last] = last;
        for (int place = 0; place < last; place++) {
            sizes[place] = shape.get(order[place]);
            back[order[place]] = place;
        }
        NdArray y = NdArray.uninitialized(x.dtype(), Shape.of(sizes));
        return y.view(y.layout().permute(back));
    }

    /// Matrix number `t` from row `from` on.
    GemmMatrix<A> get(int t, int from) {
        int row = layout.stride(-2);
        return new GemmMatrix<>(data, corners.at(t) + from * row, row, layout.stride(-1));
    }

    /// The transpose of matrix number `t`.
    GemmMatrix<A> transposed(int t) {
        return new GemmMatrix<>(data, corners.at(t), layout.stride(-1), layout.stride(-2));
    }

    /// Matrix number `t` from row `from` on as a place for results; its columns must lie side by
    /// side.
    GemmTarget<A> target(int t, int from) {
        int row = layout.stride(-2);
        return GemmTarget.of(data, corners.at(t) + from * row, row);
    }
}

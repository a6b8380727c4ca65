package io.atled.autograd.testing;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// Where the elements of a tensor are in memory.
enum Placement {
    /// One after another.
    ROWS {
        @Override
        Tensor of(Tensor x) {
            return x;
        }
    },
    /// The axes in the opposite order.
    COLUMNS {
        @Override
        Tensor of(Tensor x) {
            int rank = x.rank();
            int[] order = IntStream.range(0, rank).map(k -> rank - 1 - k).toArray();
            return copy(x.permute(order)).permute(order);
        }
    },
    /// Backwards.
    BACKWARDS {
        @Override
        Tensor of(Tensor x) {
            return copy(x.flip()).flip();
        }
    },
    /// Every second one, from the second on.
    GAPS {
        @Override
        Tensor of(Tensor x) {
            Tensor nans = Tensor.full(x.dtype(), x.shape(), Double.NaN);
            return copy(Tensor.stack(x.rank(), List.of(nans, x))).select(x.rank(), 1);
        }
    },
    /// The first along the last axis that has several, again and again.
    REPEATED {
        @Override
        Tensor of(Tensor x) {
            Shape shape = x.shape();
            for (int axis = x.rank() - 1; axis >= 0; axis--) {
                if (shape.get(axis) > 1) {
                    return copy(x.slice(axis, 0, 1)).expand(shape);
                }
            }
            return x;
        }
    };

    /// `x` placed like this; repeated numbers are other ones.
    abstract Tensor of(Tensor x);

    private static Tensor copy(Tensor x) {
        return Tensor.of(x.shape(), x.toDoubles()).to(x.dtype());
    }
}

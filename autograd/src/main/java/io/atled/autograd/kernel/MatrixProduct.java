package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;

/// Batches of matrix products: leading axes broadcast, matrices in any layout.
public final class MatrixProduct {
    private MatrixProduct() {}

    /// `a·b` over the last two axes; `out` is the shape of the result.
    public static NdArray run(NdArray a, NdArray b, Shape out) {
        NdArray c = NdArray.allocate(a.dtype(), out);
        int rank = out.rank();
        int m = out.get(-2);
        int n = out.get(-1);
        int k = a.shape().get(-1);
        Shape lead = out.range(0, rank - 2);
        int batch = lead.size();
        if (batch == 0 || m == 0 || n == 0 || k == 0) {
            return c;                               // zeros: sums of nothing
        }
        Layout la = corners(a.layout(), lead);
        Layout lb = corners(b.layout(), lead);
        if (batch == 1) {
            one(a, la.offset(), b, lb.offset(), c, 0, k);
        } else {
            Workers.forEach(batch, t -> one(a, la.at(t), b, lb.at(t), c, t * m * n, k));
        }
        return c;
    }

    /// Where the first element of each matrix lies, over the broadcast leading axes.
    private static Layout corners(Layout x, Shape lead) {
        int rank = x.shape().rank();
        Layout first = x.slice(rank - 2, 0, 1, 1).slice(rank - 1, 0, 1, 1);
        return first.expand(lead.concat(Shape.of(1, 1)));
    }

    private static void one(NdArray a, int aAt, NdArray b, int bAt, NdArray c, int cAt, int k) {
        Layout la = a.layout();
        Layout lb = b.layout();
        int m = c.shape().get(-2);
        int n = c.shape().get(-1);
        if (a.dtype() == DType.F32) {
            Gemm.multiply(m, n, k, a.floats(), aAt, la.stride(-2), la.stride(-1),
                    b.floats(), bAt, lb.stride(-2), lb.stride(-1), c.floats(), cAt, n, false);
        } else {
            Gemm.multiply(m, n, k, a.doubles(), aAt, la.stride(-2), la.stride(-1),
                    b.doubles(), bAt, lb.stride(-2), lb.stride(-1), c.doubles(), cAt, n, false);
        }
    }
}

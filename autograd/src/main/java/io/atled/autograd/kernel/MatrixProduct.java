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
        int m = c.shape().get(-2);
        int n = c.shape().get(-1);
        if (c.dtype() == DType.F32) {
            Gemm.F32.multiply(m, n, k, factor(a, a.floats(), aAt), factor(b, b.floats(), bAt),
                    GemmTarget.of(c.floats(), cAt, n));
        } else {
            Gemm.F64.multiply(m, n, k, factor(a, a.doubles(), aAt), factor(b, b.doubles(), bAt),
                    GemmTarget.of(c.doubles(), cAt, n));
        }
    }

    private static <A> GemmMatrix<A> factor(NdArray x, A data, int at) {
        return new GemmMatrix<>(data, at, x.layout().stride(-2), x.layout().stride(-1));
    }
}

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
        Layout la = a.layout().expand(lead.concat(Shape.of(m, k)));
        Layout lb = b.layout().expand(lead.concat(Shape.of(k, n)));
        int batch = lead.size();
        if (batch == 1) {
            one(a, la, la.offset(), b, lb, lb.offset(), c, 0, k);
        } else if (m > 0 && n > 0 && k > 0) {
            Workers.forEach(batch, t -> one(a, la, la.at(t * m * k), b, lb, lb.at(t * k * n), c,
                    t * m * n, k));
        }
        return c;
    }

    private static void one(NdArray a, Layout la, int aAt, NdArray b, Layout lb, int bAt,
            NdArray c, int cAt, int k) {
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

package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;

/// Batches of matrix products: leading axes broadcast, matrices in any layout.
public final class MatrixProduct {
    /// Elements of a copy that stays in the L1 cache.
    private static final int CHUNK = 2048;

    private MatrixProduct() {}

    /// `a·b` over the last two axes; `out` is the shape of the result.
    public static NdArray run(NdArray a, NdArray b, Shape out) {
        NdArray c = NdArray.uninitialized(a.dtype(), out);
        if (out.rank() == 2 && a.shape().rank() == 2 && b.shape().rank() == 2) {
            multiply(a, b, c, false);
            return c;
        }
        Shape lead = out.range(0, out.rank() - 2);
        if (c.dtype() == DType.F32) {
            multiply(Gemm.F32, MatrixStack.of(a, lead), MatrixStack.of(b, lead),
                    MatrixStack.of(c, lead));
        } else {
            multiply(Gemm.F64, MatrixStack.of(a, lead), MatrixStack.of(b, lead),
                    MatrixStack.of(c, lead));
        }
        return c;
    }

    /// `x·w + b` of matrices `x` and `w`: every row starts as `b`, to which the product is added.
    public static NdArray affine(NdArray x, NdArray w, NdArray b) {
        int m = x.shape().get(0);
        int n = w.shape().get(1);
        NdArray c = NdArray.uninitialized(x.dtype(), Shape.of(m, n));
        NdArray row = b.contiguous();
        repeat(row, c, n);
        multiply(x, w, c, true);
        return c;
    }

    /// Fills the rows of `c` with `row`: in copies of many rows, of which each costs as much.
    private static void repeat(NdArray row, NdArray c, int n) {
        int size = c.size();
        if (size > 0) {
            Copy.run(row.storage(), row.layout().offset(), 1, c.storage(), 0, 1, n);
        }
        for (int some = n, done = n; size - done > 0; done += some, some *= some < CHUNK ? 2 : 1) {
            Copy.run(c.storage(), 0, 1, c.storage(), done, 1, Math.min(some, size - done));
        }
    }

    private static void multiply(NdArray a, NdArray b, NdArray c, boolean add) {
        if (c.dtype() == DType.F32) {
            multiply(Gemm.F32, a, b, c, c.floats(), add);
        } else {
            multiply(Gemm.F64, a, b, c, c.doubles(), add);
        }
    }

    /// A single product.
    private static <A> void multiply(Gemm<A> gemm, NdArray a, NdArray b, NdArray c, A to,
            boolean add) {
        int n = c.shape().get(1);
        gemm.multiply(c.shape().get(0), n, a.shape().get(1), GemmMatrix.of(a), GemmMatrix.of(b),
                new GemmTarget<>(to, 0, n, 1, add));
    }

    private static <A> void multiply(
            Gemm<A> gemm, MatrixStack<A> a, MatrixStack<A> b, MatrixStack<A> c) {
        Shape out = c.layout().shape();
        int m = out.get(-2);
        int n = out.get(-1);
        int k = a.layout().shape().get(-1);
        int count = c.corners().shape().size();
        if (count == 1) {
            gemm.multiply(m, n, k, a.get(0, 0), b.get(0, 0), c.target(0, 0));
        } else {
            gemm.multiplyAll(count, m, n, k, t -> a.get(t, 0), t -> b.get(t, 0),
                    t -> c.target(t, 0));
        }
    }
}

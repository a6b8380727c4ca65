package io.atled.autograd.kernel;

import java.util.Arrays;

/// Matrix products over strided arrays: `C = A·B`, or `C = C + A·B`.
///
/// Element `(i, j)` of a factor stands at `at + i·row + j·col` with any strides: a transpose swaps
/// them, a broadcast has 0, a flip has a negative one. C has unit column stride and rows `cRow`
/// apart; it must not share elements with a factor.
///
/// **Same bits** always: an element of C is the sum over blocks of 256 inner indices, added in
/// order, each block an in-order chain of fused multiply-adds from 0. Neither the Vector API, nor
/// its width, nor the number of threads, nor the other sizes change that.
public final class Gemm {
    static final GemmBlocks<float[]> PLAIN_F32 = new GemmBlocks<>(new GemmPlain32());
    static final GemmBlocks<double[]> PLAIN_F64 = new GemmBlocks<>(new GemmPlain64());

    /// Multiply-adds below which plain loops are as fast as vectors.
    private static final long SMALL = 1_000;

    /// What plain loops take for a multiply-add, about.
    private static final double NANOS = 0.1;

    /// Sizes of a trial: both tiles, whole and cut. The inner one is short, since it is calls that
    /// make C2 compile.
    private static final int ROWS = 19;
    private static final int COLS = 63;
    private static final int INNER = 25;

    private static final WarmUp<GemmBlocks<float[]>> F32 = new WarmUp<>(PLAIN_F32,
            () -> new GemmBlocks<>(new GemmVector32()), NANOS,
            form -> trial(form, new float[ROWS * INNER], new float[INNER * COLS],
                    new float[ROWS * COLS]));
    private static final WarmUp<GemmBlocks<double[]>> F64 = new WarmUp<>(PLAIN_F64,
            () -> new GemmBlocks<>(new GemmVector64()), NANOS,
            form -> trial(form, new double[ROWS * INNER], new double[INNER * COLS],
                    new double[ROWS * COLS]));

    private Gemm() {}

    /// Multiplies `float` matrices.
    ///
    /// **Shape** `(m,k)·(k,n) → (m,n)`; if `k` is 0 the product is zero, if `m` or `n` is 0 nothing
    /// happens.
    ///
    /// @param accumulate whether to add to C; otherwise C is overwritten and may hold anything, NaN
    /// too
    public static void multiply(
            int m,
            int n,
            int k,
            float[] a,
            int aAt,
            int aRow,
            int aCol,
            float[] b,
            int bAt,
            int bRow,
            int bCol,
            float[] c,
            int cAt,
            int cRow,
            boolean accumulate) {
        if (k > 0 && m > 0 && n > 0) {
            form(m, n, k, PLAIN_F32, F32)
                    .multiply(
                            m,
                            n,
                            k,
                            new GemmOperand<>(a, aAt, aRow, aCol),
                            new GemmOperand<>(b, bAt, bRow, bCol),
                            new GemmTile.Spot<>(c, cRow, accumulate),
                            cAt);
        } else if (!accumulate && n > 0) {
            for (int i = 0; i < m; i++) {
                Arrays.fill(c, cAt + i * cRow, cAt + i * cRow + n, 0);
            }
        }
    }

    /// Multiplies `double` matrices; all else as for `float`.
    ///
    /// @param accumulate whether to add to C; otherwise C is overwritten and may hold anything, NaN
    /// too
    public static void multiply(
            int m,
            int n,
            int k,
            double[] a,
            int aAt,
            int aRow,
            int aCol,
            double[] b,
            int bAt,
            int bRow,
            int bCol,
            double[] c,
            int cAt,
            int cRow,
            boolean accumulate) {
        if (k > 0 && m > 0 && n > 0) {
            form(m, n, k, PLAIN_F64, F64)
                    .multiply(
                            m,
                            n,
                            k,
                            new GemmOperand<>(a, aAt, aRow, aCol),
                            new GemmOperand<>(b, bAt, bRow, bCol),
                            new GemmTile.Spot<>(c, cRow, accumulate),
                            cAt);
        } else if (!accumulate && n > 0) {
            for (int i = 0; i < m; i++) {
                Arrays.fill(c, cAt + i * cRow, cAt + i * cRow + n, 0);
            }
        }
    }

    private static <A> GemmBlocks<A> form(
            int m, int n, int k, GemmBlocks<A> plain, WarmUp<GemmBlocks<A>> forms) {
        long work = (long) m * n * k;
        return work < SMALL || !Simd.available() ? plain : forms.form(work);
    }

    private static <A> void trial(GemmBlocks<A> form, A a, A b, A c) {
        for (boolean add : new boolean[] {false, true}) {
            form.multiply(ROWS, COLS, INNER, new GemmOperand<>(a, 0, INNER, 1),
                    new GemmOperand<>(b, 0, COLS, 1), new GemmTile.Spot<>(c, COLS, add), 0);
        }
    }
}

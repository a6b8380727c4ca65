package io.atled.autograd.kernel;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Matrix products of one element type over strided arrays: `C = A·B`, or `C = C + A·B`.
///
/// C must not share elements with a factor.
///
/// **Same bits** always: an element of C is the sum over blocks of 256 inner indices, added in
/// order, each block an in-order chain of fused multiply-adds from 0. Neither the Vector API, nor
/// its width, nor the number of threads, nor the other sizes change that.
///
/// @param <A> the array type, `float[]` or `double[]`
public final class Gemm<A> {
    /// Products of `float` matrices.
    public static final Gemm<float[]> F32 =
            new Gemm<>(new GemmPlain32(), () -> new GemmBlocks<>(new GemmVector32()));

    /// Products of `double` matrices.
    public static final Gemm<double[]> F64 =
            new Gemm<>(new GemmPlain64(), () -> new GemmBlocks<>(new GemmVector64()));

    /// Multiply-adds below which plain loops are as fast as vectors.
    private static final long SMALL = 1_000;

    /// What plain loops take for a multiply-add, about.
    private static final double NANOS = 0.1;

    /// Sizes of a trial: all tiles, whole and cut, and lines. The inner one is short, since it is
    /// calls that make C2 compile.
    private static final int ROWS = 19;
    private static final int COLS = 139;
    private static final int INNER = 25;

    /// The plain form.
    final GemmBlocks<A> plain;

    private final IntFunction<A> zeros;
    private final WarmUp<GemmBlocks<A>> forms;

    private Gemm(GemmTile<A> plain, Supplier<GemmBlocks<A>> vector) {
        this.plain = new GemmBlocks<>(plain);
        this.zeros = plain::array;
        this.forms = new WarmUp<>(this.plain, vector, NANOS, this::trial);
    }

    /// Multiplies.
    ///
    /// **Shape** `(m,k)·(k,n) → (m,n)`; if `k` is 0 the product is zero, if `m` or `n` is 0 nothing
    /// happens.
    public void multiply(int m, int n, int k, GemmOperand<A> a, GemmOperand<A> b, GemmTarget<A> c) {
        if (k > 0 && m > 0 && n > 0) {
            form((long) m * n * k).multiply(m, n, k, a, b, c);
        } else if (!c.add() && n > 0 && m > 0) {
            A none = zeros.apply(n);
            for (int i = 0; i < m; i++) {
                System.arraycopy(none, 0, c.data(), c.at() + i * c.row(), n);
            }
        }
    }

    /// Multiplies `count` pairs of matrices of the same sizes, each as [#multiply] does: small ones
    /// several to a task, large ones in tasks of their own.
    ///
    /// The functions give the factors and the place of product number 0 … `count` − 1; they may be
    /// asked by several threads at a time.
    public void multiplyAll(
            int count,
            int m,
            int n,
            int k,
            IntFunction<? extends GemmOperand<A>> a,
            IntFunction<? extends GemmOperand<A>> b,
            IntFunction<GemmTarget<A>> c) {
        long work = Math.max(1, (long) m * n * k);
        boolean alone = count < GemmBlocks.TASKS && work >= 2 * GemmBlocks.TASK;
        int group = alone || count * work < GemmBlocks.FORK ? count
                : Math.clamp(GemmBlocks.TASK / work, 1, Math.ceilDiv(count, GemmBlocks.TASKS));
        Workers.forEach(Math.ceilDiv(count, Math.max(1, group)), task -> {
            int end = Math.min(count, (task + 1) * group);
            for (int t = task * group; t < end; t++) {
                multiply(m, n, k, a.apply(t), b.apply(t), c.apply(t));
            }
        });
    }

    private GemmBlocks<A> form(long work) {
        return work < SMALL || !Simd.available() ? plain : forms.form(work);
    }

    /// Every kernel: both layouts of B, C overwritten and added to, many rows and one.
    private void trial(GemmBlocks<A> form) {
        var a = new GemmMatrix<>(zeros.apply(ROWS * INNER), 0, INNER, 1);
        var b = new GemmMatrix<>(zeros.apply(INNER * COLS), 0, COLS, 1);
        var turned = new GemmMatrix<>(b.data(), 0, 1, INNER);
        var c = GemmTarget.of(zeros.apply(ROWS * COLS), 0, COLS);
        for (int rows : new int[] {ROWS, 1}) {
            form.multiply(rows, COLS, INNER, a, b, c);
            form.multiply(rows, COLS, INNER, a, turned, c.adding());
        }
    }
}

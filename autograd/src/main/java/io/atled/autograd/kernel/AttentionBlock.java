package io.atled.autograd.kernel;

import io.atled.autograd.shape.Shape;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The work of [AttentionHeads] on one block of queries of one head.
///
/// @param <A> the array type, `float[]` or `double[]`
final class AttentionBlock<A> {
    private final AttentionHeads heads;
    private final AttentionRows<A> loops;
    private final Gemm<A> gemm;
    private final MatrixStack<A> q;
    private final MatrixStack<A> k;
    private final MatrixStack<A> v;
    private final @Nullable MatrixStack<Object> mask;
    private final int features;
    private final int values;

    AttentionBlock(AttentionHeads heads, Shape lead, AttentionRows<A> loops, Gemm<A> gemm) {
        this.heads = heads;
        this.loops = loops;
        this.gemm = gemm;
        this.q = MatrixStack.of(heads.q(), lead);
        this.k = MatrixStack.of(heads.k(), lead);
        this.v = MatrixStack.of(heads.v(), lead);
        NdArray m = heads.mask();
        this.mask = m == null ? null : MatrixStack.spread(m, lead);
        this.features = heads.k().shape().get(-1);
        this.values = heads.v().shape().get(-1);
    }

    /// What a backward pass brings and what it takes along.
    record Cotangents<A>(MatrixStack<A> y, MatrixStack<A> q, MatrixStack<A> k, MatrixStack<A> v) {}

    /// Writes the result of the queries from number `from` on.
    void value(int head, int from, MatrixStack<A> y) {
        int rows = heads.rowsAt(from);
        int n = heads.keysAt(from);
        A[] room = loops.take(rows * n);
        A p = room[0];
        weigh(head, from, p);
        gemm.multiply(rows, values, n, new GemmMatrix<>(p, 0, n, 1), v.get(head, 0),
                y.target(head, from));
        loops.give(room);
    }

    /// Writes the cotangents of the queries from number `from` on, and adds to those of keys and
    /// values; the last block, which comes first and sees all keys, overwrites these.
    void pull(int head, int from, Cotangents<A> d) {
        int rows = heads.rowsAt(from);
        int n = heads.keysAt(from);
        boolean first = from + rows == heads.queries();
        GemmMatrix<A> dy = d.y.get(head, from);
        A[] room = loops.take(rows * n);
        A p = room[0];
        weigh(head, from, p);
        GemmTarget<A> dv = d.v.target(head, 0);
        gemm.multiply(n, values, rows, new GemmMatrix<>(p, 0, 1, n), dy, first ? dv : dv.adding());
        A ds = room[1];
        gemm.multiply(rows, n, values, dy, v.transposed(head), GemmTarget.of(ds, 0, n));
        for (int r = 0; r < rows; r++) {
            loops.pull(p, ds, r * n, n);
        }
        gemm.multiply(rows, features, n, new GemmMatrix<>(ds, 0, n, 1), k.get(head, 0),
                d.q.target(head, from));
        GemmTarget<A> dk = d.k.target(head, 0);
        gemm.multiply(n, features, rows, new GemmMatrix<>(ds, 0, 1, n), q.get(head, from),
                first ? dk : dk.adding());
        loops.give(room);
    }

    /// The weights of all keys for each query from number `from` on.
    private void weigh(int head, int from, A p) {
        int rows = heads.rowsAt(from);
        int n = heads.keysAt(from);
        gemm.multiply(rows, n, features, q.get(head, from), k.transposed(head),
                GemmTarget.of(p, 0, n));
        BitSet blind = new BitSet();
        for (int r = 0; r < rows; r++) {
            int seen = heads.past() ? Math.min(from + r + 1, n) : n;
            loops.scale(p, r * n, n, seen);
            blind.set(r, mask != null && !loops.mask(p, r * n, seen, mask.get(head, from + r)));
        }
        loops.softmax(p, rows, n);
        blind.stream().forEach(r -> loops.zero(p, r * n, n));
    }
}

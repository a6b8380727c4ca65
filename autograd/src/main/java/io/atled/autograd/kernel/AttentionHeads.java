package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// softmax(scale·q·kᵀ + mask)·v, head by head: the scores of a block of queries do not leave the
/// cache, and backward they are computed again rather than kept. There may be more scores than an
/// array has elements.
///
/// Leading axes broadcast; each of their matrices is a head. Every array may have any layout, and
/// results and cotangents lie in memory as `q`, `k` and `v` do, so that heads that are split and
/// joined by views cost no copy.
///
/// **Same bits** always: a task is a head, or a block of its queries, and the cotangents of keys
/// and values add up over the blocks in a fixed order.
///
/// @param q the queries `(…,m,d)`
/// @param k the keys `(…,n,d)`
/// @param v the values `(…,n,c)`
/// @param mask BOOL, true where a query may look, or numbers that are added to the scores, −∞ where
///        it may not; broadcasts to the scores `(…,m,n)`
/// @param scale what scores are multiplied with
/// @param past whether query `i` sees the keys up to number `i` only
public record AttentionHeads(NdArray q, NdArray k, NdArray v, @Nullable NdArray mask, double scale,
        boolean past) {
    /// Scores in a block, about: 128 KB in F32, a part of the L2 cache.
    private static final int SCORES = 1 << 15;
    /// Queries in a block: fewer make slow products, more gain nothing.
    private static final int LEAST = 32;
    /// Scores in a block at most; of more than 2²¹ keys it has fewer queries than that.
    private static final int MOST_SCORES = 1 << 26;
    private static final int MOST = 128;
    /// Where queries see the past only, a block computes scores up to its last query.
    private static final int MOST_PAST = 64;

    /// The result, of shape `out`.
    public NdArray value(Shape out) {
        NdArray y = MatrixStack.like(q, out);
        if (q.dtype() == DType.F32) {
            value(floats(lead(out)), y);
        } else {
            value(doubles(lead(out)), y);
        }
        return y;
    }

    private AttentionBlock<float[]> floats(Shape lead) {
        return new AttentionBlock<>(this, lead, new AttentionRows32(scale), Gemm.F32);
    }

    private AttentionBlock<double[]> doubles(Shape lead) {
        return new AttentionBlock<>(this, lead, new AttentionRows64(scale), Gemm.F64);
    }

    private <A> void value(AttentionBlock<A> block, NdArray y) {
        Shape lead = lead(y.shape());
        MatrixStack<A> into = MatrixStack.of(y, lead);
        int blocks = Math.ceilDiv(queries(), rows());
        Workers.forEach(lead.size() * blocks, task ->
                block.value(task / blocks, task % blocks * rows(), into));
    }

    /// The cotangents of `q`, `k` and `v` for that of the result, before they are summed over what
    /// was broadcast.
    public List<NdArray> pull(NdArray dy) {
        Shape lead = lead(dy.shape());
        NdArray dq = MatrixStack.like(q, lead.concat(matrix(q)));
        NdArray dk = MatrixStack.like(k, lead.concat(matrix(k)));
        NdArray dv = MatrixStack.like(v, lead.concat(matrix(v)));
        if (q.dtype() == DType.F32) {
            pull(floats(lead), dy, dq, dk, dv);
        } else {
            pull(doubles(lead), dy, dq, dk, dv);
        }
        return List.of(dq, dk, dv);
    }

    private <A> void pull(AttentionBlock<A> block, NdArray dy, NdArray dq, NdArray dk, NdArray dv) {
        Shape lead = lead(dy.shape());
        var flow = new AttentionBlock.Cotangents<A>(MatrixStack.of(dy, lead),
                MatrixStack.of(dq, lead), MatrixStack.of(dk, lead), MatrixStack.of(dv, lead));
        int last = Math.max(0, queries() - 1) / rows() * rows();
        Workers.forEach(lead.size(), head -> {
            for (int from = last; from >= 0; from -= rows()) {
                block.pull(head, from, flow);
            }
        });
    }

    private static Shape lead(Shape x) {
        return x.range(0, x.rank() - 2);
    }

    private static Shape matrix(NdArray x) {
        return x.shape().range(x.shape().rank() - 2, x.shape().rank());
    }

    int queries() {
        return q.shape().get(-2);
    }

    int keys() {
        return k.shape().get(-2);
    }

    /// Queries in a block; the last may have fewer.
    private int rows() {
        int keys = Math.max(1, keys());
        return Math.clamp(SCORES / keys, Math.clamp(MOST_SCORES / keys, 1, LEAST),
                past ? MOST_PAST : MOST);
    }

    /// How many queries the block has that begins with number `from`.
    int rowsAt(int from) {
        return Math.min(rows(), queries() - from);
    }

    /// How many keys the queries of that block see, at most.
    int keysAt(int from) {
        return past ? Math.min(keys(), from + rowsAt(from)) : keys();
    }
}

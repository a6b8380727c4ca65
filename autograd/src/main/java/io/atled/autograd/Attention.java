package io.atled.autograd;

import com.google.common.primitives.Ints;
import io.atled.autograd.kernel.AttentionHeads;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Queries looking up values by keys: each verb beside the record that defines it.
///
/// Heads are leading axes, split and joined by views, which cost no copy:
///
/// ```java
/// Tensor x = Tensor.normal(Shape.of(8, 10, 3 * 4), 0, 1, random);       // (batch,n,heads·d)
/// Tensor q = x.reshape(8, 10, 3, 4).permute(0, 2, 1, 3);                // (batch,heads,n,d)
/// Tensor y = q.scaledDotProductAttention(q, q, Attention.Sight.PAST)
///         .permute(0, 2, 1, 3).reshape(8, 10, 3 * 4);
/// ```
public sealed interface Attention permits Tensor {
    /// This tensor.
    Tensor self();

    /// Which keys a query may look at, going by their places.
    enum Sight {
        /// All of them, as in an encoder or across to another sequence.
        ALL,
        /// Query i the keys 0 … i: *causal* attention, as in a decoder.
        PAST
    }

    /// softmax(q·kᵀ/√d)·v of these queries q. **Shape** `(…,m,d), (…,n,d), (…,n,c) → (…,m,c)`,
    /// leading axes broadcasting.
    ///
    /// @throws ShapeMismatch if the shapes do not fit
    default Tensor scaledDotProductAttention(Tensor k, Tensor v) {
        return scaledDotProductAttention(k, v, Sight.ALL);
    }

    /// softmax(q·kᵀ/√d)·v of these queries q, each of which sees the keys that `sight` says.
    /// **Shape** `(…,m,d), (…,n,d), (…,n,c) → (…,m,c)`, leading axes broadcasting
    /// **Derivative** with the weights p, dp = dy·vᵀ and ds = p·(dp − Σ p·dp): dq = ds·k/√d,
    /// dk = dsᵀ·q/√d, dv = pᵀ·dy.
    ///
    /// @throws ShapeMismatch if the shapes do not fit, or for the past if m ≠ n
    default Tensor scaledDotProductAttention(Tensor k, Tensor v, Sight sight) {
        return Tensor.apply(rule(sight), self(), k, v);
    }

    /// softmax(q·kᵀ/√d + mask)·v of these queries q, each of which sees the keys that both `sight`
    /// and `mask` show. A query that sees none gets zeros, and passes none back.
    /// **Shape** `(…,m,d), (…,n,d), (…,n,c), mask → (…,m,c)`; the mask broadcasts to `(…,m,n)`
    /// **Derivative** as without a mask; numbers as a mask get ds, all of it in memory at once.
    ///
    /// @param mask BOOL, true where a query may look; or numbers that are added to the scores,
    ///        where −∞ hides
    /// @throws ShapeMismatch if the shapes do not fit
    /// @throws DTypeMismatch if the mask is neither BOOL nor of the type of the others
    default Tensor scaledDotProductAttention(Tensor k, Tensor v, Sight sight, Tensor mask) {
        return Tensor.apply(rule(sight), self(), k, v, mask);
    }

    /// The weights softmax(q·kᵀ/√d) with which [#scaledDotProductAttention(Tensor, Tensor, Sight)]
    /// adds up values, to look at or to drop some of. **Shape** `(…,m,d), (…,n,d) → (…,m,n)`
    default Tensor attentionWeights(Tensor k, Sight sight) {
        return rule(sight).looking(List.of(self(), k));
    }

    /// See [#attentionWeights(Tensor, Sight)], with a mask.
    default Tensor attentionWeights(Tensor k, Sight sight, Tensor mask) {
        return rule(sight).looking(List.of(self(), k, mask));
    }

    private ScaledDotProductAttention rule(Sight sight) {
        int d = self().rank() == 0 ? 1 : self().shape().get(-1);
        return new ScaledDotProductAttention(1 / Math.sqrt(Math.max(1, d)), sight);
    }

    /// See [#scaledDotProductAttention(Tensor, Tensor, Sight, Tensor)]; of q, k, v and, if there is
    /// one, the mask. For another scale than 1/√d apply it directly:
    /// `Tensor.apply(new ScaledDotProductAttention(scale, sight), q, k, v)`.
    ///
    /// **Source** Vaswani et al., *Attention Is All You Need* (2017), 3.2.1; the kernel computes
    /// scores block by block and again backward: Dao et al., *FlashAttention* (2022).
    ///
    /// @param scale what the scores q·kᵀ are multiplied with
    /// @param sight which keys a query sees
    record ScaledDotProductAttention(double scale, Sight sight) implements Fused {
        @Override
        public Shape infer(List<Shape> shapes) {
            if (shapes.size() < 3 || shapes.size() > 4) {
                throw new ShapeMismatch(name() + ": takes queries, keys, values and perhaps a mask,"
                        + " got " + shapes.size() + " inputs");
            }
            Shape q = shapes.get(0);
            Shape k = shapes.get(1);
            Shape v = shapes.get(2);
            checkMatrices(shapes.subList(0, 3));
            if (q.get(-1) != k.get(-1) || k.get(-2) != v.get(-2)) {
                throw new ShapeMismatch(name() + ": expects (…,m,d), (…,n,d) and (…,n,c), got "
                        + q + ", " + k + " and " + v + "; queries and keys need as many features,"
                        + " and each key a value");
            }
            String what = name() + ": " + q + ", " + k + " and " + v;
            Shape lead = lead(q).broadcast(what, lead(k)).broadcast(what, lead(v));
            checkSight(q, k);
            if (shapes.size() == 4) {
                checkMask(shapes.get(3), scores(lead, q, k));
            }
            return lead.concat(Shape.of(q.get(-2), v.get(-1)));
        }

        private void checkMatrices(List<Shape> shapes) {
            for (Shape x : shapes) {
                if (x.rank() < 2) {
                    throw new ShapeMismatch(name() + ": expects rows of features, (…,n,d), got "
                            + shapes + "; add an axis with unsqueeze");
                }
            }
        }

        private void checkSight(Shape q, Shape k) {
            if (sight == Sight.PAST && q.get(-2) != k.get(-2)) {
                throw new ShapeMismatch(name() + ": which keys are past is clear only for as many"
                        + " queries as keys, got " + q.get(-2) + " and " + k.get(-2)
                        + "; see all of them and say by a mask (m,n) who sees what");
            }
        }

        /// The sizes of the scores: there may be too many for a [Shape], for they are not kept.
        private static int[] scores(Shape lead, Shape q, Shape k) {
            return Ints.concat(lead.toArray(), new int[] {q.get(-2), k.get(-2)});
        }

        private void checkMask(Shape mask, int[] scores) {
            boolean fits = mask.rank() <= scores.length;
            for (int back = 1; fits && back <= mask.rank(); back++) {
                int n = mask.get(-back);
                fits = n == 1 || n == scores[scores.length - back];
            }
            if (!fits) {
                throw new ShapeMismatch(name() + ": the mask must broadcast to the scores (…,m,n)"
                        + " = (" + Ints.join(",", scores) + "), got " + mask + "; one for the keys"
                        + " of each sample of a batch is (batch,1,1,n) where heads are an axis");
            }
        }

        /// For what takes all scores at once.
        private void checkSize(int[] scores) {
            double size = 1;
            for (int n : scores) {
                size *= n;
            }
            if (size > Integer.MAX_VALUE) {
                throw new ShapeMismatch(name() + ": the weights themselves, a gradient by the mask,"
                        + " gradients of gradients and forward mode take all scores in one tensor,"
                        + " and (" + Ints.join(",", scores) + ") has more than 2^31 - 1 elements;"
                        + " attend with some of the queries at a time");
            }
        }

        private static Shape lead(Shape x) {
            return x.range(0, x.rank() - 2);
        }

        @Override
        public DType inferType(List<DType> types) {
            DType common = DType.common(name(), types.subList(0, Math.min(3, types.size())));
            if (types.size() > 3 && types.get(3) != DType.BOOL && types.get(3) != common) {
                throw new DTypeMismatch(name() + ": the mask must be BOOL, or " + common
                        + " to be added to the scores, got " + types.get(3)
                        + "; compare, as in lengths.greater(places), or convert it with to(DType."
                        + common + ")");
            }
            return common;
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(heads(x).value(infer(shapes(x))));
        }

        private AttentionHeads heads(List<Tensor> x) {
            NdArray mask = x.size() > 3 ? x.get(3).array() : null;
            return new AttentionHeads(x.get(0).array(), x.get(1).array(), x.get(2).array(), mask,
                    scale, sight == Sight.PAST);
        }

        private static List<Shape> shapes(List<Tensor> x) {
            return x.stream().map(Tensor::shape).toList();
        }

        /// All by one pass of the kernel, but for the mask, which first finds out whether it can.
        @Override
        public List<Tensor> pulled(List<Integer> asked, List<Tensor> in) {
            Tensor dy = in.getFirst();
            List<Tensor> x = in.subList(1, in.size());
            List<Tensor> byMask = asked.contains(3) ? inVerbs(dy, x).subList(3, 4) : List.of();
            var dx = new ArrayList<>(fused(dy, x));
            dx.addAll(byMask);
            return asked.stream().map(i -> dx.get(i).sumTo(x.get(i).shape())).toList();
        }

        @Override
        public Tensor inVerbs(int i, List<Tensor> in) {
            List<Tensor> x = in.subList(1, in.size());
            return inVerbs(in.getFirst(), x).get(i).sumTo(x.get(i).shape());
        }

        private List<Tensor> fused(Tensor dy, List<Tensor> x) {
            return heads(x).pull(dy.array()).stream().map(Tensor::wrap).toList();
        }

        private List<Tensor> inVerbs(Tensor dy, List<Tensor> x) {
            Tensor q = x.get(0);
            Tensor k = x.get(1);
            Tensor mask = x.size() > 3 ? x.get(3) : null;
            checkSize(scores(lead(dy.shape()), q.shape(), k.shape()));
            Tensor p = weights(q, k, mask);
            Tensor dp = dy.matmul(x.get(2).transpose());
            Tensor ds = p.mul(dp.sub(p.mul(dp).sum(Axes.of(-1).kept())));
            Tensor scaled = ds.mul(scale);
            Tensor dk = scaled.transpose().matmul(q);
            Tensor dv = p.transpose().matmul(dy);
            return mask == null ? List.of(scaled.matmul(k), dk, dv)
                    : List.of(scaled.matmul(k), dk, dv, ds);
        }

        /// The weights of checked queries, keys and perhaps a mask.
        private Tensor looking(List<Tensor> x) {
            var checked = new ArrayList<>(x);
            checked.add(1, x.get(1));                   // each key as its value
            Shape y = infer(shapes(checked));
            checkSize(scores(lead(y), x.get(0).shape(), x.get(1).shape()));
            inferType(checked.stream().map(Tensor::dtype).toList());
            return weights(x.get(0), x.get(1), x.size() > 2 ? x.get(2) : null);
        }

        /// softmax(scale·q·kᵀ + mask), zeros for a query that sees nothing.
        private Tensor weights(Tensor q, Tensor k, @Nullable Tensor mask) {
            Tensor scores = q.matmul(k.transpose()).mul(scale);
            Tensor shown = sight == Sight.ALL ? null
                    : Tensor.arange(q.shape().get(-2)).unsqueeze(1)
                            .greaterEqual(Tensor.arange(k.shape().get(-2)));
            if (mask != null) {
                boolean added = mask.dtype().isFloat();
                scores = added ? scores.add(mask) : scores;
                Tensor own = added ? mask.notEqualTo(Double.NEGATIVE_INFINITY) : mask;
                shown = shown == null ? own : shown.and(own);
            }
            if (shown == null) {
                return scores.softmax(-1);
            }
            Tensor sees = shown.to(q.dtype()).sum(Axes.of(-1).kept()).greater(0);
            Tensor safe = sees.where(shown.where(scores, Double.NEGATIVE_INFINITY), 0);
            return sees.where(safe.softmax(-1), 0);
        }
    }
}

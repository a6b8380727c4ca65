package io.atled.nn.loss;

import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;

/// Losses that are satisfied once scores or distances are a margin apart: each beside the rule that
/// defines it.
///
/// Signs are targets of −1 and 1. **Derivative** 0 where the margin is kept, also at the kink.
public final class MarginLoss {
    /// How far apart scores shall be, where no other margin is given.
    public static final double MARGIN = 1;

    /// Added to differences, so that a distance of 0 has a derivative.
    /// **Source** PyTorch `PairwiseDistance`.
    private static final double NUDGE = 1e-6;
    /// Added to squared lengths. **Source** PyTorch `CosineEmbeddingLoss`.
    private static final double LEAST_LENGTH = 1e-12;

    private MarginLoss() {}

    /// max(0, 1 − s·x) of scores x against signs s: the support vector machine's loss.
    public static Elementwise hinge() {
        return Elementwise.of(new Hinge());
    }

    /// See [#hinge()].
    public record Hinge() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T x, T s) {
            return s.mul(x).rsub(1).relu();
        }
    }

    /// ln(1 + e^−s·x) of scores x against signs s. **Derivative** dx = −s·σ(−s·x).
    public static Elementwise softMargin() {
        return Elementwise.of(new SoftMargin());
    }

    /// See [#softMargin()].
    public record SoftMargin() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T x, T s) {
            return s.mul(x).neg().softplus();
        }
    }

    /// Of distances x: x where the sign is 1, max(0, margin − x) where it is −1.
    /// **Source** Hadsell et al. 2006; PyTorch `HingeEmbeddingLoss`.
    ///
    /// @param margin how far apart what differs shall be
    public static Elementwise hingeEmbedding(double margin) {
        return Elementwise.of(new HingeEmbedding(margin));
    }

    /// See [#hingeEmbedding(double)].
    ///
    /// @param margin how far apart what differs shall be
    public record HingeEmbedding(double margin) implements Pointwise.Binary {
        /// Checks the margin.
        public HingeEmbedding {
            Require.finite("hingeEmbedding", "margin", margin);
        }

        @Override
        public <T extends Algebra<T>> T value(T x, T s) {
            return s.greater(0).where(x, x.rsub(margin).relu());
        }
    }

    /// max(0, margin − s·(a − b)): of two scores, a shall be the larger where the sign s is 1, b
    /// where it is −1. Its operands are a, b and s: `MarginLoss.ranking(0.5).on(a, b, s)`.
    ///
    /// @param margin by how much
    public static Elementwise ranking(double margin) {
        return Elementwise.of(new Ranking(margin));
    }

    /// See [#ranking(double)].
    ///
    /// @param margin by how much
    public record Ranking(double margin) implements Pointwise {
        /// Checks the margin.
        public Ranking {
            Require.finite("ranking", "margin", margin);
        }

        @Override
        public int arity() {
            return 3;
        }

        @Override
        public <T extends Algebra<T>> T value(List<T> x) {
            return x.get(2).mul(x.get(0).sub(x.get(1))).rsub(margin).relu();
        }
    }

    /// The mean of max(0, |a − p| − |a − n| + margin): the anchor shall be nearer to the positive
    /// than to the negative sample, in Euclidean distance along the last axis.
    /// **Shape** (…,features), three times **Source** Schroff et al. 2015, arXiv 1503.03832.
    ///
    /// @param margin by how much
    /// @throws ShapeMismatch if the shapes differ, or there is nothing to compare
    public static Tensor triplet(Tensor anchor, Tensor positive, Tensor negative, double margin) {
        Elementwise.checkAlike("triplet", List.of(anchor, positive, negative));
        anchor.shape().axis("triplet", -1);
        Tensor losses = distance(anchor, positive).sub(distance(anchor, negative)).add(margin)
                .relu();
        return LossReduction.MEAN.of("triplet", losses);
    }

    private static Tensor distance(Tensor a, Tensor b) {
        return a.sub(b).add(NUDGE).norm(-1);
    }

    /// The mean of 1 − cos(a, b) where the sign is 1, and of max(0, cos(a, b) − margin) where it is
    /// −1: what belongs together shall point the same way. **Shape** (…,features), twice; signs
    /// (…)
    ///
    /// @param margin the largest cosine that costs nothing, from −1 to 1
    /// @throws ShapeMismatch if the shapes do not fit, or there is nothing to compare
    public static Tensor cosineEmbedding(Tensor a, Tensor b, Tensor sign, double margin) {
        Elementwise.checkAlike("cosineEmbedding", List.of(a, b));
        Tensor cosine = a.mul(b).sum(-1).div(lengthSquared(a).mul(lengthSquared(b)).sqrt());
        Elementwise.checkAlike("cosineEmbedding", List.of(cosine, sign));
        Tensor losses = sign.greater(0).where(cosine.rsub(1), cosine.sub(margin).relu());
        return LossReduction.MEAN.of("cosineEmbedding", losses);
    }

    private static Tensor lengthSquared(Tensor x) {
        return x.square().sum(-1).add(LEAST_LENGTH);
    }
}

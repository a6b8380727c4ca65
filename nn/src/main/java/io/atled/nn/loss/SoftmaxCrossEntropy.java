package io.atled.nn.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Algebra;
import io.atled.autograd.Custom;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.OptionalInt;

/// −Σ q·ln softmax(x) over the classes, for logits x and wanted probabilities q: one operation from
/// logits to loss.
///
/// Wanted are class labels, q being 1 at the label, or the probabilities themselves. Smoothing by
/// ε makes q·(1 − ε) + ε/classes of them; class weights multiply q.
///
/// **Shape** logits with the classes along one axis; labels I32 without it, or probabilities in
/// the shape of the logits. **Derivative** dx = dy·(softmax(x)·Σq − q), dq = −dy·ln softmax(x).
/// **Stability** exact at logits of any size; classes of logit −∞ are left out (loss +∞ if wanted).
/// **Source** smoothing: Szegedy et al. 2015, arXiv 1512.00567, §7; weights: as PyTorch.
///
/// ```java
/// LossFunction loss = Loss.softmaxCrossEntropy().withLabelSmoothing(0.1).withIgnoredLabel(-1);
/// ```
///
/// @param classAxis the axis of the classes; −1 is the last
/// @param reduction how the losses become one number; `MEAN` divides by the sum of the labels'
///                  weights, or by the number of distributions
/// @param labelSmoothing how much of the wanted probability is spread evenly, 0 to 1
/// @param classWeights how much each class counts; empty for all alike
/// @param ignoredLabel the label of what does not count
public record SoftmaxCrossEntropy(int classAxis, LossReduction reduction, double labelSmoothing,
        ImmutableDoubleArray classWeights, OptionalInt ignoredLabel)
        implements Custom, LossFunction {
    /// Checks the smoothing and the weights.
    public SoftmaxCrossEntropy {
        Require.fraction("softmaxCrossEntropy", "labelSmoothing", labelSmoothing);
        if (!classWeights.stream().allMatch(w -> w >= 0 && w < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("softmaxCrossEntropy: class weights must be finite"
                    + " and at least 0, got " + classWeights + "; 0 leaves a class out");
        }
    }

    /// The mean, without smoothing, every class counting alike, along the last axis.
    public SoftmaxCrossEntropy() {
        this(-1, LossReduction.MEAN, 0, ImmutableDoubleArray.of(), OptionalInt.empty());
    }

    /// The same with the classes along `axis`, as 1 for images of logits `(batch,classes,h,w)`.
    public SoftmaxCrossEntropy withClassAxis(int axis) {
        return new SoftmaxCrossEntropy(axis, reduction, labelSmoothing, classWeights, ignoredLabel);
    }

    /// The same with another reduction.
    public SoftmaxCrossEntropy withReduction(LossReduction other) {
        return new SoftmaxCrossEntropy(classAxis, other, labelSmoothing, classWeights,
                ignoredLabel);
    }

    /// The same with the part `smoothing` of the wanted probability spread evenly over all classes.
    ///
    /// @throws IllegalArgumentException unless it is from 0 to 1
    public SoftmaxCrossEntropy withLabelSmoothing(double smoothing) {
        return new SoftmaxCrossEntropy(classAxis, reduction, smoothing, classWeights, ignoredLabel);
    }

    /// The same with a weight for each class, to make up for rare ones.
    ///
    /// @throws IllegalArgumentException if one is negative or not finite
    public SoftmaxCrossEntropy withClassWeights(double... weights) {
        return new SoftmaxCrossEntropy(classAxis, reduction, labelSmoothing,
                ImmutableDoubleArray.copyOf(weights), ignoredLabel);
    }

    /// The same, leaving out what is labeled `label`, which need not be a class.
    public SoftmaxCrossEntropy withIgnoredLabel(int label) {
        return new SoftmaxCrossEntropy(classAxis, reduction, labelSmoothing, classWeights,
                OptionalInt.of(label));
    }

    /// The loss of `logits` where `target` was wanted: I32 labels or probabilities.
    ///
    /// @throws ShapeMismatch if the target fits neither way, or a mean of nothing is wanted
    /// @throws IndexOutOfBoundsException if a label is not a class, saying where
    @Override
    public Tensor apply(Tensor logits, Tensor target) {
        return Tensor.apply(this, logits, target);
    }

    @Override
    public double weight(Tensor logits, Tensor target) {
        boolean weighed = reduction == LossReduction.MEAN && target.dtype() == DType.I32;
        return weighed ? Labels.of(name(), target, logits.shape().get(classAxis), classWeights,
                ignoredLabel, logits.dtype()).total() : LossFunction.super.weight(logits, target);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
        Shape logits = shapes.get(0);
        Shape target = shapes.get(1);
        Shape rows = logits.without(logits.axis(name(), classAxis));
        if (!target.equals(logits) && !target.equals(rows)) {
            throw new ShapeMismatch(name() + ": for logits " + logits + " with classes along axis "
                    + classAxis + " the target must be labels " + rows + " or probabilities "
                    + logits + ", got " + target + "; losses do not broadcast, reshape one side");
        }
        checkCount(logits);
        return reduction.shape(name(), rows);
    }

    private void checkCount(Shape logits) {
        int count = logits.get(logits.axis(name(), classAxis));
        if (count == 0) {
            throw new ShapeMismatch(name() + ": logits " + logits + " have no classes along axis "
                    + classAxis + "; choose another with withClassAxis");
        }
        if (!classWeights.isEmpty() && classWeights.length() != count) {
            throw new ShapeMismatch(name() + ": needs one weight for each of the " + count
                    + " classes along axis " + classAxis + " of " + logits + ", got "
                    + classWeights.length());
        }
    }

    @Override
    public DType inferType(List<DType> types) {
        return types.get(1) == DType.I32 ? DType.common(name(), types.subList(0, 1))
                : DType.common(name(), types);
    }

    @Override
    public Tensor run(List<Tensor> x) {
        Tensor logits = x.get(0).detach();
        var wanted = Wanted.of(this, logits.shape(), logits.dtype(), x.get(1).detach());
        Tensor losses = wanted.losses(logits.logSoftmax(wanted.axis()));
        return reduction.of(name(), losses, wanted.total());
    }

    @Override
    public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
        Tensor logits = x.get(0);
        var wanted = Wanted.of(this, logits.shape(), logits.dtype(), x.get(1));
        Shape rows = logits.shape().without(wanted.axis());
        Tensor each = dy.div(reduction.divisor(name(), rows, wanted.total())).expand(rows);
        Tensor scale = each.unsqueeze(wanted.axis());
        if (i == 1) {
            Tensor weights = wanted.weights().mul(labelSmoothing - 1);
            return logits.logSoftmax(wanted.axis()).mul(scale).mul(weights);
        }
        Tensor q = wanted.probabilities();
        Tensor sum = q.sum(Axes.of(wanted.axis()).kept());
        return Tensor.apply(new Residual(), logits.softmax(wanted.axis()), q, sum, scale);
    }

    /// (p·s − q)·dy: the cotangent of the logits in one pass, of softmax p, wanted q and its sum s.
    public record Residual() implements Pointwise {
        @Override
        public int arity() {
            return 4;
        }

        @Override
        public <T extends Algebra<T>> T value(List<T> x) {
            return x.get(0).mul(x.get(2)).sub(x.get(1)).mul(x.get(3));
        }
    }

    /// −q·l of wanted probability q and log-probability l; 0 where q is 0, also at l = −∞.
    public record Surprise() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T q, T l) {
            return q.equalTo(0).where(0, q.mul(l).rsub(0));
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T q, T l) {
            return l.neg();
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T q, T l) {
            return q.neg();
        }
    }
}

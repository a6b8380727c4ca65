package io.atled.nn.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Normalizations;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.OptionalInt;

/// −Σ q·ln softmax(x) over the classes, for logits x and wanted probabilities q, reduced to one
/// number: [one operation][Normalizations.SoftmaxCrossEntropy] from logits to the losses of rows.
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
        implements LossFunction {
    private static final String NAME = "softmaxCrossEntropy";

    /// Checks the smoothing and the weights, as the operation does.
    public SoftmaxCrossEntropy {
        var _ = new Normalizations.SoftmaxCrossEntropy(0, labelSmoothing, classWeights,
                ignoredLabel);
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
        Tensor losses = Tensor.apply(each(logits), logits, target);
        double total = total(logits, target);
        return total == losses.size() ? reduction.of(NAME, losses)
                : reduction.of(NAME, losses, total);
    }

    /// The loss of each row, before it is reduced.
    private Normalizations.SoftmaxCrossEntropy each(Tensor logits) {
        return new Normalizations.SoftmaxCrossEntropy(logits.shape().axis(NAME, classAxis),
                labelSmoothing, classWeights, ignoredLabel);
    }

    @Override
    public double weight(Tensor logits, Tensor target) {
        return reduction == LossReduction.MEAN && target.dtype() == DType.I32
                ? total(logits, target) : LossFunction.super.weight(logits, target);
    }

    /// What all rows weigh together.
    private double total(Tensor logits, Tensor target) {
        boolean alike = classWeights.isEmpty() && ignoredLabel.isEmpty();
        Shape rows = logits.shape().without(logits.shape().axis(NAME, classAxis));
        return alike || target.dtype() != DType.I32 ? rows.size()
                : Labels.of(NAME, target, logits.shape().get(classAxis), classWeights, ignoredLabel,
                        logits.dtype()).total();
    }
}

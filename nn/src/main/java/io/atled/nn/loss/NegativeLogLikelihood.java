package io.atled.nn.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.OptionalInt;

/// −w·q for log-probabilities q of the labels and class weights w.
///
/// **Shape** log-probabilities with the classes along one axis, labels I32 without it.
///
/// @param classAxis the axis of the classes; −1 is the last
/// @param reduction how the losses become one number; `MEAN` divides by the sum of the weights
/// @param classWeights how much each class counts; empty for all alike
/// @param ignoredLabel the label of what does not count
public record NegativeLogLikelihood(int classAxis, LossReduction reduction,
        ImmutableDoubleArray classWeights, OptionalInt ignoredLabel) implements LossFunction {
    private static final String NAME = "nll";

    /// The mean, every class counting alike, along the last axis.
    public NegativeLogLikelihood() {
        this(-1, LossReduction.MEAN, ImmutableDoubleArray.of(), OptionalInt.empty());
    }

    /// The same with the classes along `axis`.
    public NegativeLogLikelihood withClassAxis(int axis) {
        return new NegativeLogLikelihood(axis, reduction, classWeights, ignoredLabel);
    }

    /// The same with another reduction.
    public NegativeLogLikelihood withReduction(LossReduction other) {
        return new NegativeLogLikelihood(classAxis, other, classWeights, ignoredLabel);
    }

    /// The same with a weight for each class.
    public NegativeLogLikelihood withClassWeights(double... weights) {
        return new NegativeLogLikelihood(classAxis, reduction,
                ImmutableDoubleArray.copyOf(weights), ignoredLabel);
    }

    /// The same, leaving out what is labeled `label`, which need not be a class.
    public NegativeLogLikelihood withIgnoredLabel(int label) {
        return new NegativeLogLikelihood(classAxis, reduction, classWeights,
                OptionalInt.of(label));
    }

    @Override
    public double weight(Tensor logProbabilities, Tensor labels) {
        return reduction == LossReduction.MEAN ? Labels.of(NAME, labels,
                logProbabilities.shape().get(classAxis), classWeights, ignoredLabel,
                logProbabilities.dtype()).total()
                : LossFunction.super.weight(logProbabilities, labels);
    }

    /// The loss of `logProbabilities` where `labels` were wanted.
    ///
    /// @throws ShapeMismatch if the labels have not the shape of the output without the classes
    /// @throws IndexOutOfBoundsException if a label is not a class, saying where
    @Override
    public Tensor apply(Tensor logProbabilities, Tensor labels) {
        Shape shape = logProbabilities.shape();
        int axis = shape.axis(NAME, classAxis);
        if (!labels.shape().equals(shape.without(axis))) {
            throw new ShapeMismatch(NAME + ": for log-probabilities " + shape + " with classes"
                    + " along axis " + axis + " labels must be " + shape.without(axis) + ", got "
                    + labels.shape());
        }
        DType dtype = DType.common(NAME, List.of(logProbabilities.dtype()));
        Labels checked = Labels.of(NAME, labels, shape.get(axis), classWeights, ignoredLabel,
                dtype);
        Tensor losses = checked.losses(logProbabilities, axis);
        return reduction.of(NAME, losses, checked.total());
    }
}

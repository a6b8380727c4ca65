package io.atled.nn.loss;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.Optional;

/// What a softmax cross-entropy wants of some logits.
///
/// @param loss the loss that asks
/// @param logits the shape of the logits
/// @param dtype the element type of the logits
/// @param target what was given: labels or probabilities
/// @param labels the labels, checked, if they are labels
record Wanted(SoftmaxCrossEntropy loss, Shape logits, DType dtype, Tensor target,
        Optional<Labels> labels) {
    /// Reads a target whose shape is one of the two that fit.
    static Wanted of(SoftmaxCrossEntropy loss, Shape logits, DType dtype, Tensor target) {
        String name = loss.name();
        if (target.dtype() != DType.I32 && target.shape().equals(logits)) {
            if (loss.ignoredLabel().isPresent()) {
                throw new IllegalArgumentException(name + ": probabilities have no label to ignore,"
                        + " got " + target.dtype() + " " + target.shape() + " and the ignored label"
                        + " " + loss.ignoredLabel().getAsInt() + "; leave it out, or give labels");
            }
            return new Wanted(loss, logits, dtype, target, Optional.empty());
        }
        if (target.dtype() == DType.I32 && target.shape().equals(logits)) {
            throw new DTypeMismatch(name + ": probabilities must be " + dtype + ", got I32 "
                    + target.shape() + "; convert them with to(DType." + dtype + "), or give labels"
                    + " in the shape of the logits without the classes");
        }
        int count = logits.get(logits.axis(name, loss.classAxis()));
        return new Wanted(loss, logits, dtype, target, Optional.of(Labels.of(name, target, count,
                loss.classWeights(), loss.ignoredLabel(), dtype)));
    }

    /// The axis of the classes, counted from 0.
    int axis() {
        return logits.axis(loss.name(), loss.classAxis());
    }

    /// What all distributions weigh together.
    double total() {
        return labels.map(Labels::total).orElseGet(() -> (double) logits.without(axis()).size());
    }

    /// The loss of each distribution. Labels are picked while nothing but their classes counts.
    Tensor losses(Tensor logProbabilities) {
        if (labels.isPresent() && loss.labelSmoothing() == 0) {
            return labels.get().losses(logProbabilities, axis());
        }
        return Tensor.apply(new SoftmaxCrossEntropy.Surprise(), probabilities(), logProbabilities)
                .sum(axis());
    }

    /// The probability of each class, smoothed and weighted.
    Tensor probabilities() {
        double smoothing = loss.labelSmoothing();
        Tensor sharp = labels.map(known -> known.spread(logits, axis()))
                .orElseGet(() -> loss.classWeights().isEmpty() ? target : target.mul(weights()));
        if (smoothing == 0) {
            return sharp;
        }
        Tensor even = weights().mul(smoothing / logits.get(axis()));
        if (loss.ignoredLabel().isPresent()) {
            Tensor counts = target.notEqualTo(loss.ignoredLabel().getAsInt()).to(dtype);
            even = even.mul(counts.unsqueeze(axis()));
        }
        return sharp.mul(1 - smoothing).add(even);
    }

    /// The class weights along their axis, or a 1 for all.
    Tensor weights() {
        double[] weights = loss.classWeights().toArray();
        if (weights.length == 0) {
            return Tensor.full(dtype, Shape.of(), 1);
        }
        int[] sizes = new int[logits.rank() - axis()];
        Arrays.fill(sizes, 1);
        sizes[0] = weights.length;
        return Tensor.of(Shape.of(sizes), weights).to(dtype);
    }
}

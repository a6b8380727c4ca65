package io.atled.nn.loss;

import io.atled.autograd.Tensor;

/// How wrong a model's output is: what a trainer minimizes.
///
/// The verbs of [Loss], their configured forms and any lambda are loss functions:
///
/// ```java
/// LossFunction plain = Loss::softmaxCrossEntropy;
/// LossFunction smooth = Loss.softmaxCrossEntropy().withLabelSmoothing(0.1);
/// LossFunction own = (output, target) -> output.sub(target).abs().pow(1.5).mean();
/// ```
@FunctionalInterface
public interface LossFunction {
    /// The loss of `output` where `target` was wanted; a single number if it is to be minimized.
    Tensor apply(Tensor output, Tensor target);

    /// How much the loss of this batch weighs in the loss of several: by default its number of
    /// samples; the sum of the labels' weights where the mean divides by that.
    default double weight(Tensor output, Tensor target) {
        return target.shape().get(0);
    }
}

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
}

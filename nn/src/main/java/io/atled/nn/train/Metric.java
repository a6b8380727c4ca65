package io.atled.nn.train;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.ShapeMismatch;

/// A number that says how good a model is: a mean over samples, for people to read.
///
/// A metric need not have a derivative. Being a mean is what lets a data set be measured batch by
/// batch: the mean of the batches, each weighed by its number of samples, is the mean of the set.
///
/// ```java
/// Scores scores = trainer.withMetric("accuracy", Metric::accuracy)
///         .withMetric("size of logits", (outputs, targets) -> outputs.abs().mean().item())
///         .evaluate(split.test());
/// ```
@FunctionalInterface
public interface Metric {
    /// The mean over the samples of a batch.
    double of(Tensor outputs, Tensor targets);

    /// The share of labels that have the largest logit (or probability); the first one at ties.
    ///
    /// **Shape** logits `(…,classes)`; labels I32 `(…)`, or probabilities `(…,classes)`, of which
    /// the largest is wanted
    ///
    /// @throws ShapeMismatch if the targets have another shape
    static double accuracy(Tensor logits, Tensor targets) {
        if (logits.rank() == 0) {
            throw mismatch("accuracy", logits, targets, "logits have an axis for the classes");
        }
        boolean labels = !targets.dtype().isFloat()
                && targets.shape().equals(logits.shape().without(logits.rank() - 1));
        if (!labels && !(targets.dtype().isFloat() && targets.shape().equals(logits.shape()))) {
            throw mismatch("accuracy", logits, targets,
                    "labels are I32 without the last axis of the logits, probabilities have it");
        }
        Tensor wanted = labels ? targets.to(DType.I32) : targets.argmax(-1);
        return share(logits.argmax(-1).equalTo(wanted));
    }

    /// The share of yes-no questions answered rightly: a logit above 0 says yes, a target above ½
    /// wants yes.
    ///
    /// **Shape** both the same
    ///
    /// @throws ShapeMismatch if the shapes differ
    static double binaryAccuracy(Tensor logits, Tensor targets) {
        if (!logits.shape().equals(targets.shape())) {
            throw mismatch("binaryAccuracy", logits, targets,
                    "give each logit one target, in its shape: squeeze or unsqueeze(…) one side");
        }
        Tensor yes = targets.to(DType.F64).greater(0.5);
        return share(logits.greater(0).equalTo(yes));
    }

    /// The mean distance of outputs and targets.
    ///
    /// **Shape** both the same
    ///
    /// @throws ShapeMismatch if the shapes differ
    static double meanAbsoluteError(Tensor outputs, Tensor targets) {
        if (!outputs.shape().equals(targets.shape())) {
            throw mismatch("meanAbsoluteError", outputs, targets,
                    "give each output one target, in its shape: squeeze or unsqueeze(…) one side");
        }
        return outputs.sub(targets).abs().to(DType.F64).mean().item();
    }

    private static double share(Tensor mask) {
        return mask.to(DType.F64).mean().item();
    }

    private static ShapeMismatch mismatch(String metric, Tensor outputs, Tensor targets,
            String advice) {
        return new ShapeMismatch(metric + ": targets do not fit, got outputs " + outputs.dtype()
                + " " + outputs.shape() + " and targets " + targets.dtype() + " "
                + targets.shape() + "; " + advice);
    }
}

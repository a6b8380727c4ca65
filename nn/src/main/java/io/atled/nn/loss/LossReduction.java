package io.atled.nn.loss;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;

/// How the losses of single elements become the loss of a batch.
public enum LossReduction {
    /// Their mean: the size of the gradient does not depend on the size of the batch.
    MEAN,
    /// Their sum.
    SUM,
    /// Their sum, divided by the size of axis 0: the mean over the samples of a batch.
    BATCH_MEAN,
    /// None: the losses of the single elements stay.
    NONE;

    /// The shape that is left of `elements`.
    ///
    /// @throws ShapeMismatch naming `loss` if it would be the mean of nothing
    Shape shape(String loss, Shape elements) {
        if (this == BATCH_MEAN && elements.rank() == 0) {
            throw new ShapeMismatch(loss + ": the mean over a batch needs an axis 0, got shape "
                    + elements + "; use LossReduction.SUM");
        }
        if ((this == MEAN || this == BATCH_MEAN) && elements.size() == 0) {
            throw new ShapeMismatch(loss + ": a mean needs at least one element, got shape "
                    + elements + "; leave empty batches out or use LossReduction.SUM");
        }
        return this == NONE ? elements : Shape.of();
    }

    /// What the sum of losses of shape `elements`, which weigh `weight` together, is divided by.
    ///
    /// @throws IllegalArgumentException naming `loss` if nothing counts in a mean
    double divisor(String loss, Shape elements, double weight) {
        if (this == MEAN && !(weight > 0)) {
            throw new IllegalArgumentException(loss + ": a mean needs a label that counts, got only"
                    + " ignored ones or classes of weight 0; leave such batches out or use"
                    + " LossReduction.SUM");
        }
        return switch (this) {
            case MEAN -> weight;
            case BATCH_MEAN -> elements.get(0);
            case SUM, NONE -> 1;
        };
    }

    /// Reduces the losses of single elements, which weigh `weight` together.
    Tensor of(String loss, Tensor elements, double weight) {
        Shape left = shape(loss, elements.shape());
        double divisor = divisor(loss, elements.shape(), weight);
        Tensor sum = left.equals(elements.shape()) ? elements : elements.sum();
        return divisor == 1 ? sum : sum.div(divisor);
    }

    /// Reduces the losses of single elements that count alike.
    Tensor of(String loss, Tensor elements) {
        shape(loss, elements.shape());
        return this == MEAN ? elements.mean() : of(loss, elements, elements.size());
    }
}

package io.atled.nn.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.OptionalInt;

/// Class labels, checked: which class each element belongs to, and how much it counts.
///
/// @param classes I32, each label a class, 0 where it is ignored
/// @param weights what each label weighs: the weight of its class, 0 if it is ignored
/// @param total the sum of the weights
record Labels(Tensor classes, Tensor weights, double total) {
    /// Checks `labels` against `count` classes; no class weights mean 1 for each.
    static Labels of(String loss, Tensor labels, int count, ImmutableDoubleArray classWeights,
            OptionalInt ignored, DType dtype) {
        if (labels.dtype() != DType.I32) {
            throw new DTypeMismatch(loss + ": class labels must be I32, got " + labels.dtype() + " "
                    + labels.shape() + "; convert them with to(DType.I32), or give probabilities in"
                    + " the shape of the logits");
        }
        checkWeights(loss, count, classWeights);
        int[] classes = labels.toInts();
        double[] weights = new double[classes.length];
        for (int i = 0; i < classes.length; i++) {
            if (ignored.isPresent() && classes[i] == ignored.getAsInt()) {
                classes[i] = 0;
            } else if (classes[i] < 0 || classes[i] >= count) {
                throw outside(loss, classes[i], i, labels.shape(), count);
            } else {
                weights[i] = classWeights.isEmpty() ? 1 : classWeights.get(classes[i]);
            }
        }
        Shape shape = labels.shape();
        return new Labels(Tensor.of(shape, classes), Tensor.of(shape, weights).to(dtype),
                Arrays.stream(weights).sum());
    }

    private static void checkWeights(String loss, int count, ImmutableDoubleArray classWeights) {
        if (!classWeights.isEmpty() && classWeights.length() != count) {
            throw new IllegalArgumentException(loss + ": needs one weight for each of the " + count
                    + " classes, got " + classWeights.length() + "; give them in class order");
        }
    }

    private static IndexOutOfBoundsException outside(String loss, int label, int flat, Shape shape,
            int count) {
        return new IndexOutOfBoundsException(loss + ": label " + label + " at position "
                + Arrays.toString(shape.index(flat)) + " is not a class, classes are 0 … "
                + (count - 1) + "; correct the label, or leave it out by withIgnoredLabel(" + label
                + ")");
    }

    /// −weight·(log-probability of the label), 0 for what weighs nothing, also where the
    /// log-probability is infinite. Taken from 0, so that no loss is −0.
    Tensor losses(Tensor logProbabilities, int axis) {
        Tensor picked = logProbabilities.gather(axis, classes.unsqueeze(axis)).squeeze(axis);
        return weights.equalTo(0).where(0, picked.mul(weights).rsub(0));
    }
}

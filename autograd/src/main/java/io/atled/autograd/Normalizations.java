package io.atled.autograd;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.kernel.CrossEntropies;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.kernel.Softmaxes;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Scores turned into probabilities along an axis, and what is lost by them: each verb beside the
/// record that defines it.
public sealed interface Normalizations permits Tensor {
    /// This tensor.
    Tensor self();

    /// eˣ / Σ eˣ along `axis`: probabilities that add up to 1. **Shape** unchanged
    /// **Derivative** y·(dy − Σ dy·y). **Stability** exact for scores of any size; a row of −∞
    /// alone gives NaN.
    default Tensor softmax(int axis) {
        return Tensor.apply(new Softmax(self().shape().axis("softmax", axis)), self());
    }

    /// See [#softmax(int)].
    ///
    /// @param axis along which axis, counted from 0
    record Softmax(int axis) implements Normalization {
        /// Checks the attributes.
        public Softmax {
            Attributes.atLeast(0, "softmax", "axis", axis);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Softmaxes.softmax(x.getFirst().array(), axis));
        }

        @Override
        public List<Tensor> pulled(List<Integer> asked, List<Tensor> in) {
            return List.of(Tensor.wrap(Softmaxes.softmaxBack(in.get(0).array(),
                    in.get(1).array(), axis)));
        }

        @Override
        public Tensor inVerbs(int i, List<Tensor> in) {
            Tensor dy = in.get(0);
            Tensor y = in.get(1);
            return y.mul(dy.sub(dy.mul(y).sum(Axes.of(axis).kept())));
        }

        /// The Jacobian diag(y) − y·yᵀ is symmetric: both modes are one formula.
        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            return vjp(0, Tangents.only(name(), dx), y, x);
        }
    }

    /// x − ln Σ eˣ along `axis`: log-probabilities, without going through probabilities that
    /// round to 0. **Shape** unchanged **Derivative** dy − eʸ·Σ dy.
    default Tensor logSoftmax(int axis) {
        return Tensor.apply(new LogSoftmax(self().shape().axis("logSoftmax", axis)), self());
    }

    /// See [#logSoftmax(int)].
    ///
    /// @param axis along which axis, counted from 0
    record LogSoftmax(int axis) implements Normalization {
        /// Checks the attributes.
        public LogSoftmax {
            Attributes.atLeast(0, "logSoftmax", "axis", axis);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Softmaxes.logSoftmax(x.getFirst().array(), axis));
        }

        @Override
        public List<Tensor> pulled(List<Integer> asked, List<Tensor> in) {
            return List.of(Tensor.wrap(Softmaxes.logSoftmaxBack(in.get(0).array(),
                    in.get(1).array(), axis)));
        }

        @Override
        public Tensor inVerbs(int i, List<Tensor> in) {
            Tensor dy = in.get(0);
            return dy.sub(in.get(1).exp().mul(dy.sum(Axes.of(axis).kept())));
        }

        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            Tensor d = Tangents.only(name(), dx);
            return d.sub(y.exp().mul(d).sum(Axes.of(axis).kept()));
        }
    }

    /// −Σ q·ln softmax(x) along `axis` for wanted probabilities q, or for labels, where q is 1: the
    /// loss of each row of logits in one operation.
    ///
    /// **Shape** target I32 labels in the shape without `axis`, or probabilities in the shape of
    /// this; the result has the shape without `axis`. **Derivative** dy·(Σq·softmax(x) − q)
    /// **Stability** exact for logits of any size; classes of logit −∞ are left out (loss ∞ if
    /// wanted).
    ///
    /// @throws IndexOutOfBoundsException if a label is not a class, saying where
    default Tensor softmaxCrossEntropy(int axis, Tensor target) {
        int counted = self().shape().axis("softmaxCrossEntropy", axis);
        return Tensor.apply(SoftmaxCrossEntropy.along(counted), self(), target);
    }

    /// See [#softmaxCrossEntropy(int, Tensor)]. Smoothing by ε makes (1 − ε)·q + ε/classes of q;
    /// class weights multiply that.
    /// **Source** smoothing: Szegedy et al. 2015, arXiv 1512.00567, §7; weights: as PyTorch.
    ///
    /// @param axis of the classes, counted from 0
    /// @param labelSmoothing ε, from 0 to 1
    /// @param classWeights how much each class counts; empty for all alike
    /// @param ignoredLabel the label of rows that do not count
    record SoftmaxCrossEntropy(int axis, double labelSmoothing, ImmutableDoubleArray classWeights,
            OptionalInt ignoredLabel) implements Fused {
        /// Checks the attributes.
        public SoftmaxCrossEntropy {
            Attributes.atLeast(0, "softmaxCrossEntropy", "axis", axis);
            if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
                throw new IllegalArgumentException("softmaxCrossEntropy: labelSmoothing must be"
                        + " from 0 to 1, got " + labelSmoothing + "; 0 turns it off");
            }
            if (!classWeights.stream().allMatch(w -> w >= 0 && w < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("softmaxCrossEntropy: class weights must be"
                        + " finite and at least 0, got " + classWeights
                        + "; 0 leaves a class out");
            }
        }

        /// Without smoothing, every row and every class counting alike.
        public static SoftmaxCrossEntropy along(int axis) {
            return new SoftmaxCrossEntropy(axis, 0, ImmutableDoubleArray.of(),
                    OptionalInt.empty());
        }

        /// The same, leaving out what is labeled `label`, which need not be a class.
        public SoftmaxCrossEntropy withIgnoredLabel(int label) {
            return new SoftmaxCrossEntropy(axis, labelSmoothing, classWeights,
                    OptionalInt.of(label));
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape logits = shapes.get(0);
            Shape target = shapes.get(1);
            Shape rows = logits.without(logits.axis(name(), axis));
            if (!target.equals(logits) && !target.equals(rows)) {
                throw new ShapeMismatch(name() + ": for logits " + logits + " with classes along"
                        + " axis " + axis + " the target must be labels " + rows
                        + " or probabilities " + logits + ", got " + target
                        + "; losses do not broadcast, " + (target.size() == rows.size()
                        ? "give labels the shape " + rows + " with squeeze or reshape"
                        : "give each row of logits one target"));
            }
            int count = logits.get(axis);
            if (count == 0) {
                throw new ShapeMismatch(name() + ": logits " + logits + " have no classes along"
                        + " axis " + axis + "; choose another axis");
            }
            if (!classWeights.isEmpty() && classWeights.length() != count) {
                throw new ShapeMismatch(name() + ": needs one weight for each of the " + count
                        + " classes along axis " + axis + " of " + logits + ", got "
                        + classWeights.length());
            }
            return rows;
        }

        @Override
        public DType inferType(List<DType> types) {
            return types.get(1) == DType.I32 ? DType.common(name(), types.subList(0, 1))
                    : DType.common(name(), types);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            checkTarget(x.get(0), x.get(1));
            return Tensor.wrap(CrossEntropies.losses(name(), emphasis(), x.get(0).array(), axis,
                    x.get(1).array()));
        }

        private void checkTarget(Tensor logits, Tensor target) {
            boolean whole = target.shape().equals(logits.shape());
            if (target.dtype() == DType.I32 && whole) {
                throw new DTypeMismatch(name() + ": probabilities must be " + logits.dtype()
                        + ", got I32 " + target.shape() + "; convert them with to(DType."
                        + logits.dtype() + "), or give labels in the shape of the logits without"
                        + " the classes");
            }
            if (target.dtype() != DType.I32 && !whole) {
                throw new DTypeMismatch(name() + ": class labels must be I32, got "
                        + target.dtype() + " " + target.shape() + "; convert them with"
                        + " to(DType.I32), or give probabilities in the shape of the logits");
            }
            if (whole && ignoredLabel.isPresent()) {
                throw new IllegalArgumentException(name() + ": probabilities have no label to"
                        + " ignore, got " + target.dtype() + " " + target.shape() + " and the"
                        + " ignored label " + ignoredLabel.getAsInt()
                        + "; leave it out, or give labels");
            }
        }

        private CrossEntropies.Emphasis emphasis() {
            return new CrossEntropies.Emphasis(labelSmoothing, classWeights, ignoredLabel);
        }

        @Override
        public List<Tensor> pulled(List<Integer> asked, List<Tensor> in) {
            NdArray dy = in.get(0).array();
            NdArray logits = in.get(1).array();
            NdArray target = in.get(2).array();
            return asked.stream().map(i -> Tensor.wrap(i == 0
                    ? CrossEntropies.back(name(), emphasis(), dy, logits, axis, target)
                    : CrossEntropies.backTarget(name(), emphasis(), dy, logits, axis, target)))
                    .toList();
        }

        @Override
        public Tensor inVerbs(int i, List<Tensor> in) {
            Tensor each = in.get(0).unsqueeze(axis);
            Tensor logits = in.get(1);
            if (i == 1) {
                Tensor factors = weights(logits).mul(labelSmoothing - 1);
                return factors.notEqualTo(0).where(logits.logSoftmax(axis), 0).mul(each)
                        .mul(factors);
            }
            Tensor wanted = wanted(logits, in.get(2));
            Tensor total = wanted.sum(Axes.of(axis).kept());
            Tensor counted = ignoredLabel.isEmpty() ? logits
                    : total.notEqualTo(0).where(logits, 0);
            return counted.softmax(axis).mul(total).sub(wanted).mul(each);
        }

        /// The wanted probabilities, smoothed and weighted.
        private Tensor wanted(Tensor logits, Tensor target) {
            if (target.dtype() == DType.I32) {
                return Tensor.wrap(CrossEntropies.wanted(name(), emphasis(), logits.array(), axis,
                        target.array()));
            }
            Tensor even = weights(logits).mul(labelSmoothing / logits.shape().get(axis));
            return target.mul(weights(logits).mul(1 - labelSmoothing)).add(even);
        }

        /// The class weights along their axis, or a 1 for all.
        private Tensor weights(Tensor logits) {
            if (classWeights.isEmpty()) {
                return logits.constant(1);
            }
            int[] sizes = new int[logits.rank() - axis];
            Arrays.fill(sizes, 1);
            sizes[0] = classWeights.length();
            return Tensor.of(Shape.of(sizes), classWeights.toArray()).to(logits.dtype());
        }
    }

    /// What softmax and its logarithm share.
    interface Normalization extends Fused {
        /// The way back needs the result alone.
        @Override
        default List<Tensor> operands(Tensor dy, Tensor y, List<Tensor> x) {
            return List.of(dy, y);
        }

        @Override
        default int arity() {
            return 1;
        }

        /// Along which axis, counted from 0.
        int axis();

        @Override
        default Shape infer(List<Shape> shapes) {
            shapes.getFirst().axis(name(), axis());
            return shapes.getFirst();
        }
    }
}

package io.atled.nn.loss;

import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Optional;

/// The cross-entropy of independent yes-or-no questions, from logits:
/// −p·t·ln σ(x) − (1 − t)·ln σ(−x), for the logit x, the target t and the positive weight p.
///
/// **Domain** targets from 0 to 1, which are not checked. **Derivative**
/// dx = (1 − t)·σ(x) − p·t·σ(−x). **Stability** exact at logits of any finite size: the loss of a
/// confident right answer keeps all its digits.
///
/// ```java
/// LossFunction rare = Loss.binaryCrossEntropy().withPositiveWeights(Tensor.of(9f));
/// ```
///
/// @param reduction how the losses of the elements become one number
/// @param weights what the loss of each element is multiplied by
/// @param positiveWeights how much more a missed yes costs than a missed no
public record BinaryCrossEntropy(LossReduction reduction, Optional<Tensor> weights,
        Optional<Tensor> positiveWeights) implements LossFunction {
    private static final String NAME = "binaryCrossEntropy";

    /// The mean, unweighted.
    public BinaryCrossEntropy() {
        this(LossReduction.MEAN, Optional.empty(), Optional.empty());
    }

    /// The same with another reduction.
    public BinaryCrossEntropy withReduction(LossReduction other) {
        return new BinaryCrossEntropy(other, weights, positiveWeights);
    }

    /// The same with the loss of each element multiplied by `factors`, which broadcast to the
    /// elements. The mean still divides by the number of elements.
    public BinaryCrossEntropy withWeights(Tensor factors) {
        return new BinaryCrossEntropy(reduction, Optional.of(factors), positiveWeights);
    }

    /// The same with the part of the positive answers multiplied by `factors`, which broadcast to
    /// the elements, as in one number for each class: negatives per positive balances recall.
    public BinaryCrossEntropy withPositiveWeights(Tensor factors) {
        return new BinaryCrossEntropy(reduction, weights, Optional.of(factors));
    }

    /// The loss of `logits` where `target` was wanted.
    ///
    /// @throws ShapeMismatch if the shapes differ, or are empty and a mean is wanted
    @Override
    public Tensor apply(Tensor logits, Tensor target) {
        Elementwise.checkAlike(NAME, List.of(logits, target));
        Tensor positive = positiveWeights.map(p -> Elementwise.fitting(NAME, p, logits))
                .orElseGet(() -> logits.constant(1));
        Tensor elements = Tensor.apply(new Logistic(), logits, target, positive);
        return Elementwise.reduce(NAME, elements, weights, reduction);
    }

    /// The loss of one element, of logit, target and positive weight.
    public record Logistic() implements Pointwise {
        @Override
        public int arity() {
            return 3;
        }

        /// p·t·max(−x, 0) + (1 − t)·max(x, 0) + (p·t + 1 − t)·ln(1 + e^−|x|): terms of one sign,
        /// so that nothing cancels.
        @Override
        public <T extends Algebra<T>> T value(List<T> operands) {
            T x = operands.get(0);
            T yes = operands.get(2).mul(operands.get(1));
            T no = operands.get(1).rsub(1);
            T shared = x.abs().neg().exp().log1p();
            return yes.mul(x.neg().relu()).add(no.mul(x.relu())).add(yes.add(no).mul(shared));
        }

        @Override
        public <T extends Algebra<T>> T derivative(int i, T y, List<T> operands) {
            T x = operands.get(0);
            T t = operands.get(1);
            T p = operands.get(2);
            return switch (i) {
                case 0 -> t.rsub(1).mul(x.sigmoid()).sub(p.mul(t).mul(x.neg().sigmoid()));
                case 1 -> p.mul(x.neg().softplus()).sub(x.softplus());
                default -> t.mul(x.neg().softplus());
            };
        }
    }

    /// The loss of one element of probabilities instead of logits, for models that end in them:
    /// −t·ln p − (1 − t)·ln(1 − p), each logarithm limited to ≥ −100.
    /// **Derivative** (p − t)/(p·(1 − p)), the denominator limited to ≥ 10⁻¹².
    /// **Source** PyTorch `BCELoss`, for both limits.
    public record OfProbabilities() implements Pointwise.Binary {
        private static final double LEAST_LOG = -100;
        private static final double LEAST_VARIANCE = 1e-12;

        @Override
        public <T extends Algebra<T>> T value(T p, T t) {
            return t.mul(log(p)).add(t.rsub(1).mul(logOfRest(p))).rsub(0);
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T p, T t) {
            return p.sub(t).div(p.mul(p.rsub(1)).maximum(LEAST_VARIANCE));
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T p, T t) {
            return logOfRest(p).sub(log(p));
        }

        private static <T extends Algebra<T>> T log(T p) {
            return p.log().maximum(LEAST_LOG);
        }

        private static <T extends Algebra<T>> T logOfRest(T p) {
            return p.neg().log1p().maximum(LEAST_LOG);
        }
    }
}

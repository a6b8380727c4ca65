package io.atled.nn.loss;

import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import java.util.List;

/// The losses: each verb, its configurable form, and right below them the rule that defines it.
///
/// The verbs give the mean, to be differentiated:
///
/// ```java
/// Gradients g = Loss.softmaxCrossEntropy(model.forward(x), labels).gradients();
/// Tensor each = Loss.huber(0.5).withReduction(LossReduction.NONE).apply(model.forward(x), y);
/// ```
///
/// **Shape** output and target must have one shape; nothing broadcasts. **Throws** `ShapeMismatch`
/// naming the loss if they differ, or if the mean of nothing is asked for.
public final class Loss {
    /// Where the quadratic part of [#huber()] ends. **Source** PyTorch `HuberLoss`.
    public static final double DELTA = 1;
    /// Where the quadratic part of [#smoothL1()] ends. **Source** PyTorch `SmoothL1Loss`.
    public static final double BETA = 1;
    /// The least variance in [#gaussianNll()]. **Source** PyTorch `GaussianNLLLoss`.
    public static final double LEAST_VARIANCE = 1e-6;

    private static final String NO_WIDTH = "mae has no quadratic part";
    private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

    private Loss() {}

    /// The softmax cross-entropy of logits against class labels or probabilities; see
    /// [SoftmaxCrossEntropy]. **Shape** logits (…,classes); labels (…) I32, or probabilities
    /// (…,classes)
    ///
    /// @throws IndexOutOfBoundsException if a label is not a class, saying where
    public static Tensor softmaxCrossEntropy(Tensor logits, Tensor target) {
        return softmaxCrossEntropy().apply(logits, target);
    }

    /// See [#softmaxCrossEntropy(Tensor, Tensor)].
    public static SoftmaxCrossEntropy softmaxCrossEntropy() {
        return new SoftmaxCrossEntropy();
    }

    /// The binary cross-entropy of logits against targets from 0 to 1; see [BinaryCrossEntropy].
    public static Tensor binaryCrossEntropy(Tensor logits, Tensor target) {
        return binaryCrossEntropy().apply(logits, target);
    }

    /// See [#binaryCrossEntropy(Tensor, Tensor)].
    public static BinaryCrossEntropy binaryCrossEntropy() {
        return new BinaryCrossEntropy();
    }

    /// The same from probabilities, for models that end in them; see
    /// [BinaryCrossEntropy.OfProbabilities].
    public static Elementwise binaryCrossEntropyOfProbabilities() {
        return Elementwise.of("binaryCrossEntropyOfProbabilities",
                new BinaryCrossEntropy.OfProbabilities());
    }

    /// The negative log-likelihood −log p(label) of log-probabilities, as from `logSoftmax`; see
    /// [NegativeLogLikelihood]. From logits, [#softmaxCrossEntropy()] does both at once.
    public static Tensor nll(Tensor logProbabilities, Tensor labels) {
        return nll().apply(logProbabilities, labels);
    }

    /// See [#nll(Tensor, Tensor)].
    public static NegativeLogLikelihood nll() {
        return new NegativeLogLikelihood();
    }

    /// The mean squared error (a − t)².
    public static Tensor mse(Tensor output, Tensor target) {
        return mse().apply(output, target);
    }

    /// See [#mse(Tensor, Tensor)].
    public static Elementwise mse() {
        return Elementwise.of("mse", new SquaredError());
    }

    /// See [#mse()].
    public record SquaredError() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T a, T t) {
            return a.sub(t).square();
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T t) {
            return a.sub(t).mul(2);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T t) {
            return t.sub(a).mul(2);
        }
    }

    /// The mean absolute error |a − t|. **Derivative** the sign; 0 at equality.
    public static Tensor mae(Tensor output, Tensor target) {
        return mae().apply(output, target);
    }

    /// See [#mae(Tensor, Tensor)].
    public static Elementwise mae() {
        return Elementwise.of("mae", new AbsoluteError());
    }

    /// See [#mae()].
    public record AbsoluteError() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T a, T t) {
            return a.sub(t).abs();
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T t) {
            return a.sub(t).sign();
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T t) {
            return t.sub(a).sign();
        }
    }

    /// [#huber(double)] with [#DELTA].
    public static Elementwise huber() {
        return huber(DELTA);
    }

    /// ½d² where |d| ≤ δ, else δ·(|d| − ½δ), for d = output − target: outliers pull with constant
    /// force. **Derivative** d limited to ±δ. **Source** Huber 1964.
    ///
    /// @param delta where the quadratic part ends; in the units of the output
    public static Elementwise huber(double delta) {
        return Elementwise.of("huber", new Huber(delta));
    }

    /// See [#huber(double)].
    ///
    /// @param delta where the quadratic part ends
    public record Huber(double delta) implements Pointwise.Binary {
        /// Checks the width.
        public Huber {
            Require.positive("huber", "delta", delta, NO_WIDTH);
        }

        @Override
        public <T extends Algebra<T>> T value(T a, T t) {
            T d = a.sub(t).abs();
            return d.lessEqual(delta).where(d.mul(d).mul(0.5), d.sub(0.5 * delta).mul(delta));
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T t) {
            return a.sub(t).clamp(-delta, delta);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T t) {
            return t.sub(a).clamp(-delta, delta);
        }
    }

    /// [#smoothL1(double)] with [#BETA].
    public static Elementwise smoothL1() {
        return smoothL1(BETA);
    }

    /// ½d²/β where |d| ≤ β, else |d| − ½β: Huber's loss divided by its width.
    /// **Derivative** d/β limited to ±1. **Source** Girshick 2015, arXiv 1504.08083.
    ///
    /// @param beta where the quadratic part ends; in the units of the output
    public static Elementwise smoothL1(double beta) {
        return Elementwise.of("smoothL1", new SmoothL1(beta));
    }

    /// See [#smoothL1(double)].
    ///
    /// @param beta where the quadratic part ends
    public record SmoothL1(double beta) implements Pointwise.Binary {
        /// Checks the width.
        public SmoothL1 {
            Require.positive("smoothL1", "beta", beta, NO_WIDTH);
        }

        @Override
        public <T extends Algebra<T>> T value(T a, T t) {
            T d = a.sub(t).abs();
            return d.lessEqual(beta).where(d.mul(d).mul(0.5 / beta), d.sub(0.5 * beta));
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T t) {
            return a.sub(t).div(beta).clamp(-1, 1);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T t) {
            return t.sub(a).div(beta).clamp(-1, 1);
        }
    }

    /// t·(ln t − q) of log-probabilities q against probabilities t; 0 where t is 0. The divergence
    /// of whole distributions is its sum: take `BATCH_MEAN` for their mean.
    /// **Derivative** dq = −t, dt = ln t + 1 − q. **Domain** t ≥ 0.
    public static Elementwise klDivergence() {
        return Elementwise.of(new KlDivergence());
    }

    /// See [#klDivergence()].
    public record KlDivergence() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T q, T t) {
            return t.equalTo(0).where(0, t.mul(t.log().sub(q)));
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T q, T t) {
            return t.neg();
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T q, T t) {
            return t.log().add(1).sub(q);
        }
    }

    /// [#klDivergence()] of log-probabilities against log-probabilities: eᵗ·(t − q).
    /// **Derivative** dq = −eᵗ, dt = y + eᵗ.
    public static Elementwise klDivergenceOfLogs() {
        return Elementwise.of(new KlDivergenceOfLogs());
    }

    /// See [#klDivergenceOfLogs()].
    public record KlDivergenceOfLogs() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T q, T t) {
            T p = t.exp();
            return p.equalTo(0).where(0, p.mul(t.sub(q)));
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T q, T t) {
            return t.exp().neg();
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T q, T t) {
            return value(q, t).add(t.exp());
        }
    }

    /// eˣ − t·x of log-rates x against counts t: Poisson's negative log-likelihood without the
    /// term ln t!, which no output changes. **Derivative** dx = eˣ − t.
    public static Elementwise poissonNll() {
        return Elementwise.of(new PoissonNll());
    }

    /// See [#poissonNll()].
    public record PoissonNll() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T x, T t) {
            return x.exp().sub(t.mul(x));
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T x, T t) {
            return x.exp().sub(t);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T x, T t) {
            return x.neg();
        }
    }

    /// [#poissonNll()] with Stirling's approximation t·ln t − t + ½·ln(2πt) of ln t! where t > 1.
    public static Elementwise poissonNllFull() {
        return Elementwise.of(new PoissonNllFull());
    }

    /// See [#poissonNllFull()].
    public record PoissonNllFull() implements Pointwise.Binary {
        /// The logarithm sees 1 where t ≤ 1, so that nothing there is infinite.
        @Override
        public <T extends Algebra<T>> T value(T x, T t) {
            T many = t.greater(1);
            T log = many.where(t, 1).log();
            T stirling = t.mul(log.sub(1)).add(log.mul(0.5).add(HALF_LOG_TWO_PI));
            return new PoissonNll().value(x, t).add(many.where(stirling, 0));
        }
    }

    /// ½·(ln v + (x − t)²/v): the negative log-likelihood of t under a normal distribution of mean
    /// x and variance v, without the constant ½·ln 2π. Its operands are, in this order, means,
    /// targets, variances: `Loss.gaussianNll().on(mean, target, variance)`.
    /// **Domain** variances below [#LEAST_VARIANCE] count as that.
    public static Elementwise gaussianNll() {
        return Elementwise.of(new GaussianNll(LEAST_VARIANCE, 0));
    }

    /// [#gaussianNll()] with the constant ½·ln 2π.
    public static Elementwise gaussianNllFull() {
        return Elementwise.of(new GaussianNll(LEAST_VARIANCE, HALF_LOG_TWO_PI));
    }

    /// See [#gaussianNll()].
    ///
    /// @param leastVariance smaller variances count as this
    /// @param constant what is added
    public record GaussianNll(double leastVariance, double constant) implements Pointwise {
        /// Checks the least variance.
        public GaussianNll {
            Require.positive("gaussianNll", "leastVariance", leastVariance,
                    "it keeps the quotient finite");
        }

        @Override
        public int arity() {
            return 3;
        }

        @Override
        public <T extends Algebra<T>> T value(List<T> x) {
            T v = x.get(2).maximum(leastVariance);
            T d = x.get(0).sub(x.get(1));
            return v.log().add(d.mul(d).div(v)).mul(0.5).add(constant);
        }
    }
}

package io.atled.examples;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.nn.loss.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/// Derives softmax and its cross-entropy, every formula beside what autograd gives, and shows what
/// becomes of the formulas at extreme scores.
public final class SoftmaxAndCrossEntropy implements Example {
    /// Scores of five classes.
    static final Tensor SCORES = Tensor.of(2.0, 1.0, 0.5, 0.0, -1.0);
    /// The class that was wanted.
    static final int WANTED = 1;
    /// What the scores are divided by.
    static final ImmutableList<Double> TEMPERATURES = ImmutableList.of(0.2, 0.5, 1.0, 2.0, 10.0);
    /// Where the scores (s, −s) are judged if the second class was wanted.
    static final ImmutableList<Double> EXTREMES =
            ImmutableList.of(-10_000.0, -1000.0, -10.0, 0.0, 10.0, 100.0, 1000.0, 10_000.0);

    /// How far autograd is from the formulas, at most.
    ///
    /// @param twoClasses softmax of (z, 0) from sigmoid of z, for z from −30 to 30
    /// @param jacobian that of softmax from diag(p) − p·pᵀ
    /// @param gradient that of the cross-entropy from p − y
    /// @param hessian that of the cross-entropy from diag(p) − p·pᵀ, the Jacobian again
    /// @param rows the Hessian's row sums from 0: the same for all scores changes nothing
    /// @param variance vᵀ·Hessian·v from the variance of v under p, which is never negative: the
    ///         cross-entropy is convex in the scores
    record Differences(double twoClasses, double jacobian, double gradient, double hessian,
            double rows, double variance) {}

    /// The cross-entropy at scores (s, −s) where the second class was wanted.
    ///
    /// @param score s
    /// @param naive −ln(exp zᵢ / Σ exp zⱼ), as it stands in the book
    /// @param naiveSlope its derivative by the first score
    /// @param loss Atled's
    /// @param slope its derivative by the first score
    record Extreme(double score, double naive, double naiveSlope, double loss, double slope) {}

    @Override
    public String idea() {
        return "softmax, its Jacobian, and why cross-entropy's gradient is p − y, also at 10⁴";
    }

    @Override
    public void run(Path out) throws IOException {
        Differences d = differences();
        System.out.printf("autograd − formula, at most%n"
                + "softmax of (z, 0) and sigmoid of z                 %8.0e%n"
                + "Jacobian of softmax and diag(p) − p·pᵀ             %8.0e%n"
                + "gradient of cross-entropy and p − y                %8.0e%n"
                + "Hessian of cross-entropy and diag(p) − p·pᵀ        %8.0e%n"
                + "its row sums and 0                                 %8.0e%n"
                + "vᵀ·Hessian·v and the variance of v under p         %8.0e%n%n",
                d.twoClasses, d.jacobian, d.gradient, d.hessian, d.rows, d.variance);
        TEMPERATURES.forEach(t -> System.out.printf("temperature %4s: p = %s%n", t,
                SCORES.div(t).softmax(0).format()));

        System.out.printf("%nscores (s, −s), the second class wanted%n%8s %12s %12s %12s %12s%n",
                "s", "naive loss", "its slope", "loss", "its slope");
        EXTREMES.stream().map(SoftmaxAndCrossEntropy::extreme).forEach(e -> System.out.printf(
                "%8.0f %12.6g %12.6g %12.6g %12.6g%n", e.score, e.naive, e.naiveSlope, e.loss,
                e.slope));
        SoftmaxPictures.draw(out);
        Charts.say(out, "softmax-temperature.png", "softmax-derivation.png");
    }

    static Differences differences() {
        Tensor z = Tensor.linspace(-30, 30, 121).to(DType.F64);
        Tensor two = Tensor.stack(1, ImmutableList.of(z, z.mul(0))).softmax(1).select(1, 0);

        Tensor p = SCORES.softmax(0);
        Tensor y = Tensor.eye(SCORES.size()).to(DType.F64).select(0, WANTED);
        Tensor formula = Tensor.eye(SCORES.size()).to(DType.F64).mul(p).sub(p.outer(p));
        Function<Tensor, Tensor> loss = scores -> crossEntropy(scores, WANTED);
        Tensor hessian = Differentiate.hessian(loss).apply(SCORES);
        Tensor v = Tensor.of(0.3, -1.0, 2.0, 0.7, -0.4);
        Tensor variance = p.dot(v.square()).sub(p.dot(v).square());
        return new Differences(greatest(two.sub(z.sigmoid())),
                greatest(jacobian().sub(formula)),
                greatest(Differentiate.grad(loss).apply(SCORES).sub(p.sub(y))),
                greatest(hessian.sub(formula)), greatest(hessian.sum(1)),
                greatest(v.dot(hessian.matmul(v)).sub(variance)));
    }

    /// ∂pᵢ/∂zⱼ by autograd.
    static Tensor jacobian() {
        return Differentiate.jacobian(scores -> scores.softmax(0)).apply(SCORES);
    }

    static Tensor crossEntropy(Tensor scores, int wanted) {
        return Loss.softmaxCrossEntropy(scores, Tensor.of(wanted).reshape());
    }

    /// The formula as it stands in the book.
    static Tensor naive(Tensor scores, int wanted) {
        Tensor e = scores.exp();
        return e.div(e.sum()).select(0, wanted).log().neg();
    }

    static Extreme extreme(double s) {
        var naive = Differentiate.valueAndGrad((Tensor z) -> naive(z, 1)).apply(Tensor.of(s, -s));
        var exact = Differentiate.valueAndGrad((Tensor z) -> crossEntropy(z, 1))
                .apply(Tensor.of(s, -s));
        return new Extreme(s, naive.value().item(), naive.gradient().get(0), exact.value().item(),
                exact.gradient().get(0));
    }

    private static double greatest(Tensor differences) {
        return differences.abs().max().item();
    }
}

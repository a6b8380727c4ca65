package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// [Adam] with Nesterov's momentum, which grows over the first steps:
/// μₜ = β₁·(1 − ½·0.96^(t·momentumDecay)).
///
/// **Source** Dozat 2016, *Incorporating Nesterov Momentum into Adam*; details as PyTorch `NAdam`.
///
/// @param beta1 how much of the average gradient is kept
/// @param beta2 how much of the average square is kept
/// @param epsilon keeps the quotient finite
/// @param weightDecay what is added to the gradient for each unit of the parameter
/// @param momentumDecay how fast the momentum reaches β₁
public record NAdam(double beta1, double beta2, double epsilon, double weightDecay,
        double momentumDecay) implements PointwiseOptimizer {
    /// The usual learning rate. **Source** PyTorch `NAdam`.
    public static final double RATE = 2e-3;
    /// **Source** PyTorch `NAdam`.
    public static final double MOMENTUM_DECAY = 4e-3;
    /// **Source** Dozat 2016.
    private static final double BASE = 0.96;
    /// Terms of a series that falls by powers of 2: the next is below half an ulp.
    private static final int TERMS = 54;

    /// Checks the hyper-parameters.
    public NAdam {
        AdamMoments.check("nAdam", beta1, beta2, epsilon, weightDecay);
        Require.notNegative("nAdam", "momentumDecay", momentumDecay);
    }

    /// With the usual hyper-parameters.
    public NAdam() {
        this(Adam.BETA1, Adam.BETA2, Adam.EPSILON, 0, MOMENTUM_DECAY);
    }

    /// The same with other memories of the average gradient and of the average square.
    public NAdam withBetas(double ofGradient, double ofSquare) {
        return new NAdam(ofGradient, ofSquare, epsilon, weightDecay, momentumDecay);
    }

    /// The same with another ε.
    public NAdam withEpsilon(double other) {
        return new NAdam(beta1, beta2, other, weightDecay, momentumDecay);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public NAdam withWeightDecay(double other) {
        return new NAdam(beta1, beta2, epsilon, other, momentumDecay);
    }

    /// The same with a momentum that reaches β₁ faster or slower.
    public NAdam withMomentumDecay(double other) {
        return new NAdam(beta1, beta2, epsilon, weightDecay, other);
    }

    @Override
    public ImmutableList<String> slots() {
        return ImmutableList.of("mean", "square");
    }

    /// The factors of the gradient, of the mean, and of the root of the square.
    @Override
    public double[] numbers(long step, double rate) {
        double now = momentum(step + 1);
        double next = momentum(step + 2);
        double product = product(step + 1);
        return new double[] {rate * (1 - now) / (1 - product),
                rate * next / (1 - product * next), 1 / Math.sqrt(Rules.filled(beta2, step))};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T g = Rules.decayed(gradient, p, weightDecay);
        T m = Rules.average(beta1, state.get(0), g);
        T v = Rules.averageSquare(beta2, state.get(1), g);
        T direction = g.mul(numbers.get(0)).add(m.mul(numbers.get(1)));
        return List.of(p.sub(direction.div(v.sqrt().mul(numbers.get(2)).add(epsilon))), m, v);
    }

    private double momentum(long t) {
        return beta1 * (1 - 0.5 * Math.pow(BASE, t * momentumDecay));
    }

    /// The product of the first t momenta β₁·(1 − ½qⁱ), with q = 0.96^momentumDecay.
    ///
    /// ```text
    /// Σᵢ ln(1 − ½qⁱ) = −Σᵢ Σₖ (½qⁱ)ᵏ/k = −Σₖ 2⁻ᵏ/k · Σᵢ qⁱᵏ
    /// Σᵢ qⁱᵏ = qᵏ(1 − qᵏᵗ)/(1 − qᵏ) = (1 − e⁻ᵃᵗ)/(eᵃ − 1)   with a = −k·ln q; t where a = 0
    /// ```
    private double product(long t) {
        double decline = -momentumDecay * Math.log(BASE);
        double sum = 0;
        for (int k = TERMS; k >= 1; k--) {
            double a = k * decline;
            double powers = a == 0 ? t : -Math.expm1(-a * t) / Math.expm1(a);
            sum += Math.scalb(1.0, -k) / k * powers;
        }
        return Math.exp(t * Math.log(beta1) - sum);
    }
}

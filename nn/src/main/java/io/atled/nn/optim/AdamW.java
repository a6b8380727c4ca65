package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// [Adam] with weight decay of its own: p ← (1 − rate·decay)·p − rate·m̂/(√v̂ + ε). The decay does
/// not pass through the averages, so every weight shrinks alike.
///
/// **Source** Loshchilov and Hutter 2019, arXiv 1711.05101; details as PyTorch `AdamW`.
///
/// @param beta1 how much of the average gradient is kept
/// @param beta2 how much of the average square is kept
/// @param epsilon keeps the quotient finite
/// @param weightDecay what part of the parameter goes at rate 1
/// @param secondMoment which average square divides
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay,
        SecondMoment secondMoment) implements PointwiseOptimizer {
    /// **Source** PyTorch `AdamW`.
    public static final double WEIGHT_DECAY = 0.01;

    /// Checks the hyper-parameters.
    public AdamW {
        AdamMoments.check("adamW", beta1, beta2, epsilon, weightDecay);
    }

    /// With the usual hyper-parameters.
    public AdamW() {
        this(Adam.BETA1, Adam.BETA2, Adam.EPSILON, WEIGHT_DECAY, SecondMoment.LATEST);
    }

    /// The same with other memories of the average gradient and of the average square.
    public AdamW withBetas(double ofGradient, double ofSquare) {
        return new AdamW(ofGradient, ofSquare, epsilon, weightDecay, secondMoment);
    }

    /// The same with another ε.
    public AdamW withEpsilon(double other) {
        return new AdamW(beta1, beta2, other, weightDecay, secondMoment);
    }

    /// The same with another weight decay; 0 turns it off, as for biases.
    public AdamW withWeightDecay(double other) {
        return new AdamW(beta1, beta2, epsilon, other, secondMoment);
    }

    /// The same dividing by the largest average square so far.
    public AdamW withAmsgrad() {
        return new AdamW(beta1, beta2, epsilon, weightDecay, SecondMoment.LARGEST);
    }

    @Override
    public ImmutableList<String> slots() {
        return moments().slots();
    }

    @Override
    public double[] numbers(long step, double rate) {
        return moments().numbers(step, rate, 1 - rate * weightDecay);
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T g, List<T> state, List<T> numbers) {
        return moments().next(p, g, state, numbers);
    }

    private AdamMoments moments() {
        return new AdamMoments(beta1, beta2, epsilon, secondMoment);
    }
}

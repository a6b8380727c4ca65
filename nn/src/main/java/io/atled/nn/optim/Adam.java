package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// Gradient descent in units of each element's usual gradient: p ← p − rate·m̂/(√v̂ + ε), of the
/// averages m of the gradient and v of its square, corrected for their start at 0.
///
/// Weight decay is added to the gradient, so that it is divided too; [AdamW] does not.
/// **Source** Kingma and Ba 2015, arXiv 1412.6980; details as PyTorch `Adam`.
///
/// @param beta1 how much of the average gradient is kept
/// @param beta2 how much of the average square is kept
/// @param epsilon keeps the quotient finite
/// @param weightDecay what is added to the gradient for each unit of the parameter
/// @param secondMoment which average square divides
public record Adam(double beta1, double beta2, double epsilon, double weightDecay,
        SecondMoment secondMoment) implements PointwiseOptimizer {
    /// The usual learning rate. **Source** Kingma and Ba 2015, algorithm 1.
    public static final double RATE = 1e-3;
    /// **Source** Kingma and Ba 2015, algorithm 1.
    public static final double BETA1 = 0.9;
    /// **Source** Kingma and Ba 2015, algorithm 1.
    public static final double BETA2 = 0.999;
    /// **Source** Kingma and Ba 2015, algorithm 1.
    public static final double EPSILON = 1e-8;

    /// Checks the hyper-parameters.
    public Adam {
        AdamMoments.check("adam", beta1, beta2, epsilon, weightDecay);
    }

    /// With the usual hyper-parameters.
    public Adam() {
        this(BETA1, BETA2, EPSILON, 0, SecondMoment.LATEST);
    }

    /// The same with other memories of the average gradient and of the average square.
    public Adam withBetas(double ofGradient, double ofSquare) {
        return new Adam(ofGradient, ofSquare, epsilon, weightDecay, secondMoment);
    }

    /// The same with another ε.
    public Adam withEpsilon(double other) {
        return new Adam(beta1, beta2, other, weightDecay, secondMoment);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public Adam withWeightDecay(double other) {
        return new Adam(beta1, beta2, epsilon, other, secondMoment);
    }

    /// The same dividing by the largest average square so far.
    public Adam withAmsgrad() {
        return new Adam(beta1, beta2, epsilon, weightDecay, SecondMoment.LARGEST);
    }

    @Override
    public ImmutableList<String> slots() {
        return moments().slots();
    }

    @Override
    public double[] numbers(long step, double rate) {
        return moments().numbers(step, rate, 1);
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T g, List<T> state, List<T> numbers) {
        return moments().next(p, Rules.decayed(g, p, weightDecay), state, numbers);
    }

    private AdamMoments moments() {
        return new AdamMoments(beta1, beta2, epsilon, secondMoment);
    }
}

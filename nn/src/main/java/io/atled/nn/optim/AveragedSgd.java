package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// Gradient descent with a falling rate η = rate/(1 + λ·rate·step)^α, that also averages where it
/// has been: p ← (1 − λ·η)·p − η·g. The average, in the state as `average`, is the better answer.
///
/// **Source** Polyak and Juditsky 1992; details as PyTorch `ASGD`.
///
/// @param lambda how fast parameters decay, and the rate with them
/// @param alpha the power by which the rate falls
/// @param averagingFrom the update from which the average is taken
/// @param weightDecay what is added to the gradient for each unit of the parameter
public record AveragedSgd(double lambda, double alpha, double averagingFrom, double weightDecay)
        implements PointwiseOptimizer {
    /// **Source** PyTorch `ASGD`.
    public static final double LAMBDA = 1e-4;
    /// **Source** PyTorch `ASGD`.
    public static final double ALPHA = 0.75;
    /// **Source** PyTorch `ASGD`.
    public static final double AVERAGING_FROM = 1e6;

    /// Checks the hyper-parameters.
    public AveragedSgd {
        Require.notNegative("averagedSgd", "lambda", lambda);
        Require.notNegative("averagedSgd", "alpha", alpha);
        Require.notNegative("averagedSgd", "averagingFrom", averagingFrom);
        Require.notNegative("averagedSgd", "weightDecay", weightDecay);
    }

    /// With the usual hyper-parameters.
    public AveragedSgd() {
        this(LAMBDA, ALPHA, AVERAGING_FROM, 0);
    }

    /// The same with other decay and another fall of the rate.
    public AveragedSgd withDecay(double ofParameters, double powerOfRate) {
        return new AveragedSgd(ofParameters, powerOfRate, averagingFrom, weightDecay);
    }

    /// The same averaging from another update on.
    public AveragedSgd withAveragingFrom(double update) {
        return new AveragedSgd(lambda, alpha, update, weightDecay);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public AveragedSgd withWeightDecay(double other) {
        return new AveragedSgd(lambda, alpha, averagingFrom, other);
    }

    @Override
    public ImmutableList<String> slots() {
        return ImmutableList.of("average");
    }

    @Override
    public double[] numbers(long step, double rate) {
        double falling = rate / Math.pow(1 + lambda * rate * step, alpha);
        double share = 1 / Math.max(1, step - averagingFrom);
        return new double[] {falling, 1 - lambda * falling, share, 1 - share};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T g = Rules.decayed(gradient, p, weightDecay);
        T next = p.mul(numbers.get(1)).sub(g.mul(numbers.get(0)));
        return List.of(next, state.getFirst().mul(numbers.get(3)).add(next.mul(numbers.get(2))));
    }
}

package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;

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
        implements Optimizer {
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
    public Update update(Tensor parameter, Tensor gradient, ImmutableList<Tensor> state, long step,
            double rate) {
        Tensor g = Rules.decayed(gradient, parameter, weightDecay);
        double falling = rate / Math.pow(1 + lambda * rate * step, alpha);
        Tensor p = Rules.descend(parameter.mul(1 - lambda * falling), g, falling);
        double share = 1 / Math.max(1, step - averagingFrom);
        Tensor average = state.getFirst();
        Tensor moved = share == 1 ? p : average.add(p.sub(average).mul(share));
        return Update.of(p, moved);
    }
}

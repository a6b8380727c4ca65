package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import io.atled.autograd.Tensor;
import java.util.List;

/// Gradient descent with a rate that falls where gradients were large: p ← p − rate·g/(√s + ε), of
/// the sum s of all squares so far; good for rare features.
///
/// **Source** Duchi et al. 2011; details as PyTorch `Adagrad`.
///
/// @param epsilon keeps the quotient finite
/// @param rateDecay the rate is divided by 1 + rateDecay·step
/// @param weightDecay what is added to the gradient for each unit of the parameter
/// @param initialSum what the sum of squares starts from
public record Adagrad(double epsilon, double rateDecay, double weightDecay, double initialSum)
        implements PointwiseOptimizer {
    /// **Source** PyTorch `Adagrad`.
    public static final double EPSILON = 1e-10;

    /// Checks the hyper-parameters.
    public Adagrad {
        Require.positive("adagrad", "epsilon", epsilon);
        Require.notNegative("adagrad", "rateDecay", rateDecay);
        Require.notNegative("adagrad", "weightDecay", weightDecay);
        Require.notNegative("adagrad", "initialSum", initialSum);
    }

    /// With the usual hyper-parameters.
    public Adagrad() {
        this(EPSILON, 0, 0, 0);
    }

    /// The same with another ε.
    public Adagrad withEpsilon(double other) {
        return new Adagrad(other, rateDecay, weightDecay, initialSum);
    }

    /// The same with a rate that falls with the step, too.
    public Adagrad withRateDecay(double other) {
        return new Adagrad(epsilon, other, weightDecay, initialSum);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public Adagrad withWeightDecay(double other) {
        return new Adagrad(epsilon, rateDecay, other, initialSum);
    }

    /// The same with a sum of squares that starts at `sum`, to tame the first steps.
    public Adagrad withInitialSum(double sum) {
        return new Adagrad(epsilon, rateDecay, weightDecay, sum);
    }

    @Override
    public ImmutableList<String> slots() {
        return ImmutableList.of("sum");
    }

    @Override
    public ImmutableList<Tensor> start(Tensor parameter) {
        return ImmutableList.of(Tensor.full(parameter.dtype(), parameter.shape(), initialSum));
    }

    @Override
    public double[] numbers(long step, double rate) {
        return new double[] {rate / (1 + step * rateDecay)};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T g = Rules.decayed(gradient, p, weightDecay);
        T sum = state.getFirst().add(g.mul(g));
        return List.of(p.sub(Rules.scaled(g, sum, epsilon).mul(numbers.getFirst())), sum);
    }
}

package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// Gradient descent whose steps have the size of earlier steps: p ← p − rate·Δ, with
/// Δ = g·√(u + ε)/√(v + ε), of the averages u of Δ² and v of g².
///
/// **Units** the rate has none: 1 is usual. **Source** Zeiler 2012, arXiv 1212.5701; details as
/// PyTorch `Adadelta`.
///
/// @param decay how much of the averages is kept
/// @param epsilon the size of the first steps, squared, in units of the gradient's
/// @param weightDecay what is added to the gradient for each unit of the parameter
public record Adadelta(double decay, double epsilon, double weightDecay)
        implements PointwiseOptimizer {
    /// **Source** PyTorch `Adadelta`.
    public static final double DECAY = 0.9;
    /// **Source** PyTorch `Adadelta`.
    public static final double EPSILON = 1e-6;

    /// Checks the hyper-parameters.
    public Adadelta {
        Require.fraction("adadelta", "decay", decay);
        Require.positive("adadelta", "epsilon", epsilon);
        Require.notNegative("adadelta", "weightDecay", weightDecay);
    }

    /// With the usual hyper-parameters.
    public Adadelta() {
        this(DECAY, EPSILON, 0);
    }

    /// The same with another memory of the averages.
    public Adadelta withDecay(double other) {
        return new Adadelta(other, epsilon, weightDecay);
    }

    /// The same with another ε.
    public Adadelta withEpsilon(double other) {
        return new Adadelta(decay, other, weightDecay);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public Adadelta withWeightDecay(double other) {
        return new Adadelta(decay, epsilon, other);
    }

    @Override
    public ImmutableList<String> slots() {
        return ImmutableList.of("square", "step");
    }

    @Override
    public double[] numbers(long step, double rate) {
        return new double[] {rate};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T g = Rules.decayed(gradient, p, weightDecay);
        T square = Rules.averageSquare(decay, state.get(0), g);
        T usualStep = state.get(1).add(epsilon).sqrt();
        T delta = usualStep.div(square.add(epsilon).sqrt()).mul(g);
        return List.of(p.sub(delta.mul(numbers.getFirst())), square,
                Rules.averageSquare(decay, state.get(1), delta));
    }
}

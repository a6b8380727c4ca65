package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.ArrayList;
import java.util.List;

/// Gradient descent in units of the root of the average square gradient: p ← p − rate·g/(√v + ε).
///
/// **Source** Hinton, *Neural Networks for Machine Learning* (2012), lecture 6e; centered form:
/// Graves 2013, arXiv 1308.0850; details as PyTorch `RMSprop`.
///
/// @param decay how much of the average square is kept
/// @param epsilon keeps the quotient finite
/// @param momentum how much of the velocity is kept; 0 for none
/// @param weightDecay what is added to the gradient for each unit of the parameter
/// @param measure what the gradient is measured in
public record RmsProp(double decay, double epsilon, double momentum, double weightDecay,
        Measure measure) implements PointwiseOptimizer {
    /// **Source** PyTorch `RMSprop`.
    public static final double DECAY = 0.99;
    /// **Source** PyTorch `RMSprop`.
    public static final double EPSILON = 1e-8;

    /// What the gradient is measured in.
    public enum Measure {
        /// The root of its average square.
        ROOT_MEAN_SQUARE,
        /// Its standard deviation: the average square without the square of the average.
        DEVIATION
    }

    /// Checks the hyper-parameters.
    public RmsProp {
        Require.fraction("rmsProp", "decay", decay);
        Require.positive("rmsProp", "epsilon", epsilon);
        Require.fraction("rmsProp", "momentum", momentum);
        Require.notNegative("rmsProp", "weightDecay", weightDecay);
    }

    /// With the usual hyper-parameters, without momentum.
    public RmsProp() {
        this(DECAY, EPSILON, 0, 0, Measure.ROOT_MEAN_SQUARE);
    }

    /// The same with another memory of the average square.
    public RmsProp withDecay(double other) {
        return new RmsProp(other, epsilon, momentum, weightDecay, measure);
    }

    /// The same with another ε.
    public RmsProp withEpsilon(double other) {
        return new RmsProp(decay, other, momentum, weightDecay, measure);
    }

    /// The same with momentum.
    public RmsProp withMomentum(double other) {
        return new RmsProp(decay, epsilon, other, weightDecay, measure);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public RmsProp withWeightDecay(double other) {
        return new RmsProp(decay, epsilon, momentum, other, measure);
    }

    /// The same measuring in standard deviations.
    public RmsProp centered() {
        return new RmsProp(decay, epsilon, momentum, weightDecay, Measure.DEVIATION);
    }

    @Override
    public ImmutableList<String> slots() {
        var slots = ImmutableList.<String>builder().add("square");
        if (measure == Measure.DEVIATION) {
            slots.add("mean");
        }
        return momentum == 0 ? slots.build() : slots.add("velocity").build();
    }

    @Override
    public double[] numbers(long step, double rate) {
        return new double[] {rate};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T g = Rules.decayed(gradient, p, weightDecay);
        T square = Rules.averageSquare(decay, state.getFirst(), g);
        var remembered = new ArrayList<T>(List.of(square));
        T spread = square;
        if (measure == Measure.DEVIATION) {
            T mean = Rules.average(decay, state.get(1), g);
            // rounding must not push it below 0, whose root would be NaN
            spread = square.sub(mean.mul(mean)).maximum(p.constant(0));
            remembered.add(mean);
        }
        T direction = Rules.scaled(g, spread, epsilon);
        if (momentum != 0) {
            direction = state.getLast().mul(momentum).add(direction);
            remembered.add(direction);
        }
        remembered.addFirst(p.sub(direction.mul(numbers.getFirst())));
        return remembered;
    }
}

package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// [Adam] that measures in the largest recent gradient instead of its average square:
/// p ← p − rate·m̂/u, with u ← max(β₂·u, |g| + ε).
///
/// **Source** Kingma and Ba 2015, arXiv 1412.6980, §7.1; details as PyTorch `Adamax`.
///
/// @param beta1 how much of the average gradient is kept
/// @param beta2 how much of the largest gradient is kept
/// @param epsilon keeps the quotient finite
/// @param weightDecay what is added to the gradient for each unit of the parameter
public record Adamax(double beta1, double beta2, double epsilon, double weightDecay)
        implements PointwiseOptimizer {
    /// The usual learning rate. **Source** Kingma and Ba 2015, algorithm 2.
    public static final double RATE = 2e-3;

    /// Checks the hyper-parameters.
    public Adamax {
        AdamMoments.check("adamax", beta1, beta2, epsilon, weightDecay);
    }

    /// With the usual hyper-parameters.
    public Adamax() {
        this(Adam.BETA1, Adam.BETA2, Adam.EPSILON, 0);
    }

    /// The same with other memories of the average gradient and of the largest.
    public Adamax withBetas(double ofGradient, double ofLargest) {
        return new Adamax(ofGradient, ofLargest, epsilon, weightDecay);
    }

    /// The same with another ε.
    public Adamax withEpsilon(double other) {
        return new Adamax(beta1, beta2, other, weightDecay);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public Adamax withWeightDecay(double other) {
        return new Adamax(beta1, beta2, epsilon, other);
    }

    @Override
    public ImmutableList<String> slots() {
        return ImmutableList.of("mean", "largest");
    }

    @Override
    public double[] numbers(long step, double rate) {
        return new double[] {rate / Rules.filled(beta1, step)};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T g = Rules.decayed(gradient, p, weightDecay);
        T m = Rules.average(beta1, state.get(0), g);
        T u = state.get(1).mul(beta2).maximum(g.abs().add(epsilon));
        return List.of(p.sub(m.div(u).mul(numbers.getFirst())), m, u);
    }
}

package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// [Adam] that divides by the average square only once enough gradients stand behind it, and then
/// with a correction for their number: a warm-up of its own.
///
/// **Source** Liu et al. 2020, arXiv 1908.03265; details as PyTorch `RAdam`.
///
/// @param beta1 how much of the average gradient is kept
/// @param beta2 how much of the average square is kept
/// @param epsilon keeps the quotient finite
/// @param weightDecay what is added to the gradient for each unit of the parameter
public record RAdam(double beta1, double beta2, double epsilon, double weightDecay)
        implements PointwiseOptimizer {
    /// How many gradients must stand behind the average square. **Source** PyTorch `RAdam`.
    private static final double ENOUGH = 5;

    /// Checks the hyper-parameters.
    public RAdam {
        AdamMoments.check("rAdam", beta1, beta2, epsilon, weightDecay);
    }

    /// With the usual hyper-parameters.
    public RAdam() {
        this(Adam.BETA1, Adam.BETA2, Adam.EPSILON, 0);
    }

    /// The same with other memories of the average gradient and of the average square.
    public RAdam withBetas(double ofGradient, double ofSquare) {
        return new RAdam(ofGradient, ofSquare, epsilon, weightDecay);
    }

    /// The same with another ε.
    public RAdam withEpsilon(double other) {
        return new RAdam(beta1, beta2, other, weightDecay);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public RAdam withWeightDecay(double other) {
        return new RAdam(beta1, beta2, epsilon, other);
    }

    @Override
    public ImmutableList<String> slots() {
        return ImmutableList.of("mean", "square");
    }

    /// The factors of m and of m/(√v + ε), of which one is 0.
    @Override
    public double[] numbers(long step, double rate) {
        double size = rate / Rules.filled(beta1, step);
        double trust = trust(step);
        return new double[] {trust == 0 ? size : 0, size * trust};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T g = Rules.decayed(gradient, p, weightDecay);
        T m = Rules.average(beta1, state.get(0), g);
        T v = Rules.averageSquare(beta2, state.get(1), g);
        T step = m.mul(numbers.get(0)).add(Rules.scaled(m, v, epsilon).mul(numbers.get(1)));
        return List.of(p.sub(step), m, v);
    }

    /// The rectification times √(1 − β₂ᵗ); 0 while too few gradients stand behind the square.
    private double trust(long step) {
        double most = 2 / (1 - beta2) - 1;
        double filled = Rules.filled(beta2, step);
        double count = most - 2 * (step + 1) * (1 - filled) / filled;
        if (count <= ENOUGH) {
            return 0;
        }
        double shrink = (count - 4) * (count - 2) * most / ((most - 4) * (most - 2) * count);
        return Math.sqrt(shrink * filled);
    }
}

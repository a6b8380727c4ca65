package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// Descent by the signs of gradients alone: the step of each element grows while its gradient keeps
/// its sign and shrinks when it changes. For whole batches; the rate is the size of the first step.
///
/// **Source** Riedmiller and Braun 1993; details as PyTorch `Rprop`.
///
/// @param shrink what a step is multiplied by when the sign changes, below 1
/// @param grow what a step is multiplied by when the sign stays, above 1
/// @param least the smallest step
/// @param most the largest step
public record Rprop(double shrink, double grow, double least, double most)
        implements PointwiseOptimizer {
    /// **Source** Riedmiller and Braun 1993.
    public static final double SHRINK = 0.5;
    /// **Source** Riedmiller and Braun 1993.
    public static final double GROW = 1.2;
    /// **Source** PyTorch `Rprop`.
    public static final double LEAST = 1e-6;
    /// **Source** Riedmiller and Braun 1993.
    public static final double MOST = 50;

    /// Checks the hyper-parameters.
    public Rprop {
        if (!(shrink > 0 && shrink < 1 && grow > 1 && grow < Double.POSITIVE_INFINITY)) {
            throw Require.bad("rprop", "needs 0 < shrink < 1 < grow", shrink + " and " + grow,
                    "0.5 and 1.2 are usual");
        }
        if (!(least > 0 && least <= most && most < Double.POSITIVE_INFINITY)) {
            throw Require.bad("rprop", "needs 0 < least ≤ most", least + " and " + most,
                    "they limit the steps");
        }
    }

    /// With the usual hyper-parameters.
    public Rprop() {
        this(SHRINK, GROW, LEAST, MOST);
    }

    /// The same with steps that shrink and grow by other factors.
    public Rprop withFactors(double shrinking, double growing) {
        return new Rprop(shrinking, growing, least, most);
    }

    /// The same with other limits to the steps.
    public Rprop withSteps(double smallest, double largest) {
        return new Rprop(shrink, grow, smallest, largest);
    }

    @Override
    public ImmutableList<String> slots() {
        return ImmutableList.of("gradient", "size");
    }

    /// How much of the former size counts, and what is added: the rate, at first.
    @Override
    public double[] numbers(long step, double rate) {
        return step == 0 ? new double[] {0, rate} : new double[] {1, 0};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T agreement = gradient.mul(state.get(0)).sign();
        T before = state.get(1).mul(numbers.get(0)).add(numbers.get(1));
        T turned = agreement.less(0);
        T factor = turned.where(shrink,
                agreement.greater(0).where(p.constant(grow), p.constant(1)));
        T size = before.mul(factor).clamp(least, most);
        T g = turned.where(0, gradient);
        return List.of(p.sub(g.sign().mul(size)), g, size);
    }
}

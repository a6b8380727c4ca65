package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;

/// Descent by the signs of gradients alone: the step of each element grows while its gradient keeps
/// its sign and shrinks when it changes. For whole batches; the rate is the size of the first step.
///
/// **Source** Riedmiller and Braun 1993; details as PyTorch `Rprop`.
///
/// @param shrink what a step is multiplied by when the sign changes, below 1
/// @param grow what a step is multiplied by when the sign stays, above 1
/// @param least the smallest step
/// @param most the largest step
public record Rprop(double shrink, double grow, double least, double most) implements Optimizer {
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

    @Override
    public Update update(Tensor parameter, Tensor gradient, ImmutableList<Tensor> state, long step,
            double rate) {
        Tensor agreement = gradient.mul(state.get(0)).sign();
        Tensor before = step == 0 ? Tensor.full(parameter.dtype(), parameter.shape(), rate)
                : state.get(1);
        Tensor turned = agreement.less(0);
        Tensor factor = turned.where(shrink,
                agreement.greater(0).where(parameter.constant(grow), parameter.constant(1)));
        Tensor size = before.mul(factor).clamp(least, most);
        Tensor g = turned.where(0, gradient);
        return Update.of(parameter.sub(g.sign().mul(size)), g, size);
    }
}

package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import java.util.List;

/// Gradient descent, plain or with momentum: p ← p − rate·v, where v is the gradient g, or with
/// momentum v ← momentum·v + (1 − dampening)·g, starting from the first g.
///
/// **Units** the rate has those of parameter²/loss. **Source** Polyak 1964; Sutskever et al. 2013
/// for Nesterov's form; details as PyTorch `SGD`.
///
/// @param momentum how much of the velocity is kept, from 0 to 1
/// @param dampening how much less of the gradient enters the velocity
/// @param weightDecay what is added to the gradient for each unit of the parameter
/// @param lookahead where the velocity is taken
public record Sgd(double momentum, double dampening, double weightDecay, Lookahead lookahead)
        implements PointwiseOptimizer {
    /// A usual momentum.
    public static final double MOMENTUM = 0.9;

    /// Where the velocity is taken that the parameter follows.
    public enum Lookahead {
        /// Where the parameter is: Polyak's heavy ball.
        NONE,
        /// Where the momentum is about to lead: v is replaced by g + momentum·v.
        NESTEROV
    }

    /// Checks the hyper-parameters.
    public Sgd {
        Require.fraction("sgd", "momentum", momentum);
        Require.notNegative("sgd", "weightDecay", weightDecay);
        if (!(dampening >= 0 && dampening <= 1)) {
            throw Require.bad("sgd", "dampening must be from 0 to 1", dampening, "0 turns it off");
        }
        if (lookahead == Lookahead.NESTEROV && (momentum == 0 || dampening != 0)) {
            throw Require.bad("sgd", "Nesterov's form needs momentum and no dampening",
                    "momentum " + momentum + ", dampening " + dampening,
                    "choose the momentum first, withMomentum(0.9).withNesterov()");
        }
    }

    /// Plain gradient descent.
    public Sgd() {
        this(0, 0, 0, Lookahead.NONE);
    }

    /// The same with momentum.
    public Sgd withMomentum(double other) {
        return new Sgd(other, dampening, weightDecay, lookahead);
    }

    /// The same in Nesterov's form.
    public Sgd withNesterov() {
        return new Sgd(momentum, dampening, weightDecay, Lookahead.NESTEROV);
    }

    /// The same with less of the gradient entering the velocity.
    public Sgd withDampening(double other) {
        return new Sgd(momentum, other, weightDecay, lookahead);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public Sgd withWeightDecay(double other) {
        return new Sgd(momentum, dampening, other, lookahead);
    }

    @Override
    public ImmutableList<String> slots() {
        return momentum == 0 ? ImmutableList.of() : ImmutableList.of("velocity");
    }

    /// The rate, and how much of the velocity and of the gradient make the next velocity; the
    /// first is the gradient itself.
    @Override
    public double[] numbers(long step, double rate) {
        return step == 0 ? new double[] {rate, 0, 1}
                : new double[] {rate, momentum, 1 - dampening};
    }

    @Override
    public <T extends Algebra<T>> List<T> next(T p, T gradient, List<T> state, List<T> numbers) {
        T g = Rules.decayed(gradient, p, weightDecay);
        T rate = numbers.get(0);
        if (momentum == 0) {
            return List.of(p.sub(g.mul(rate)));
        }
        T v = state.getFirst().mul(numbers.get(1)).add(g.mul(numbers.get(2)));
        T direction = lookahead == Lookahead.NONE ? v : g.add(v.mul(momentum));
        return List.of(p.sub(direction.mul(rate)), v);
    }
}

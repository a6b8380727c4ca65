package io.atled.nn.optim;

import io.atled.autograd.Algebra;

/// Formulas that several optimizers share.
final class Rules {
    private Rules() {}

    /// The gradient with the pull of weight decay, g + c·p, which the state then sees too.
    static <T extends Algebra<T>> T decayed(T gradient, T parameter, double weightDecay) {
        return weightDecay == 0 ? gradient : gradient.add(parameter.mul(weightDecay));
    }

    /// keep·a + (1 − keep)·b.
    static <T extends Algebra<T>> T average(double keep, T a, T b) {
        return a.mul(keep).add(b.mul(1 - keep));
    }

    /// keep·a + (1 − keep)·b².
    static <T extends Algebra<T>> T averageSquare(double keep, T a, T b) {
        return average(keep, a, b.mul(b));
    }

    /// g / (√s + ε): the gradient measured in its usual size.
    static <T extends Algebra<T>> T scaled(T g, T s, double epsilon) {
        return g.div(s.sqrt().add(epsilon));
    }

    /// 1 − βᵗ at the `step` before update t: what an average that started at 0 is divided by.
    static double filled(double beta, long step) {
        return 1 - Math.pow(beta, (double) step + 1);
    }
}

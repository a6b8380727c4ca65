package io.atled.nn.schedule;

/// A *rate schedule*: the learning rate as a pure function of the step.
///
/// A step is one update of the parameters, counted from 0. Nothing is stored between steps, so a
/// schedule can be shared, drawn, compared, and resumed anywhere. Anything that varies over steps
/// can be one, momentum and weight decay too; and any function of the step is one:
///
/// ```java
/// Rate rate = step -> 0.1 / (1 + 0.01 * step);
/// ```
///
/// **Values** at some steps:
///
/// | schedule | 0 | 1 | 2 | 5 | 10 | 20 |
/// |---|---|---|---|---|---|---|
/// | `constant(0.1)` | 0.1 | 0.1 | 0.1 | 0.1 | 0.1 | 0.1 |
/// | `stepDecay(1.0, 5, 0.5)` | 1 | 1 | 1 | 0.5 | 0.25 | 0.0625 |
/// | `milestones(1.0, 0.1, 2, 10)` | 1 | 1 | 0.1 | 0.1 | 0.01 | 0.01 |
/// | `exponential(1.0, 0.9)` | 1 | 0.9 | 0.81 | 0.59049 | 0.348678 | 0.121577 |
/// | `linear(1.0, 0.0, 10)` | 1 | 0.9 | 0.8 | 0.5 | 0 | 0 |
/// | `polynomial(1.0, 0.0, 10, 2.0)` | 1 | 0.81 | 0.64 | 0.25 | 0 | 0 |
/// | `inverseSqrt(1.0, 5)` | 1 | 0.912871 | 0.845154 | 0.707107 | 0.57735 | 0.447214 |
/// | `cosine(1.0, 0.0, 10)` | 1 | 0.975528 | 0.904508 | 0.5 | 0 | 1 |
/// | `cosine(1.0, 0.0, 10).heldFrom(10)` | 1 | 0.975528 | 0.904508 | 0.5 | 0 | 0 |
/// | `cosineRestarts(1.0, 0.0, 10, 1)` | 1 | 0.975528 | 0.904508 | 0.5 | 1 | 1 |
/// | `cosineRestarts(1.0, 0.0, 5, 2)` | 1 | 0.904508 | 0.654508 | 1 | 0.5 | 0.853553 |
/// | `oneCycle(1.0, 21)` | 0.04 | 0.121885 | 0.339603 | 0.992431 | 0.768275 | 4E-6 |
/// | `cyclic(0.0, 1.0, 5)` | 0 | 0.2 | 0.4 | 1 | 0 | 0 |
/// | `cosine(1.0, 0.0, 10).after(warmup(10))` | 0 | 0.1 | 0.2 | 0.5 | 1 | 0 |
/// | `exponential(1.0, 0.9).times(2.0)` | 2 | 1.8 | 1.62 | 1.18098 | 0.697357 | 0.243153 |
/// | `linear(1.0, 0.0, 10).clampedAtLeast(0.3)` | 1 | 0.9 | 0.8 | 0.5 | 0.3 | 0.3 |
@FunctionalInterface
public interface Rate {
    /// The rate in force during `step`.
    ///
    /// @throws IllegalArgumentException if `step` is negative (every schedule of this package)
    double at(long step);

    /// Always `rate`.
    static Rate constant(double rate) {
        return new Curves.Constant(rate);
    }

    /// `from · factor^⌊step / every⌋`: multiplied by `factor` every `every` steps.
    ///
    /// **Source** PyTorch `StepLR`.
    static Rate stepDecay(double from, long every, double factor) {
        return new Curves.StepDecay(from, every, factor);
    }

    /// `from · factor^(number of milestones ≤ step)`; a milestone given twice counts twice.
    ///
    /// **Source** PyTorch `MultiStepLR`.
    static Rate milestones(double from, double factor, long... steps) {
        return new Curves.Milestones(from, factor, Curves.sorted(steps));
    }

    /// `from · factor^step`. A factor above 1 grows, as in a search for the largest usable rate.
    ///
    /// **Source** PyTorch `ExponentialLR`.
    static Rate exponential(double from, double factor) {
        return new Curves.Exponential(from, factor);
    }

    /// `from + (to − from) · step/steps`, then `to` for ever.
    ///
    /// **Source** PyTorch `LinearLR`, optax `linear_schedule`.
    static Rate linear(double from, double to, long steps) {
        return new Curves.Linear(from, to, steps);
    }

    /// `to + (from − to) · (1 − step/steps)^power`, then `to` for ever.
    ///
    /// **Source** PyTorch `PolynomialLR`, optax `polynomial_schedule`.
    static Rate polynomial(double from, double to, long steps, double power) {
        return new Curves.Polynomial(from, to, steps, power);
    }

    /// `from · √(steps / (steps + step))`: slow decay without an end; halved after `3 · steps`.
    ///
    /// After a warm-up of the same `steps` it is `from · √(steps/total step)`.
    ///
    /// **Source** Vaswani et al., *Attention Is All You Need* (2017), §5.3.
    static Rate inverseSqrt(double from, long steps) {
        return new Curves.InverseSqrt(from, steps);
    }

    /// `to + (from − to) · (1 + cos(π · step/steps))/2`: `from` at step 0, `to` at step `steps`.
    ///
    /// Behind `steps` the wave **rises again** and is back at `from` after `2 · steps`, as
    /// PyTorch's does; `.heldFrom(steps)` stays at `to` instead.
    ///
    /// **Source** Loshchilov, Hutter, *SGDR* (2017), eq. 5; PyTorch `CosineAnnealingLR`.
    static Rate cosine(double from, double to, long steps) {
        return new Curves.Cosine(from, to, steps);
    }

    /// [cosine][#cosine(double,double,long)] that jumps back to `from` every `period` steps.
    ///
    /// **Source** as [#cosineRestarts(double,double,long,int)], with growth 1.
    static Rate cosineRestarts(double from, double to, long period) {
        return cosineRestarts(from, to, period, 1);
    }

    /// [cosine][#cosine(double,double,long)] that jumps back to `from` after `period` steps, then
    /// after `growth · period` more, then after `growth² · period` more, and so on.
    ///
    /// **Source** Loshchilov, Hutter, *SGDR* (2017), §3; PyTorch `CosineAnnealingWarmRestarts`.
    static Rate cosineRestarts(double from, double to, long period, int growth) {
        return new Curves.CosineRestarts(from, to, period, growth);
    }

    /// Up from `peak/25` to `peak`, then down to almost nothing, in `steps` steps in all; see
    /// [OneCycle] for the other shapes and for the momentum that goes with it.
    ///
    /// **Source** Smith, Topin, *Super-Convergence* (2018); PyTorch `OneCycleLR`.
    static OneCycle oneCycle(double peak, long steps) {
        return OneCycle.of(peak, steps);
    }

    /// Triangles: `rising` steps from `low` to `high` and as many back, again and again; see
    /// [Cyclic] for shrinking ones and for the momentum that goes with it.
    ///
    /// **Source** Smith, *Cyclical Learning Rates* (2017); PyTorch `CyclicLR`.
    static Cyclic cyclic(double low, double high, long rising) {
        return Cyclic.of(low, high, rising);
    }

    /// A warm-up for [#after(Warmup)]: `steps` steps from 0 to wherever the schedule after it
    /// starts. The update at step 0 has rate 0; [Warmup#startingAt] changes that.
    ///
    /// **Source** Goyal et al., *Accurate, Large Minibatch SGD* (2017), §2.2.
    static Warmup warmup(long steps) {
        return new Warmup(steps, 0);
    }

    /// A warm-up of `steps` steps from 0 to the given `peak`, whatever comes after it.
    static Phase warmup(long steps, double peak) {
        return linear(0, peak, steps).lasting(steps);
    }

    /// This schedule's first `steps` steps, for [#after(Phase)] and [Phase#then].
    default Phase lasting(long steps) {
        return new Phase(this, steps);
    }

    /// First `warmup`, up to `at(0)` of this schedule; then this schedule from its step 0.
    default Rate after(Warmup warmup) {
        return new Composed.AfterWarmup(this, warmup);
    }

    /// First the steps of `phase`, then this schedule from its step 0.
    ///
    /// **Source** PyTorch `SequentialLR`, optax `join_schedules`.
    default Rate after(Phase phase) {
        return new Composed.After(this, phase);
    }

    /// `at(step) · factor`.
    default Rate times(double factor) {
        return new Composed.Scaled(this, factor);
    }

    /// `at(step) · factors.at(step)`. **Source** PyTorch `ChainedScheduler`.
    default Rate times(Rate factors) {
        return new Composed.Product(this, factors);
    }

    /// `max(at(step), least)`.
    default Rate clampedAtLeast(double least) {
        return new Composed.Clamped(this, least);
    }

    /// `at(min(step, last))`: from step `last` on, the rate no longer changes.
    default Rate heldFrom(long last) {
        return new Composed.Held(this, last);
    }
}

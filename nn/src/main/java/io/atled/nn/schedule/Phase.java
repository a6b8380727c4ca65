package io.atled.nn.schedule;

import java.util.Objects;

/// A schedule that is followed for a number of steps, before another takes over.
///
/// Alone it is just its schedule; only [Rate#after(Phase)] and [#then] look at the length.
///
/// ```java
/// Rate rate = Rate.constant(0.01).lasting(20).then(Rate.exponential(0.1, 0.9));
/// ```
///
/// @param rate the schedule
/// @param steps for how many steps it is followed
public record Phase(Rate rate, long steps) implements Rate {
    /// Checks its components.
    ///
    /// @throws IllegalArgumentException if there is not at least one step
    public Phase {
        Objects.requireNonNull(rate, "lasting: the schedule is null");
        Require.steps("lasting", "steps", steps);
    }

    @Override
    public double at(long step) {
        return rate.at(Require.step(this, step));
    }

    /// This phase, then `next` from its step 0; the same as `next.after(this)`.
    public Rate then(Rate next) {
        return next.after(this);
    }

    /// This phase, then `next`, as one phase as long as both.
    public Phase then(Phase next) {
        return next.after(this).lasting(Math.addExact(steps, next.steps));
    }

    @Override
    public String toString() {
        return rate + ".lasting(" + steps + ")";
    }
}

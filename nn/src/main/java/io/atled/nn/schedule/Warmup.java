package io.atled.nn.schedule;

/// A linear rise to wherever the schedule after it starts, as in
/// `Rate.cosine(0.1, 0, 9_500).after(Rate.warmup(500))`.
///
/// At step t it is `start + (1 − start) · t/steps` times `at(0)` of the schedule after it:
///
/// | with a schedule from 1 | 0 | 1 | 2 | 3 | 4 |
/// |---|---|---|---|---|---|
/// | `warmup(4)` | 0 | 0.25 | 0.5 | 0.75 | 1 |
/// | `warmup(4).startingAt(0.2)` | 0.2 | 0.4 | 0.6 | 0.8 | 1 |
///
/// @param steps how many steps it takes; the step after them has the full rate
/// @param start the fraction of the full rate at step 0, from 0 to 1
public record Warmup(long steps, double start) {
    /// Checks its components.
    ///
    /// @throws IllegalArgumentException if there is no step, or `start` is no fraction
    public Warmup {
        Require.steps("warmup", "steps", steps);
        Require.within("warmup.startingAt", "start", start, 0, 1,
                "it is a fraction of the rate after the warm-up, not a rate");
    }

    /// The same warm-up from `fraction` of the full rate instead of from 0.
    public Warmup startingAt(double fraction) {
        return new Warmup(steps, fraction);
    }

    double fraction(long step) {
        return Annealing.LINEAR.between(start, 1, (double) step / steps);
    }

    @Override
    public String toString() {
        return "warmup(" + steps + ")" + (start == 0 ? "" : ".startingAt(" + start + ")");
    }
}

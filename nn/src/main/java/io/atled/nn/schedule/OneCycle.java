package io.atled.nn.schedule;

import java.util.Objects;

/// One rise and one fall of the rate over a whole training, and the momentum that mirrors them.
///
/// With `start = peak/startDivisor` and `end = start/endDivisor` the rate passes through
///
/// | at step | two phases (the default) | three phases |
/// |---|---|---|
/// | 0 | `start` | `start` |
/// | `rising · steps − 1` | `peak` | `peak` |
/// | `2 · rising · steps − 2` | | `start` |
/// | `steps − 1`, the last | `end` | `end` |
///
/// and moves between them by its [Annealing]. These points may lie between two steps. From the
/// last step on the rate stays at `end`.
///
/// **Source** Smith, Topin, *Super-Convergence* (2018), with three phases; fast.ai and PyTorch
/// `OneCycleLR` for two phases and for the defaults.
///
/// @param peak the highest rate
/// @param steps length of the whole cycle, in steps
/// @param rising which part of the cycle the rise takes, from 0 to 1
/// @param annealing the curve between the points
/// @param startDivisor `peak/start`
/// @param endDivisor `start/end`
/// @param phases 2 or 3
public record OneCycle(
        double peak,
        long steps,
        double rising,
        Annealing annealing,
        double startDivisor,
        double endDivisor,
        int phases)
        implements Rate {
    /// The part of the cycle that the rise takes, as in PyTorch.
    public static final double DEFAULT_RISING = 0.3;

    /// `peak/start`, as in PyTorch.
    public static final double DEFAULT_START_DIVISOR = 25;

    /// `start/end`, as in PyTorch.
    public static final double DEFAULT_END_DIVISOR = 1e4;

    /// Checks its components.
    ///
    /// @throws IllegalArgumentException if a component is outside its range
    public OneCycle {
        Require.rate("oneCycle", "peak", peak);
        Require.steps("oneCycle", "steps", steps);
        Objects.requireNonNull(annealing, "oneCycle: annealing is null");
        Require.positive("oneCycle", "startDivisor", startDivisor, "1 starts at the peak");
        Require.positive("oneCycle", "endDivisor", endDivisor, "1 ends where it started");
        if (phases != 2 && phases != 3) {
            throw Require.bad("oneCycle", "phases must be 2 or 3", phases,
                    "the paper has 3, fast.ai has 2");
        }
        Require.within("oneCycle", "rising", rising, 0, phases == 3 ? 0.5 : 1,
                "it is the part of all steps spent rising; with three phases the first fall takes"
                        + " as long again");
    }

    static OneCycle of(double peak, long steps) {
        return new OneCycle(peak, steps, DEFAULT_RISING, Annealing.COSINE,
                DEFAULT_START_DIVISOR, DEFAULT_END_DIVISOR, 2);
    }

    /// The same cycle with another `rising`.
    public OneCycle rising(double fraction) {
        return new OneCycle(peak, steps, fraction, annealing, startDivisor, endDivisor, phases);
    }

    /// The same cycle with another curve between its points.
    public OneCycle annealing(Annealing curve) {
        return new OneCycle(peak, steps, rising, curve, startDivisor, endDivisor, phases);
    }

    /// The same cycle from `peak/divisor`.
    public OneCycle startDivisor(double divisor) {
        return new OneCycle(peak, steps, rising, annealing, divisor, endDivisor, phases);
    }

    /// The same cycle down to `start/divisor`.
    public OneCycle endDivisor(double divisor) {
        return new OneCycle(peak, steps, rising, annealing, startDivisor, divisor, phases);
    }

    /// The same cycle as in the paper: up, down as long again, then far below the start.
    public OneCycle threePhases() {
        return new OneCycle(peak, steps, rising, annealing, startDivisor, endDivisor, 3);
    }

    @Override
    public double at(long step) {
        double start = peak / startDivisor;
        return through(start, peak, start / endDivisor, Require.step(this, step));
    }

    /// The momentum for this cycle: `low` where the rate is at its peak, `high` at both ends.
    ///
    /// PyTorch's values are 0.85 and 0.95. For Adam it is β₁.
    public Rate momentum(double low, double high) {
        return new Momentum(this, low, high);
    }

    private double through(double start, double top, double end, long step) {
        double last = (double) steps - 1;
        double t = Math.min((double) step, last);
        double up = rising * steps - 1;
        if (t <= up) {
            return annealing.between(start, top, progress(t, 0, up));
        }
        if (phases == 2) {
            return annealing.between(top, end, progress(t, up, last));
        }
        double down = 2 * rising * steps - 2;
        return t <= down
                ? annealing.between(top, start, progress(t, up, down))
                : annealing.between(start, end, progress(t, down, last));
    }

    /// How far `t` has come; a way without length is behind us.
    private static double progress(double t, double from, double to) {
        return to == from ? 1 : (t - from) / (to - from);
    }

    @Override
    public String toString() {
        return "oneCycle(" + peak + ", " + steps + ")"
                + (rising == DEFAULT_RISING ? "" : ".rising(" + rising + ")")
                + (annealing == Annealing.COSINE ? "" : ".annealing(" + annealing + ")")
                + (startDivisor == DEFAULT_START_DIVISOR
                        ? "" : ".startDivisor(" + startDivisor + ")")
                + (endDivisor == DEFAULT_END_DIVISOR ? "" : ".endDivisor(" + endDivisor + ")")
                + (phases == 2 ? "" : ".threePhases()");
    }

    private record Momentum(OneCycle cycle, double low, double high) implements Rate {
        Momentum {
            Require.rate("oneCycle.momentum", "low", low);
            Require.rate("oneCycle.momentum", "high", high);
        }

        @Override
        public double at(long step) {
            return cycle.through(high, low, high, Require.step(this, step));
        }

        @Override
        public String toString() {
            return cycle + ".momentum(" + low + ", " + high + ")";
        }
    }
}

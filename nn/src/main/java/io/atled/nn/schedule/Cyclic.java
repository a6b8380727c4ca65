package io.atled.nn.schedule;

/// Triangles between a low and a high rate, and the momentum that mirrors them.
///
/// The rate is `low + (high − low) · triangle(t) · perCycle^⌊t/(rising + falling)⌋ · perStep^t`,
/// where the triangle rises from 0 to 1 in `rising` steps and falls back in `falling` steps.
///
/// | schedule | 0 | 1 | 2 | 3 | 4 | 6 | 8 |
/// |---|---|---|---|---|---|---|---|
/// | `cyclic(0.0, 1.0, 2)` | 0 | 0.5 | 1 | 0.5 | 0 | 1 | 0 |
/// | `cyclic(0.0, 1.0, 2).falling(4)` | 0 | 0.5 | 1 | 0.75 | 0.5 | 0 | 1 |
/// | `cyclic(0.0, 1.0, 2).shrinkingPerCycle(0.5)` | 0 | 0.5 | 1 | 0.5 | 0 | 0.5 | 0 |
/// | `cyclic(0.0, 1.0, 2).shrinkingPerStep(0.9)` | 0 | 0.45 | 0.81 | 0.3645 | 0 | 0.531441 | 0 |
///
/// **Source** Smith, *Cyclical Learning Rates for Training Neural Networks* (2017); PyTorch
/// `CyclicLR`: `triangular` is the default, `triangular2` is `shrinkingPerCycle(0.5)`, `exp_range`
/// is `shrinkingPerStep(gamma)`.
///
/// @param low the rate at the foot of the triangles
/// @param high the rate at the top of the first triangle
/// @param rising steps from foot to top
/// @param falling steps from top to foot
/// @param perCycle by what the height is multiplied after each triangle
/// @param perStep by what the height is multiplied after each step
public record Cyclic(
        double low, double high, long rising, long falling, double perCycle, double perStep)
        implements Rate {
    /// Checks its components.
    ///
    /// @throws IllegalArgumentException if a component is outside its range
    public Cyclic {
        Require.rate("cyclic", "low", low);
        Require.rate("cyclic", "high", high);
        if (low > high) {
            throw Require.bad("cyclic", "low must not be above high " + high, low,
                    "exchange the two");
        }
        Require.steps("cyclic", "rising", rising);
        Require.steps("cyclic", "falling", falling);
        Require.within("cyclic.shrinkingPerCycle", "factor", perCycle, 0, 1, "1 keeps the height");
        Require.within("cyclic.shrinkingPerStep", "factor", perStep, 0, 1, "1 keeps the height");
    }

    static Cyclic of(double low, double high, long rising) {
        return new Cyclic(low, high, rising, rising, 1, 1);
    }

    /// The same triangles, falling in `steps` steps.
    public Cyclic falling(long steps) {
        return new Cyclic(low, high, rising, steps, perCycle, perStep);
    }

    /// The same triangles, each `factor` times as high as the one before.
    public Cyclic shrinkingPerCycle(double factor) {
        return new Cyclic(low, high, rising, falling, factor, perStep);
    }

    /// The same triangles below a ceiling that is multiplied by `factor` at every step.
    public Cyclic shrinkingPerStep(double factor) {
        return new Cyclic(low, high, rising, falling, perCycle, factor);
    }

    @Override
    public double at(long step) {
        return low + (high - low) * height(Require.step(this, step));
    }

    /// The momentum for these triangles: `high` where the rate is low, towards `low` where it is
    /// high: `high − (high − low) · height`.
    ///
    /// PyTorch's values are 0.8 and 0.9. For Adam it is β₁.
    public Rate momentum(double low, double high) {
        return new Momentum(this, low, high);
    }

    /// Where we are between foot (0) and first top (1).
    private double height(long step) {
        long length = Math.addExact(rising, falling);
        long inCycle = step % length;
        double triangle = inCycle <= rising
                ? (double) inCycle / rising
                : (double) (length - inCycle) / falling;
        long cycle = step / length;
        return triangle * Curves.power(perCycle, cycle) * Curves.power(perStep, step);
    }

    @Override
    public String toString() {
        return "cyclic(" + low + ", " + high + ", " + rising + ")"
                + (falling == rising ? "" : ".falling(" + falling + ")")
                + (perCycle == 1 ? "" : ".shrinkingPerCycle(" + perCycle + ")")
                + (perStep == 1 ? "" : ".shrinkingPerStep(" + perStep + ")");
    }

    private record Momentum(Cyclic cycle, double low, double high) implements Rate {
        Momentum {
            Require.rate("cyclic.momentum", "low", low);
            Require.rate("cyclic.momentum", "high", high);
        }

        @Override
        public double at(long step) {
            return high - (high - low) * cycle.height(Require.step(this, step));
        }

        @Override
        public String toString() {
            return cycle + ".momentum(" + low + ", " + high + ")";
        }
    }
}

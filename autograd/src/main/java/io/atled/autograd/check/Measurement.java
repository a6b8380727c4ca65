package io.atled.autograd.check;

import java.util.Optional;

/// What differences say of one derivative.
///
/// @param form what the function looks like there
/// @param value the derivative; the middle of the slopes to both sides if they differ
/// @param estimate how far rounding and the remainder may have moved it, true within a factor of
///        about 4
/// @param left the slope to the left
/// @param right the slope to the right
/// @param stairs present where the function moves over large steps but not over small ones
/// @param steepest the largest slope to either side, over all steps
record Measurement(Form form, double value, double estimate, double left, double right,
        Optional<Stairs> stairs, double steepest) {
    /// A staircase, or rounding that stays the same for a while.
    ///
    /// @param slope the slope over steps that are larger than the stairs
    /// @param estimate how far it may be off
    /// @param tread the height of a stair
    record Stairs(double slope, double estimate, double tread) {}

    /// Nothing can be told.
    static Measurement unclear() {
        return sides(Form.UNCLEAR, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN);
    }

    static Measurement smooth(double value, double estimate) {
        return sides(Form.SMOOTH, value, estimate, value, value);
    }

    static Measurement sides(Form form, double value, double estimate, double left,
            double right) {
        return new Measurement(form, value, estimate, left, right, Optional.empty(), 0);
    }

    /// The same on a staircase.
    Measurement on(Stairs found) {
        return new Measurement(form, value, estimate, left, right, Optional.of(found), steepest);
    }

    /// The same, of a function with this largest slope.
    Measurement upTo(double largest) {
        return new Measurement(form, value, estimate, left, right, stairs, largest);
    }

    /// The same without a staircase.
    Measurement ground() {
        return new Measurement(form, value, estimate, left, right, Optional.empty(), steepest);
    }

    /// The derivative in other units of what is moved.
    Measurement per(double unit) {
        boolean turned = unit < 0;
        return new Measurement(form, value / unit, estimate / Math.abs(unit),
                (turned ? right : left) / unit, (turned ? left : right) / unit,
                stairs.map(s -> new Stairs(s.slope / unit, s.estimate / Math.abs(unit), s.tread)),
                steepest / Math.abs(unit));
    }

    double smallest() {
        return Math.min(left, right);
    }

    double largest() {
        return Math.max(left, right);
    }
}

package io.atled.autograd.check;

import java.util.stream.DoubleStream;

/// The slopes of one number to both sides of a point, over falling steps.
///
/// With `F` the number as a function of the distance, `right[k] = (F(h) − F(0))/h` and
/// `left[k] = (F(0) − F(−h))/h` for `h = steps[k]`; NaN where `F` is not finite.
final class Slopes {
    private final double[] steps;
    private final double[] right;
    private final double[] left;
    private final double floor;

    /// `floor` is what rounding the result alone does to `F`.
    Slopes(double[] steps, double[] right, double[] left, double floor) {
        this.steps = steps;
        this.right = right;
        this.left = left;
        this.floor = floor;
    }

    int count() {
        return steps.length;
    }

    double step(int k) {
        return steps[k];
    }

    double right(int k) {
        return right[k];
    }

    double left(int k) {
        return left[k];
    }

    double floor() {
        return floor;
    }

    double[] steps() {
        return steps;
    }

    /// (F(h) − F(−h)) / 2h.
    double central(int k) {
        return right[k] / 2 + left[k] / 2;
    }

    /// How far the two sides disagree: the second difference over h. Over a step four times
    /// smaller it falls to ¼ where the function is smooth, stays at a kink, doubles at a cusp and
    /// is four times as large at a step.
    double gap(int k) {
        return Math.abs(right[k] - left[k]);
    }

    /// The largest finite slope to either side, over all steps.
    double steepest() {
        return DoubleStream.concat(DoubleStream.of(right), DoubleStream.of(left)).map(Math::abs)
                .filter(Double::isFinite).max().orElse(0);
    }

    /// Whether the function did not move at all.
    boolean stalled(int k) {
        return right[k] == 0 && left[k] == 0;
    }

    /// These slopes with a larger floor.
    Slopes floored(double other) {
        return other <= floor ? this : new Slopes(steps, right, left, other);
    }

    /// The slopes to one side, as a sequence.
    double[] side(boolean toTheRight) {
        return toTheRight ? right : left;
    }

    /// The central slopes, as a sequence.
    double[] central() {
        double[] d = new double[steps.length];
        for (int k = 0; k < d.length; k++) {
            d[k] = central(k);
        }
        return d;
    }

    /// What a jump at the point does not enter: slopes between neighbouring points of one side.
    double[] beyondAJump(boolean toTheRight) {
        double[] s = side(toTheRight);
        double[] out = new double[s.length];
        out[s.length - 1] = Double.NaN;
        for (int k = 0; k + 1 < s.length; k++) {
            out[k] = (s[k] * steps[k] - s[k + 1] * steps[k + 1]) / (steps[k] - steps[k + 1]);
        }
        return out;
    }
}

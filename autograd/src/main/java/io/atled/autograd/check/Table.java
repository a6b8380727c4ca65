package io.atled.autograd.check;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// A table of differences extrapolated to the step 0, and how far each row is off.
///
/// A difference over the step h is off by c₁·hᵖ + c₂·h²ᵖ + … (p = 2 if central) and by rounding,
/// ν/h. Combining two steps cancels c₁, combining three c₂ as well:
///
/// ```text
/// T(k,0) = D(hₖ)
/// T(k,j) = T(k,j−1) + (T(k,j−1) − T(k−1,j−1)) / ((hₖ₋ⱼ/hₖ)ᵖ − 1)
/// ```
///
/// **The error of an entry** is the distance to its two neighbors, plus what rounding adds. The
/// rounding ν is not assumed but seen: finer steps than hₖ must agree with T(k,j) but for ν/h, so
/// ν is the largest distance times h among them. That sees what a few tiny steps do not: rounding
/// that stays the same for a while, as in x·10⁻⁶ + 1000 − 1000. A row is believed if no finer row
/// contradicts it; this keeps away from kinks, aliases and ripples that large steps step over.
///
/// **Source** Neville's scheme after Ridders, *Accurate computation of F′(x) and F′(x)F″(x)*,
/// Advances in Engineering Software 4 (1982).
final class Table {
    private static final int COLUMNS = 6;
    private static final double EPSILON = 0x1p-53;
    /// A distance to a finer row that the remainder alone cannot explain.
    private static final double BEYOND_REMAINDER = 4;
    /// A combination of steps carries at most about twice the rounding of its finest.
    private static final double CARRIED = 2;
    /// Rows that must be finer for the rounding to be seen.
    private static final int WITNESSES = 2;
    /// Estimates are true within a factor of 4 or so; contradicting takes more.
    static final double CONTRADICTING = 10;

    private final double[] steps;
    private final double[] given;
    private final double[] sizes;
    private final double[] value;
    private final double[] error;
    private final double[] noise;

    /// `given[k]` is the difference over `steps[k]`, off by powers of `steps[k]` raised to `power`;
    /// rounding moves the function by at least `floor`.
    /// `sizes[k]` is the larger of the slopes to both sides, which carry a rounding of their own.
    Table(double[] steps, double[] given, double[] sizes, int power, double floor) {
        int n = steps.length;
        this.steps = steps;
        this.given = given;
        this.sizes = sizes;
        this.value = given.clone();
        this.error = new double[n];
        this.noise = new double[n];
        Arrays.fill(error, Double.POSITIVE_INFINITY);
        extrapolate(power);
        double[] apart = error.clone();
        for (int k = 0; k < n; k++) {
            error[k] = Double.isFinite(value[k]) && Double.isFinite(apart[k])
                    ? apart[k] + rounding(k, apart[k], power, floor) : Double.POSITIVE_INFINITY;
        }
    }

    /// The table of central differences.
    static Table central(Slopes s) {
        double[] sizes = new double[s.count()];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = Math.max(Math.abs(s.right(k)), Math.abs(s.left(k)));
        }
        return new Table(s.steps(), s.central(), sizes, 2, s.floor());
    }

    private void extrapolate(int power) {
        double[] above = {};
        for (int k = 0; k < steps.length; k++) {
            double[] row = new double[Math.min(k, COLUMNS) + 1];
            row[0] = given[k];
            for (int j = 1; j < row.length; j++) {
                double ratio = Math.pow(steps[k - j] / steps[k], power);
                row[j] = row[j - 1] + (row[j - 1] - above[j - 1]) / (ratio - 1);
                double apart = Math.max(Math.abs(row[j] - row[j - 1]),
                        Math.abs(row[j] - above[j - 1]))
                        + Math.abs(sizes[k - j]) * CARRIED * EPSILON;
                if (apart < error[k]) {
                    error[k] = apart;
                    value[k] = row[j];
                }
            }
            above = row;
        }
    }

    /// What rounding adds to the error of row `k`, seen by the finer ones.
    private double rounding(int k, double apart, int power, double floor) {
        double remainder = Math.abs(given[k] - value[k]);
        double largest = floor;
        int seen = 0;
        for (int m = k + 1; m < steps.length; m++) {
            if (Double.isFinite(given[m])) {
                double smooth = BEYOND_REMAINDER * remainder
                        * Math.pow(steps[m] / steps[k], power) + apart;
                double off = Math.abs(given[m] - value[k]);
                largest = off > smooth ? Math.max(largest, off * steps[m]) : largest;
                seen++;
            }
        }
        noise[k] = largest;
        return seen < WITNESSES ? Double.POSITIVE_INFINITY : CARRIED * largest / steps[k];
    }

    double value(int k) {
        return value[k];
    }

    double error(int k) {
        return error[k];
    }

    /// How far rounding moves the function itself, as seen from row `k`.
    double noise(int k) {
        return noise[k];
    }

    /// The row with the smallest error among those `allowed` that no finer one contradicts; −1 if
    /// there is none.
    int best(IntPredicate allowed) {
        int[] rows = rows(allowed);
        return IntStream.of(rows).boxed().sorted(Comparator.comparingDouble(k -> error[k]))
                .filter(k -> IntStream.of(rows).noneMatch(m -> m > k && contradicts(m, k)))
                .findFirst().orElse(-1);
    }

    /// The row with the smallest error among those `allowed`, whatever finer ones say; −1 if there
    /// is none.
    int least(IntPredicate allowed) {
        return IntStream.of(rows(allowed)).boxed().min(Comparator.comparingDouble(k -> error[k]))
                .orElse(-1);
    }

    private int[] rows(IntPredicate allowed) {
        return IntStream.range(0, steps.length)
                .filter(k -> Double.isFinite(error[k]) && allowed.test(k)).toArray();
    }

    /// Whether a row says something else than a coarser one, beyond what both may be off.
    boolean contradicts(int finer, int coarser) {
        return Math.abs(value[finer] - value[coarser])
                > CONTRADICTING * (error[finer] + error[coarser]);
    }
}

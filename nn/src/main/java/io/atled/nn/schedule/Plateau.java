package io.atled.nn.schedule;

import java.util.Objects;

/// A learning rate that falls when a metric stops improving.
///
/// It depends on what was measured, so it is no [Rate]. Its state is a value: [#next] gives the
/// state after one more measurement and changes nothing. All of it is in the components, so it
/// can be saved with the model.
///
/// ```java
/// Plateau plateau = Plateau.startingAt(0.1).patience(3).cooldown(2).atLeast(1e-4);
/// Optimization sgd = new Sgd().over(model.parameters(), Rate.constant(plateau.rate()));
/// for (int epoch = 1; epoch <= 10; epoch++) {
///     sgd.step(Loss.mse(model.forward(x), y).gradients());
///     plateau = plateau.next(Loss.mse(model.forward(x), y).item());     // of a validation set
///     sgd = sgd.withRate(Rate.constant(plateau.rate()));
/// }
/// ```
///
/// A measurement is *bad* if it does not beat the best so far by the threshold. More than
/// `patience` bad ones in a row multiply the rate by `factor`; the next `cooldown` measurements
/// then do not count as bad. For a metric that should rise, such as an accuracy, pass its
/// negative: `next(−accuracy)`.
///
/// | `startingAt(1).patience(1)`: losses | 3 | 2 | 2 | 2 | 2 | 2 | 1 |
/// |---|---|---|---|---|---|---|---|
/// | rate after them | 1 | 1 | 1 | 0.1 | 0.1 | 0.01 | 0.01 |
///
/// **Source** PyTorch `ReduceLROnPlateau`, with its defaults. One difference: relative to a
/// negative best b, better is below `b − threshold·|b|`; PyTorch's `b·(1 − threshold)` lies above
/// b and would call a worse loss an improvement.
///
/// @param rate the rate now in force
/// @param rule when and by how much it falls
/// @param best the lowest loss so far; infinite at first
/// @param bad how many bad measurements came in a row
/// @param cooling how many more measurements do not count as bad
public record Plateau(double rate, Rule rule, double best, int bad, int cooling) {
    /// What counts as an improvement.
    public enum Margin {
        /// Better is below `best − threshold · |best|`.
        RELATIVE {
            @Override
            boolean better(double loss, double best, double threshold) {
                return loss < best * (best < 0 ? 1 + threshold : 1 - threshold);
            }
        },

        /// Better is below `best − threshold`; in the unit of the loss.
        ABSOLUTE {
            @Override
            boolean better(double loss, double best, double threshold) {
                return loss < best - threshold;
            }
        };

        abstract boolean better(double loss, double best, double threshold);
    }

    /// When and by how much the rate falls.
    ///
    /// @param factor by what the rate is multiplied, between 0 and 1
    /// @param patience how many bad measurements in a row are tolerated
    /// @param threshold how much better a loss must be to count as an improvement
    /// @param margin what the threshold is relative to
    /// @param cooldown how many measurements after a fall do not count as bad
    /// @param least the rate never falls below it
    public record Rule(
            double factor,
            int patience,
            double threshold,
            Margin margin,
            int cooldown,
            double least) {
        /// PyTorch's defaults.
        public static final Rule DEFAULT = new Rule(0.1, 10, 1e-4, Margin.RELATIVE, 0, 0);

        /// Checks its components.
        ///
        /// @throws IllegalArgumentException if a component is outside its range
        public Rule {
            if (!(factor > 0 && factor < 1)) {
                throw Require.bad("plateau", "factor must lie between 0 and 1", factor,
                        "a fall multiplies the rate by it");
            }
            Require.count("plateau", "patience", patience, "0 falls at the first bad measurement");
            if (!(threshold >= 0 && threshold < Double.POSITIVE_INFINITY)) {
                throw Require.bad("plateau", "threshold must be finite and at least 0", threshold,
                        "0 takes every lower measurement for better");
            }
            Objects.requireNonNull(margin, "plateau: margin is null");
            Require.count("plateau", "cooldown", cooldown, "0 counts bad ones at once again");
            Require.rate("plateau", "least", least);
        }
    }

    /// A fall smaller than this is not made, as in PyTorch.
    private static final double SMALLEST_FALL = 1e-8;

    /// Checks its components.
    ///
    /// @throws IllegalArgumentException if a component is outside its range
    public Plateau {
        Require.rate("plateau", "rate", rate);
        Objects.requireNonNull(rule, "plateau: rule is null");
        if (Double.isNaN(best)) {
            throw Require.bad("plateau", "best must be a number", best,
                    "it is infinite before the first measurement");
        }
        Require.count("plateau", "bad", bad, "Plateau.startingAt gives a fresh state");
        Require.count("plateau", "cooling", cooling, "Plateau.startingAt gives a fresh state");
    }

    /// Starts at `rate`, having measured nothing, with the [default rule][Rule#DEFAULT].
    public static Plateau startingAt(double rate) {
        return new Plateau(rate, Rule.DEFAULT, Double.POSITIVE_INFINITY, 0, 0);
    }

    /// The state after one more measurement of the loss.
    ///
    /// @throws IllegalArgumentException if `loss` is NaN
    public Plateau next(double loss) {
        if (Double.isNaN(loss)) {
            throw Require.bad("plateau.next", "loss must be a number", loss,
                    "the training has diverged: lower the rate or clip the gradients");
        }
        boolean better = Double.isInfinite(best)
                ? loss < best
                : rule.margin.better(loss, best, rule.threshold);
        double nowBest = better ? loss : best;
        int nowBad = better || cooling > 0 ? 0 : bad + 1;
        if (nowBad > rule.patience) {
            return new Plateau(fallen(), rule, nowBest, 0, rule.cooldown);
        }
        return new Plateau(rate, rule, nowBest, nowBad, Math.max(0, cooling - 1));
    }

    private double fallen() {
        double lower = Math.max(rate * rule.factor, rule.least);
        return rate - lower > SMALLEST_FALL ? lower : rate;
    }

    /// The same state under another rule.
    public Plateau rule(Rule other) {
        return new Plateau(rate, other, best, bad, cooling);
    }

    /// Falls to `factor` times the rate.
    public Plateau factor(double factor) {
        return rule(new Rule(factor, rule.patience, rule.threshold, rule.margin, rule.cooldown,
                rule.least));
    }

    /// Tolerates `patience` bad measurements in a row.
    public Plateau patience(int patience) {
        return rule(new Rule(rule.factor, patience, rule.threshold, rule.margin, rule.cooldown,
                rule.least));
    }

    /// Counts as an improvement what beats the best by `threshold`.
    public Plateau threshold(double threshold, Margin margin) {
        return rule(new Rule(rule.factor, rule.patience, threshold, margin, rule.cooldown,
                rule.least));
    }

    /// Counts nothing as bad for `cooldown` measurements after a fall.
    public Plateau cooldown(int cooldown) {
        return rule(new Rule(rule.factor, rule.patience, rule.threshold, rule.margin, cooldown,
                rule.least));
    }

    /// Never falls below `least`.
    public Plateau atLeast(double least) {
        return rule(new Rule(rule.factor, rule.patience, rule.threshold, rule.margin,
                rule.cooldown, least));
    }
}

package io.atled.nn.train;

/// Which direction of a metric is better.
public enum Goal {
    /// Lower is better, as for a loss.
    LOWER(-1),

    /// Higher is better, as for an accuracy.
    HIGHER(1);

    private final int sign;

    Goal(int sign) {
        this.sign = sign;
    }

    /// Whether `value` beats `best` by more than `margin`. NaN beats nothing and is beaten by
    /// every number.
    boolean better(double value, double best, double margin) {
        return !Double.isNaN(value)
                && (Double.isNaN(best) || sign * (value - best) > margin);
    }
}

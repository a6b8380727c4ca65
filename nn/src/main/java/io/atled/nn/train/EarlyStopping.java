package io.atled.nn.train;

import java.util.Objects;

/// When to give up: a metric has not become better for some epochs.
///
/// It is judged on the validation set, or on the training batches if there is none.
///
/// ```java
/// EarlyStopping onLoss = EarlyStopping.patience(5);
/// EarlyStopping onAccuracy = EarlyStopping.patience(3)
///         .watching("accuracy", Goal.HIGHER).withMinDelta(0.001).restoringBest();
/// ```
///
/// **Source** Prechelt, *Early Stopping – But When?* (1998), the criterion UP.
///
/// @param patience the training ends after this many epochs in a row without an improvement
/// @param minDelta by how much more than the best so far counts as an improvement
/// @param metric what is watched; [Scores#LOSS] is the loss
/// @param goal which direction is better
/// @param keep which parameters the model has afterwards
public record EarlyStopping(int patience, double minDelta, String metric, Goal goal, Keep keep) {
    /// Which parameters a model has after a training.
    public enum Keep {
        /// Those of the last epoch.
        LAST,

        /// Those of the epoch that was the best, whether the training stopped early or not.
        BEST
    }

    /// Checks its components.
    ///
    /// @throws IllegalArgumentException if `patience` is less than 1, or `minDelta` is negative
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("early stopping: patience must be at least 1, got "
                    + patience + "; 1 stops at the first epoch that is no better");
        }
        if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("early stopping: minDelta must be finite and at"
                    + " least 0, got " + minDelta + "; the goal says which direction is better");
        }
        Objects.requireNonNull(metric, "early stopping: metric is null");
        Objects.requireNonNull(goal, "early stopping: goal is null");
        Objects.requireNonNull(keep, "early stopping: keep is null");
    }

    /// Ends after `epochs` epochs in a row without a lower loss, and keeps the last parameters.
    ///
    /// @throws IllegalArgumentException if `epochs` is less than 1
    public static EarlyStopping patience(int epochs) {
        return new EarlyStopping(epochs, 0, Scores.LOSS, Goal.LOWER, Keep.LAST);
    }

    /// Counts only what is better by more than `delta` as an improvement, in the metric's unit.
    ///
    /// @throws IllegalArgumentException if `delta` is negative
    public EarlyStopping withMinDelta(double delta) {
        return new EarlyStopping(patience, delta, metric, goal, keep);
    }

    /// Watches another metric.
    public EarlyStopping watching(String name, Goal better) {
        return new EarlyStopping(patience, minDelta, name, better, keep);
    }

    /// Gives the model the parameters of the best epoch in the end.
    public EarlyStopping restoringBest() {
        return new EarlyStopping(patience, minDelta, metric, goal, Keep.BEST);
    }
}

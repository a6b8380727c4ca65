package io.atled.nn.train;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;

/// What was measured on a data set: the loss, and the metrics by name.
///
/// @param loss the mean of the loss
/// @param metrics the means of the metrics, in the order in which they were asked for
public record Scores(double loss, ImmutableMap<String, Double> metrics) {
    /// The name under which [#get(String)] gives the loss; no metric can have it.
    public static final String LOSS = "loss";

    /// The metric with this name; [#LOSS] gives the loss.
    ///
    /// @throws IllegalArgumentException if nothing of this name was measured
    public double get(String name) {
        if (name.equals(LOSS)) {
            return loss;
        }
        Double value = metrics.get(name);
        if (value == null) {
            throw new IllegalArgumentException("scores: there is no metric “" + name
                    + "”; there are: loss" + (metrics.isEmpty() ? "" : ", ")
                    + String.join(", ", metrics.keySet()));
        }
        return value;
    }

    /// In a line, as in `loss 0.1234  accuracy 0.9650`.
    public String format() {
        var line = new StringBuilder(LOSS + " " + number(loss));
        metrics.forEach((name, value) -> line.append("  ").append(name).append(' ')
                .append(number(value)));
        return line.toString();
    }

    /// Four digits behind the point, or four significant ones where that would show nothing.
    static String number(double value) {
        double size = Math.abs(value);
        boolean plain = size == 0 || (size >= 1e-3 && size < 1e5);
        return String.format(Locale.ROOT, plain || !Double.isFinite(value) ? "%.4f" : "%.3e",
                value);
    }

    @Override
    public String toString() {
        return format();
    }
}

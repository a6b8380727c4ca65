package io.atled.nn.train;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Locale;

/// What happened in a training: a row for each epoch, and the loss of each update.
///
/// @param rows the epochs, in order; at least one
/// @param stepLosses the loss of the batch of each update, before it
/// @param planned how many epochs were intended
/// @param kept the epoch whose parameters the model has now: the last one, or the best if early
/// stopping restored it
public record History(ImmutableList<Row> rows, ImmutableDoubleArray stepLosses, int planned,
        int kept) {
    /// The last epoch.
    public Row last() {
        return rows.getLast();
    }

    /// The number of epochs.
    public int epochs() {
        return rows.size();
    }

    /// The number of updates.
    public long updates() {
        return last().updates();
    }

    /// Whether there were fewer epochs than intended.
    public boolean stoppedEarly() {
        return rows.size() < planned;
    }

    /// The epoch with the best value of a metric, the first one at ties; judged on the validation
    /// set if there is one. NaN is never the best, unless there is nothing else.
    ///
    /// @throws IllegalArgumentException if there is no such metric
    public Row best(String metric, Goal goal) {
        Row best = rows.getFirst();
        for (Row row : rows) {
            if (goal.better(row.judged().get(metric), best.judged().get(metric), 0)) {
                best = row;
            }
        }
        return best;
    }

    /// A table of the epochs.
    public String format() {
        var table = new Table();
        table.row(head());
        for (Row row : rows) {
            table.row(cells(row));
        }
        return table.format() + ending();
    }

    private String ending() {
        if (!stoppedEarly() && kept == last().epoch()) {
            return "";
        }
        return (stoppedEarly() ? "stopped early, after " + rows.size() + " of " + planned
                + " epochs; " : "") + "parameters of epoch " + kept + "\n";
    }

    private ImmutableList<String> head() {
        var head = ImmutableList.<String>builder()
                .add("epoch", "updates", "samples", "rate", "loss")
                .addAll(last().train().metrics().keySet());
        last().validation().ifPresent(scores -> {
            head.add("val. loss");
            scores.metrics().keySet().forEach(name -> head.add("val. " + name));
        });
        return head.add("seconds").build();
    }

    private static ImmutableList<String> cells(Row row) {
        var cells = ImmutableList.<String>builder().add(Integer.toString(row.epoch()),
                Long.toString(row.updates()), Long.toString(row.samples()),
                String.format(Locale.ROOT, "%.3g", row.rate()));
        add(cells, row.train());
        row.validation().ifPresent(scores -> add(cells, scores));
        return cells.add(String.format(Locale.ROOT, "%.2f", row.seconds())).build();
    }

    private static void add(ImmutableList.Builder<String> cells, Scores scores) {
        cells.add(Scores.number(scores.loss()));
        scores.metrics().values().forEach(value -> cells.add(Scores.number(value)));
    }

    @Override
    public String toString() {
        return "History(" + rows.size() + " epochs, " + updates() + " updates, "
                + last().format() + ")";
    }
}

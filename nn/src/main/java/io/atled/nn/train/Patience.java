package io.atled.nn.train;

import io.atled.nn.Parameter;
import java.util.Collection;
import java.util.Optional;

/// Early stopping, while a training runs.
final class Patience {
    private final EarlyStopping rule;
    private Optional<Best> best = Optional.empty();
    private int last;

    Patience(EarlyStopping rule) {
        this.rule = rule;
    }

    /// The best epoch so far, with its parameters if they are to be kept.
    private record Best(int epoch, double value, Optional<Snapshot> parameters) {}

    /// Takes note of an epoch and says whether there should be another one.
    boolean goesOn(Row row, Collection<Parameter> parameters) {
        last = row.epoch();
        double value = row.judged().get(rule.metric());
        if (best.isEmpty() || rule.goal().better(value, best.get().value, rule.minDelta())) {
            best = Optional.of(new Best(last, value, rule.keep() == EarlyStopping.Keep.BEST
                    ? Optional.of(Snapshot.of(parameters)) : Optional.empty()));
        }
        return last - best.get().epoch < rule.patience();
    }

    /// Gives the parameters back that are to be kept, and says which epoch's they are.
    int restore() {
        return best.filter(b -> b.parameters.isPresent()).map(b -> {
            b.parameters.get().restore();
            return b.epoch;
        }).orElse(last);
    }
}

package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Algebra;
import io.atled.autograd.Cell;
import io.atled.autograd.Sweep;
import io.atled.autograd.Tensor;
import io.atled.nn.Parameter;
import io.atled.nn.optim.Optimizer.Update;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One parameter in training: its rule, what the rule remembers, and how many updates it has had.
final class Trained {
    private static final String UPDATES = "updates";

    final String name;
    final Parameter parameter;
    final Optimizer rule;
    private final Optional<Swept> swept;        // of a pointwise rule
    private List<Sweep.Slot> slots = List.of();         // with a sweep
    private List<Cell> cells = List.of();               // without
    private long updates;

    /// @param swept what runs the rule, if it is pointwise
    Trained(String name, Parameter parameter, Optimizer rule, Optional<Swept> swept) {
        this.name = name;
        this.parameter = parameter;
        this.rule = rule;
        this.swept = swept;
        remember(rule.start(parameter.value().detach()));
    }

    /// What runs a pointwise rule, the same for all its parameters.
    static final class Swept {
        private final PointwiseOptimizer rule;
        private final Sweep sweep;
        private @Nullable Numbers latest;

        /// Those of an update, which most parameters share.
        @SuppressWarnings("ArrayRecordComponent")           // nobody changes them
        private record Numbers(long step, double rate, double[] values) {}

        private Swept(PointwiseOptimizer rule) {
            int slots = rule.slots().size();
            int operands = 2 + slots + rule.numbers(0, 0).length;
            this.rule = rule;
            this.sweep = Sweep.of(new Elements(rule, slots), operands);
        }

        /// That of `rule` if it is pointwise.
        static Optional<Swept> of(Optimizer rule) {
            return rule instanceof PointwiseOptimizer pointwise
                    ? Optional.of(new Swept(pointwise)) : Optional.empty();
        }

        private double[] numbers(long step, double rate) {
            Numbers known = latest;
            if (known == null || known.step != step || known.rate != rate) {
                known = new Numbers(step, rate, rule.numbers(step, rate));
                latest = known;
            }
            return known.values;
        }
    }

    /// A pointwise rule as a sweep has it.
    private record Elements(PointwiseOptimizer rule, int slots) implements Sweep.Rule {
        @Override
        public <T extends Algebra<T>> List<T> values(List<T> x) {
            return rule.next(x.get(0), x.get(1), x.subList(2, 2 + slots),
                    x.subList(2 + slots, x.size()));
        }
    }

    /// Whether the rule is pointwise.
    boolean isSwept() {
        return swept.isPresent();
    }

    private void remember(ImmutableList<Tensor> values) {
        if (isSwept()) {
            slots = values.stream().map(Sweep.Slot::of).toList();
        } else {
            cells = values.stream().map(Cell::new).toList();
        }
    }

    /// The same parameter with the same memory, which changes apart from this one's.
    Trained copy() {
        var copy = new Trained(name, parameter, rule, swept);
        copy.remember(remembered());
        copy.updates = updates;
        return copy;
    }

    private ImmutableList<Tensor> remembered() {
        return (isSwept() ? slots.stream().map(Sweep.Slot::value)
                : cells.stream().map(Cell::get)).collect(ImmutableList.toImmutableList());
    }

    /// This parameter's part of the sweep over all. Asked only if [#isSwept()].
    Sweep.Task task(Tensor value, Tensor gradient, double rate) {
        Swept by = swept.orElseThrow();
        return by.sweep.over(List.of(value, gradient), slots, by.numbers(updates, rate));
    }

    /// What a rule in tensor verbs gives.
    Update update(Tensor gradient, double rate) {
        return rule.update(parameter.value().detach(), gradient, remembered(), updates,
                rate);
    }

    /// Goes on with what a sweep gave.
    void moveTo(Tensor next) {
        parameter.update(next);
        updates++;
    }

    /// Goes on with what a rule in tensor verbs gave.
    void moveTo(Update next) {
        parameter.update(next.parameter());
        for (int i = 0; i < cells.size(); i++) {
            cells.get(i).set(next.state().get(i));
        }
        updates++;
    }

    /// What is saved of it: `name/updates`, and `name/slot` for each slot.
    ImmutableMap<String, Tensor> saved() {
        var out = ImmutableMap.<String, Tensor>builder();
        out.put(name + "/" + UPDATES, Optimizer.number((double) updates));
        ImmutableList<Tensor> values = remembered();
        for (int i = 0; i < values.size(); i++) {
            out.put(name + "/" + rule.slots().get(i), values.get(i));
        }
        return out.buildOrThrow();
    }

    /// Goes on from what was saved, in the order of [#saved()].
    void load(List<Tensor> values) {
        updates = (long) values.getFirst().item();
        remember(ImmutableList.copyOf(values.subList(1, values.size())));
    }
}

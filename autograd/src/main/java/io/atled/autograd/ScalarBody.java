package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a piece of a scalar program does: operations, and where their operands stand. Equal bodies
/// are the same code.
///
/// @param operations in order
/// @param sources for each of their operands, where it stands
/// @param awaited the operations whose adjoint is partly pulled from elsewhere, through memory
record ScalarBody(List<ScalarBody.Operation> operations,
        List<List<ScalarBody.Source>> sources, Set<Integer> awaited) {
    /// An operation without its operands.
    ///
    /// @param flows for each operand whether a derivative by it is wanted
    record Operation(Pointwise op, List<Boolean> flows) {}

    /// Where an operand stands: in which place, and which of it.
    record Source(Place place, int number) {}

    /// Where operands stand.
    enum Place {
        /// A value of this round, computed before.
        BODY,
        /// So many nodes before the first of this round.
        BEFORE,
        /// The same node in every round.
        FIXED,
        /// A node that the table of the round names.
        TABLE
    }

    /// The body of these steps.
    static ScalarBody of(List<ScalarTrace.Step> steps, List<List<Source>> sources,
            Set<Integer> awaited) {
        return new ScalarBody(steps.stream()
                .map(step -> new Operation(step.op(), step.flows())).toList(), sources, awaited);
    }

    int length() {
        return operations.size();
    }

    /// Whether an operand is of the round before, and so handed on in a local variable.
    static boolean handedOn(Source source, int length) {
        return source.place == Place.BEFORE && source.number <= length;
    }

    /// The operations that the next round reads.
    List<Integer> handedOn() {
        return sources.stream().flatMap(List::stream).filter(s -> handedOn(s, length()))
                .map(s -> length() - s.number).distinct().sorted().toList();
    }

    /// How many nodes of one kind the sources name.
    int count(Place place) {
        return sources.stream().flatMap(List::stream).filter(s -> s.place == place)
                .mapToInt(s -> s.number + 1).max().orElse(0);
    }

    /// The text of one direction: numbered values, and what is done with them.
    static final class Text {
        private final List<Item> items = new ArrayList<>();
        private final Map<Item, Integer> known = new HashMap<>();

        List<Item> items() {
            return items;
        }

        /// The number of a value; equal ones are computed once.
        private int value(Item item) {
            Integer number = known.get(item);
            if (number == null) {
                number = act(item);
                known.put(item, number);
            }
            return number;
        }

        private int act(Item item) {
            items.add(item);
            return items.size() - 1;
        }
    }

    /// A value, or something that is done; what it reads are the numbers of values.
    sealed interface Item {
        /// What it reads.
        default List<Integer> in() {
            return List.of();
        }

        /// The value at a source.
        record Load(Source source) implements Item {}

        /// A number.
        record Constant(double value) implements Item {}

        /// `loop` of values.
        record Apply(Loop loop, List<Integer> in) implements Item {}

        /// The adjoint of an operation, complete where this stands.
        record Adjoint(int step) implements Item {}

        /// Keeps a value as that of an operation.
        record Store(int step, List<Integer> in) implements Item {}

        /// Adds a value, or the product of two, to the adjoint at a source.
        record Pull(Source source, List<Integer> in) implements Item {}
    }

    /// Computes the values of the operations, in order.
    Text forward() {
        var text = new Text();
        var own = new ArrayList<Value>();
        for (int j = 0; j < operations.size(); j++) {
            List<Value> x = sources.get(j).stream().map(source -> source.place == Place.BODY
                    ? own.get(source.number) : load(text, source)).toList();
            Value y = x.getFirst().pointwise(operations.get(j).op, x);
            text.act(new Item.Store(j, List.of(y.number)));
            own.add(y);
        }
        return text;
    }

    /// Pulls adjoints back to the operands, the last operation first.
    Text backward() {
        var text = new Text();
        for (int j = operations.size() - 1; j >= 0; j--) {
            Operation operation = operations.get(j);
            List<Value> x = sources.get(j).stream().map(source -> load(text, source)).toList();
            Value y = load(text, new Source(Place.BODY, j));
            var dy = new Value(text, text.value(new Item.Adjoint(j)));
            for (int i = 0; i < x.size(); i++) {
                if (operation.flows.get(i)) {
                    Value dx = operation.op.weigh(i, dy, y, x);
                    text.act(new Item.Pull(sources.get(j).get(i), dx.factors()));
                }
            }
        }
        return text;
    }

    private static Value load(Text text, Source source) {
        return new Value(text, text.value(new Item.Load(source)));
    }

    /// A value in the text: the reader of the rules that writes them down.
    private record Value(Text text, int number) implements Algebra<Value> {
        @Override
        public Value self() {
            return this;
        }

        @Override
        public Value constant(double c) {
            return new Value(text, text.value(new Item.Constant(c)));
        }

        @Override
        public Value pointwise(Pointwise op, List<Value> operands) {
            if (op instanceof Pointwise.Primitive primitive) {
                return new Value(text, text.value(new Item.Apply(primitive.loop(),
                        operands.stream().map(Value::number).toList())));
            }
            return op.value(operands);
        }

        /// Of a product its factors, which are then added by one fused multiply-add.
        List<Integer> factors() {
            return text.items.get(number) instanceof Item.Apply(Loop loop, List<Integer> in)
                    && loop.equals(Loops.MUL) ? in : List.of(number);
        }
    }
}

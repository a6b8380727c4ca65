package io.atled.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What one scalar was computed from, as a straight line of operations: the inputs, then the
/// numbers that stay as they are, then the operations, each after its operands.
final class ScalarTrace {
    private final int inputs;
    private final int root;
    private final double[] numbers;
    private final List<Step> steps;
    private final List<Check> checks;

    /// One operation. Its own node is that of the first operation plus its place in the list.
    ///
    /// @param operands their nodes
    /// @param flows for each operand whether it moves with the inputs
    record Step(Pointwise op, List<Integer> operands, List<Boolean> flows) {}

    /// A comparison, the nodes it was of, and how it came out.
    private record Check(Pointwise op, List<Integer> operands, double outcome) {
        List<Real> at(double[] values) {
            return operands.stream().map(i -> new Real(values[i])).toList();
        }
    }

    private ScalarTrace(Reader reader) {
        inputs = reader.inputs.size();
        root = reader.node[reader.root];
        numbers = reader.numbers.stream().mapToDouble(x -> x).toArray();
        steps = List.copyOf(reader.steps);
        checks = List.copyOf(reader.checks);
    }

    static ScalarTrace of(Scalar y, List<Scalar> inputs) {
        var reader = new Reader(y.tapeFor("compiled"), y.index(), inputs);
        reader.readInputs();
        reader.findWanted();
        reader.readNodes();
        return new ScalarTrace(reader);
    }

    int inputs() {
        return inputs;
    }

    /// The node of the first operation.
    int first() {
        return numbers.length;
    }

    int nodes() {
        return numbers.length + steps.size();
    }

    /// The node whose value is asked for.
    int root() {
        return root;
    }

    List<Step> steps() {
        return steps;
    }

    /// A fresh array for the values of all nodes, with the numbers that stay as they are.
    double[] memory() {
        return Arrays.copyOf(numbers, nodes());
    }

    /// Refuses values for which another way would have been recorded.
    void checkComparisons(double[] values) {
        for (Check check : checks) {
            List<Real> x = check.at(values);
            if (x.getFirst().pointwise(check.op, x).value() != check.outcome) {
                throw new IllegalStateException("program: " + check.op.name() + " of "
                        + x.stream().map(Real::value).toList() + " was " + (check.outcome != 0)
                        + " when the tape was recorded, and another way would be taken now;"
                        + " record again with such inputs and compile that");
            }
        }
    }

    /// The derivatives by the inputs for these values, by recording on a tape of its own.
    double[] recordedGradient(double[] values) {
        var tape = new Tape();
        var recorded = new ArrayList<Scalar>(nodes());
        for (int i = 0; i < first(); i++) {
            recorded.add(i < inputs ? tape.variable(values[i]) : Scalar.of(values[i]));
        }
        for (Step step : steps) {
            List<Scalar> x = step.operands.stream().map(recorded::get).toList();
            recorded.add(x.getFirst().pointwise(step.op, x));
        }
        ScalarGradients g = recorded.get(root).gradients();
        return recorded.subList(0, inputs).stream().mapToDouble(g::get).toArray();
    }

    /// Numbers the nodes anew while reading the tape.
    private static final class Reader {
        private final Tape tape;
        private final int root;
        private final List<Scalar> inputs;
        private final List<Tape.Decision> decisions;
        private final boolean[] wanted;                 // by place on the tape
        private final boolean[] moves;                  // with the inputs
        private final int[] node;                       // the new number
        private final List<Double> numbers = new ArrayList<>();
        private final Map<Double, Integer> constants = new HashMap<>();
        private final List<Step> steps = new ArrayList<>();
        private final List<Check> checks = new ArrayList<>();

        Reader(Tape tape, int root, List<Scalar> inputs) {
            this.tape = tape;
            this.root = root;
            this.inputs = inputs;
            decisions = tape.decisionsBefore(root);
            int places = tape.size();                   // an input may stand after the root
            wanted = new boolean[places];
            moves = new boolean[places];
            node = new int[places];
        }

        void readInputs() {
            for (Scalar x : inputs) {
                if (x.tape() == null || tape != x.tape() || !tape.isVariable(x)) {
                    throw new IllegalArgumentException("compiled: inputs are variables of the tape,"
                            + " got " + x + "; name what tape.variable(…) gave");
                }
                if (moves[x.index()]) {
                    throw new IllegalArgumentException("compiled: each input is named once, got "
                            + x + " twice; leave one out");
                }
                moves[x.index()] = true;
                node[x.index()] = numbers.size();
                numbers.add(x.value());
            }
        }

        /// Marks what the value and the comparisons need, and of that what moves with the inputs.
        void findWanted() {
            wanted[root] = true;
            for (Tape.Decision decision : decisions) {
                for (Scalar x : decision.operands()) {
                    wanted[Math.max(0, x.index())] |= x.tape() != null;
                }
            }
            for (int i = root; i >= 0; i--) {
                for (int e = tape.starts[i]; wanted[i] && e < tape.starts[i + 1]; e++) {
                    int from = Tape.node(tape.parents[e]);
                    wanted[Math.max(0, from)] |= from >= 0;
                }
            }
            for (int i = 0; i <= root; i++) {
                for (int e = tape.starts[i]; wanted[i] && e < tape.starts[i + 1]; e++) {
                    int from = Tape.node(tape.parents[e]);
                    moves[i] |= from >= 0 && moves[from];
                }
            }
        }

        /// Operations are numbered after all constants, so these are found first.
        void readNodes() {
            var computed = new ArrayList<Integer>();
            for (int i = 0; i <= root; i++) {
                if (!wanted[i]) {
                    continue;
                }
                if (!moves[i]) {
                    node[i] = constant(tape.values[i]);
                } else if (tape.op(tape.origins[i]) != null) {
                    computed.add(i);
                    for (int e = tape.starts[i]; e < tape.starts[i + 1]; e++) {
                        if (Tape.node(tape.parents[e]) == Tape.CONSTANT) {
                            constant(tape.partials[e]);
                        }
                    }
                }
            }
            for (Tape.Decision decision : decisions) {
                decision.operands().stream().filter(Scalar::isConstant)
                        .forEach(x -> constant(x.value()));
            }
            for (int i : computed) {
                node[i] = numbers.size() + steps.size();
                steps.add(step(i));
            }
            for (Tape.Decision decision : decisions) {
                checks.add(new Check(decision.op(), decision.operands().stream()
                        .map(x -> x.isConstant() ? constant(x.value()) : node[x.index()])
                        .toList(), decision.outcome()));
            }
        }

        private int constant(double value) {
            return constants.computeIfAbsent(value, v -> {
                numbers.add(value);
                return numbers.size() - 1;
            });
        }

        @SuppressWarnings("NullAway")                   // a node that moves and is no input has one
        private Step step(int i) {
            var operands = new ArrayList<Integer>();
            var flows = new ArrayList<Boolean>();
            for (int e = tape.starts[i]; e < tape.starts[i + 1]; e++) {
                int from = Tape.node(tape.parents[e]);
                operands.add(from >= 0 ? node[from] : constant(tape.partials[e]));
                flows.add(from >= 0 && moves[from]);
            }
            return new Step(tape.op(tape.origins[i]), List.copyOf(operands), List.copyOf(flows));
        }
    }
}

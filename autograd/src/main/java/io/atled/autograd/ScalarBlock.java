package io.atled.autograd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/// A stretch of a program that one piece of code runs: a body, once or several times.
///
/// @param code what the body does
/// @param node of its first operation
/// @param count how often it runs
/// @param sources where operands stand: those that all rounds share, then a row for each round
@SuppressWarnings("ArrayRecordComponent")               // read in the innermost loops, never shared
record ScalarBlock(ScalarCode code, int node, int count, int[] sources) {
    /// The fewest rounds that are worth a loop.
    private static final int ROUNDS = 4;
    /// The longest body; HotSpot does not compile methods of more than 8000 bytes.
    private static final int BODY = 96;

    void forward(double[] values) {
        code.forward(values, sources, node, count);
    }

    void backward(double[] values, double[] adjoints) {
        code.backward(values, adjoints, sources, node, count);
    }

    /// The whole program, loops rolled up again; equal bodies share their code.
    static List<ScalarBlock> of(ScalarTrace trace) {
        var blocks = new Blocks(trace);
        int from = 0;
        for (int at = 0; at < trace.steps().size(); ) {
            int period = blocks.period(at);
            if (period == 0) {
                at++;
            } else {
                blocks.straight(from, at);
                int rounds = blocks.rounds(at, period);
                blocks.add(at, period, rounds);
                at += period * rounds;
                from = at;
            }
        }
        blocks.straight(from, trace.steps().size());
        return List.copyOf(blocks.found);
    }

    /// The blocks of one program, in the making.
    private static final class Blocks {
        private final ScalarTrace trace;
        private final int[] kinds;                      // equal where the same code will do
        private final Map<ScalarBody, ScalarCode> codes = new HashMap<>();
        private final List<ScalarBlock> found = new ArrayList<>();

        /// What two steps have in common that the same code computes.
        private record Kind(Pointwise op, List<Boolean> flows) {}

        Blocks(ScalarTrace trace) {
            this.trace = trace;
            var numbers = new HashMap<Kind, Integer>();
            kinds = trace.steps().stream().mapToInt(step -> numbers.computeIfAbsent(
                    new Kind(step.op(), step.flows()), kind -> numbers.size())).toArray();
        }

        /// The length of the body that covers most when repeated from here; 0 if none does.
        int period(int at) {
            int best = 0;
            int covered = 0;
            for (int period = 1; period <= BODY && at + ROUNDS * period <= kinds.length; period++) {
                int rounds = kinds[at] == kinds[at + period] ? rounds(at, period) : 1;
                if (rounds >= ROUNDS && rounds * period > covered + period) {
                    best = period;
                    covered = rounds * period;
                }
            }
            return best;
        }

        /// How often the body of this length runs from here.
        int rounds(int at, int period) {
            int end = at + period;
            while (end < kinds.length && kinds[end] == kinds[end - period]
                    && links(end, (end - at) % period).equals(
                            links(end - period, (end - at) % period))) {
                end++;
            }
            return (end - at) / period;
        }

        /// For each operand of operation `step` how far back it stands in the same round, of which
        /// `before` operations came before; 0 if it comes from elsewhere.
        private List<Integer> links(int step, int before) {
            return trace.steps().get(step).operands().stream()
                    .map(operand -> trace.first() + step - operand)
                    .map(distance -> distance <= before ? distance : 0).toList();
        }

        void straight(int from, int to) {
            for (int at = from; at < to; at += BODY) {
                add(at, Math.min(BODY, to - at), 1);
            }
        }

        void add(int at, int length, int rounds) {
            var sources = new Sources(trace, at, length, rounds);
            var body = ScalarBody.of(trace.steps().subList(at, at + length), sources.all);
            ScalarCode code = codes.computeIfAbsent(body, ScalarAssembler::compile);
            found.add(new ScalarBlock(code, trace.first() + at, rounds, sources.table()));
        }
    }

    /// Finds where the operands of each round stand.
    private static final class Sources {
        private final ScalarTrace trace;
        private final int at;
        private final int length;
        private final int rounds;
        private final List<List<ScalarBody.Source>> all = new ArrayList<>();
        private final List<Integer> fixed = new ArrayList<>();
        private final List<List<Integer>> columns = new ArrayList<>();
        private final Map<List<Integer>, Integer> known = new HashMap<>();
        private final Set<Integer> moving = new HashSet<>();

        Sources(ScalarTrace trace, int at, int length, int rounds) {
            this.trace = trace;
            this.at = at;
            this.length = length;
            this.rounds = rounds;
            forEachOperand((j, o) -> collectMoving(j, o));
            for (int j = 0; j < length; j++) {
                var own = new ArrayList<ScalarBody.Source>();
                for (int o = 0; o < trace.steps().get(at + j).operands().size(); o++) {
                    own.add(source(j, o));
                }
                all.add(List.copyOf(own));
            }
        }

        private interface Visit {
            void operand(int j, int o);
        }

        private void forEachOperand(Visit visit) {
            for (int j = 0; j < length; j++) {
                for (int o = 0; o < trace.steps().get(at + j).operands().size(); o++) {
                    visit.operand(j, o);
                }
            }
        }

        private int node(int round, int j) {
            return trace.first() + at + round * length + j;
        }

        private int operand(int round, int j, int o) {
            return trace.steps().get(at + round * length + j).operands().get(o);
        }

        private boolean constant(IntUnaryOperator f) {
            for (int round = 1; round < rounds; round++) {
                if (f.applyAsInt(round) != f.applyAsInt(0)) {
                    return false;
                }
            }
            return true;
        }

        private boolean keepsDistance(int j, int o) {
            return constant(round -> node(round, j) - operand(round, j, o));
        }

        private boolean stays(int j, int o) {
            return rounds > 1 && constant(round -> operand(round, j, o));
        }

        /// What is written while the block runs backwards must not be kept in a register.
        private void collectMoving(int j, int o) {
            for (int round = 0; round < rounds && !stays(j, o); round++) {
                moving.add(operand(round, j, o));
            }
        }

        private ScalarBody.Source source(int j, int o) {
            int first = operand(0, j, o);
            int start = node(0, 0);
            if (keepsDistance(j, o) && first >= start) {
                return new ScalarBody.Source(ScalarBody.Place.BODY, first - start);
            }
            if (rounds > 1 && keepsDistance(j, o)) {
                return new ScalarBody.Source(ScalarBody.Place.BEFORE, start - first);
            }
            if (stays(j, o) && first < start && !moving.contains(first)) {
                if (!fixed.contains(first)) {
                    fixed.add(first);
                }
                return new ScalarBody.Source(ScalarBody.Place.FIXED, fixed.indexOf(first));
            }
            var column = new ArrayList<Integer>();
            for (int round = 0; round < rounds; round++) {
                column.add(operand(round, j, o));
            }
            int number = known.computeIfAbsent(column, c -> {
                columns.add(column);
                return columns.size() - 1;
            });
            return new ScalarBody.Source(ScalarBody.Place.TABLE, number);
        }

        int[] table() {
            int[] table = new int[fixed.size() + rounds * columns.size()];
            for (int i = 0; i < fixed.size(); i++) {
                table[i] = fixed.get(i);
            }
            for (int round = 0; round < rounds; round++) {
                for (int c = 0; c < columns.size(); c++) {
                    table[fixed.size() + round * columns.size() + c] = columns.get(c).get(round);
                }
            }
            return table;
        }
    }
}

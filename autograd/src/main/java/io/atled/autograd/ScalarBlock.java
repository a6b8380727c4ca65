package io.atled.autograd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
                int rounds = blocks.rounds(at, period);
                int first = blocks.settles(at, period, rounds) ? 1 : 0;
                blocks.straight(from, at + period * first);
                blocks.add(at + period * first, period, rounds - first);
                at += period * rounds;
                from = at;
            }
        }
        blocks.straight(from, trace.steps().size());
        return blocks.compile();
    }

    /// The blocks of one program, in the making.
    private static final class Blocks {
        private final ScalarTrace trace;
        private final int[] kinds;                      // equal where the same code will do
        private final List<ScalarSources> found = new ArrayList<>();

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
            int rest = kinds.length - at;
            for (int period = 1; period <= Math.min(BODY, rest / ROUNDS)
                    && covered + period < rest; period++) {
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
            while (end < kinds.length && repeats(end, period, (end - at) % period)) {
                end++;
            }
            return (end - at) / period;
        }

        /// Whether operation `step` is that of the round before, with operands in the same places
        /// of the same round, of which `before` operations came before, or from elsewhere.
        private boolean repeats(int step, int period, int before) {
            if (kinds[step] != kinds[step - period]) {
                return false;
            }
            for (int o = 0; o < trace.steps().get(step).operands().size(); o++) {
                if (link(step, o, before) != link(step - period, o, before)) {
                    return false;
                }
            }
            return true;
        }

        /// How far back an operand stands in the same round; 0 if it comes from elsewhere.
        private int link(int step, int o, int before) {
            int distance = trace.first() + step - trace.steps().get(step).operands().get(o);
            return distance <= before ? distance : 0;
        }

        void straight(int from, int to) {
            for (int at = from; at < to; at += BODY) {
                add(at, Math.min(BODY, to - at), 1);
            }
        }

        void add(int at, int length, int rounds) {
            found.add(new ScalarSources(trace, at, length, rounds));
        }

        /// Whether an operand is of the round before in all rounds but the first, as what a loop
        /// hands on from round to round: then the first is better left out.
        boolean settles(int at, int period, int rounds) {
            var all = new ScalarSources(trace, at, period, rounds);
            var later = new ScalarSources(trace, at + period, period, rounds - 1);
            return later.handedOn().size() > all.handedOn().size();
        }

        List<ScalarBlock> compile() {
            boolean[] pulled = new boolean[trace.nodes()];
            pulled[trace.root()] = true;
            found.forEach(sources -> sources.markPulled(pulled));
            Map<ScalarBody, ScalarCode> codes = new HashMap<>();
            return found.stream().map(sources -> sources.block(
                    codes.computeIfAbsent(sources.body(pulled), ScalarAssembler::compile)))
                    .toList();
        }
    }
}

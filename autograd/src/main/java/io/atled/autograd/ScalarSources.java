package io.atled.autograd;

import io.atled.autograd.ScalarBody.Place;
import io.atled.autograd.ScalarBody.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Finds where the operands of each round of a block stand.
final class ScalarSources {
    private final ScalarTrace trace;
    private final int at;
    private final int length;
    private final int rounds;
    private final List<List<Source>> all = new ArrayList<>();
    private final List<Integer> fixed = new ArrayList<>();
    private final List<List<Integer>> columns = new ArrayList<>();
    private final Map<List<Integer>, Integer> known = new HashMap<>();
    private final Set<Integer> moving = new HashSet<>();

    ScalarSources(ScalarTrace trace, int at, int length, int rounds) {
        this.trace = trace;
        this.at = at;
        this.length = length;
        this.rounds = rounds;
        forEachOperand((j, o) -> collectMoving(j, o));
        for (int j = 0; j < length; j++) {
            var own = new ArrayList<Source>();
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

    /// What is written while the block runs backwards must not be kept in a register: of the nodes
    /// before the block, since only these could be.
    private void collectMoving(int j, int o) {
        boolean stays = stays(j, o);
        for (int round = 0; round < rounds && !stays; round++) {
            if (operand(round, j, o) < node(0, 0)) {
                moving.add(operand(round, j, o));
            }
        }
    }

    private Source source(int j, int o) {
        int first = operand(0, j, o);
        int start = node(0, 0);
        if (keepsDistance(j, o) && first >= start) {
            return new Source(Place.BODY, first - start);
        }
        if (rounds > 1 && keepsDistance(j, o)) {
            return new Source(Place.BEFORE, start - first);
        }
        if (stays(j, o) && first < start && !moving.contains(first)) {
            if (!fixed.contains(first)) {
                fixed.add(first);
            }
            return new Source(Place.FIXED, fixed.indexOf(first));
        }
        var column = new ArrayList<Integer>();
        for (int round = 0; round < rounds; round++) {
            column.add(operand(round, j, o));
        }
        int number = known.computeIfAbsent(column, c -> {
            columns.add(column);
            return columns.size() - 1;
        });
        return new Source(Place.TABLE, number);
    }

    /// The operations that the next round reads.
    Set<Integer> handedOn() {
        return all.stream().flatMap(List::stream)
                .filter(source -> ScalarBody.handedOn(source, length))
                .map(source -> length - source.number()).collect(Collectors.toSet());
    }

    /// Marks the nodes whose adjoints this block pulls at in memory: not those of the same round,
    /// nor of the round before if they are handed on.
    void markPulled(boolean[] pulled) {
        forEachOperand((j, o) -> {
            Source source = all.get(j).get(o);
            int end = source.place() == Place.BODY ? 0
                    : ScalarBody.handedOn(source, length) ? 1 : rounds;
            for (int round = 0; round < end; round++) {
                pulled[operand(round, j, o)] = true;
            }
        });
    }

    /// The code this block needs, if adjoints are pulled in memory at these nodes.
    ScalarBody body(boolean[] pulled) {
        Set<Integer> handed = handedOn();
        Set<Integer> awaited = IntStream.range(0, length).filter(j -> {
            // what is handed on is looked for in memory before the last round anyway
            int end = handed.contains(j) ? rounds - 1 : rounds;
            return IntStream.range(0, end).anyMatch(round -> pulled[node(round, j)]);
        }).boxed().collect(Collectors.toSet());
        return ScalarBody.of(trace.steps().subList(at, at + length), all, awaited);
    }

    ScalarBlock block(ScalarCode code) {
        return new ScalarBlock(code, trace.first() + at, rounds, table());
    }

    private int[] table() {
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

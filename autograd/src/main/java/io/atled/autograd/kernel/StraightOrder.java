package io.atled.autograd.kernel;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// In which order the results of a [Program] can be computed one after another, each from operands
/// and from results before it, when some are written over operands.
///
/// @param program what is computed
/// @param over by result: the operand that it is written over, or −1
record StraightOrder(Program program, List<Integer> over) {
    /// One result, and what it takes.
    ///
    /// @param result its number
    /// @param steps the numbers of the steps, in order
    /// @param reads the registers that are read from arrays or are numbers
    record Stage(int result, List<Integer> steps, BitSet reads) {}

    /// The results in order, if there is one in which nothing is lost.
    Optional<List<Stage>> stages() {
        var stages = new ArrayList<Stage>();
        var stored = new BitSet();
        while (stages.size() < program.results.length) {
            Optional<Stage> next = next(stored);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            stages.add(next.get());
            stored.set(program.results[next.get().result]);
        }
        return Optional.of(stages);
    }

    private Optional<Stage> next(BitSet stored) {
        for (int k = 0; k < program.results.length; k++) {
            if (!stored.get(program.results[k]) && losesNothing(k, stored)) {
                return Optional.of(stage(k, stored));
            }
        }
        return Optional.empty();
    }

    /// Whether no result that is left reads the operand which result `k` is written over.
    private boolean losesNothing(int k, BitSet stored) {
        var then = (BitSet) stored.clone();
        then.set(program.results[k]);
        for (int other = 0; other < program.results.length; other++) {
            if (!then.get(program.results[other]) && over.get(k) >= 0
                    && stage(other, then).reads.get(over.get(k))) {
                return false;
            }
        }
        return true;
    }

    /// What result `k` takes when the registers `stored` are in memory.
    private Stage stage(int k, BitSet stored) {
        var steps = new ArrayList<Integer>();
        var wanted = new BitSet();
        wanted.set(program.results[k]);
        for (int s = program.steps.length - 1; s >= 0; s--) {
            Program.Step step = program.steps[s];
            if (wanted.get(step.out()) && !stored.get(step.out())) {
                steps.addFirst(s);
                wanted.clear(step.out());
                for (int r : step.in()) {
                    wanted.set(r);
                }
            }
        }
        return new Stage(k, steps, wanted);
    }
}

package io.atled.autograd.kernel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Gives the steps of a [Program] their registers, taking a temporary back after its last use,
/// so that the blocks of a long expression still fit into the L1 cache. Results keep theirs to
/// themselves, since they may lie where an operand is still to be read.
final class Registers {
    private static final int RESULT = Integer.MAX_VALUE;

    private final int inputs;
    private final int[] lastUse;            // by step: the last step that reads its value
    private final int[] register;           // by step
    private final Deque<Integer> free = new ArrayDeque<>();
    private int count;

    Registers(int inputs, int constants, List<List<Integer>> operands, boolean[] needed,
            int[] results) {
        this.inputs = inputs;
        this.count = inputs + constants;
        this.lastUse = new int[operands.size()];
        this.register = new int[operands.size()];
        Arrays.fill(register, -1);
        for (int s = 0; s < operands.size(); s++) {
            for (int r : needed[s] ? operands.get(s) : List.<Integer>of()) {
                if (r >= inputs) {
                    lastUse[r - inputs] = s;
                }
            }
        }
        for (int result : results) {
            if (result >= inputs) {
                lastUse[result - inputs] = RESULT;
            }
        }
    }

    /// The final number of a register as the builder numbered it.
    int of(int number) {
        if (number < 0) {
            return inputs - number - 1;
        }
        return number < inputs ? number : register[number - inputs];
    }

    /// A register for the value of step `s`, which reads `operands`: loops work in place.
    int assign(int s, List<Integer> operands) {
        for (int r : operands.stream().distinct().toList()) {
            if (r >= inputs && lastUse[r - inputs] == s) {
                free.push(register[r - inputs]);
            }
        }
        register[s] = free.isEmpty() || lastUse[s] == RESULT ? count++ : free.pop();
        return register[s];
    }

    int count() {
        return count;
    }
}

package io.atled.autograd;

import java.util.Arrays;

/// The adjoints of the nodes up to a root, worked out in memory of the tape.
///
/// The tape takes the memory back when it forgets some of these nodes, for an array anew would cost
/// as much as the sweep. Those of the nodes that stay are then copied: what may be asked for does
/// not change.
final class ScalarAdjoints {
    private int count;
    private double[] sums;

    /// For `count` nodes, in an array that is at least as long.
    private ScalarAdjoints(int count, double[] memory) {
        this.count = count;
        sums = memory;
    }

    /// One pass from the root to the start: every node is met after all that used it.
    static ScalarAdjoints of(Tape tape, int root, double[] memory) {
        var adjoints = new ScalarAdjoints(root + 1, memory);
        Arrays.fill(memory, 0, root + 1, 0);
        sweep(tape, root, memory);
        return adjoints;
    }

    /// Most nodes have the one before them as an operand, whose adjoint is summed up in a local
    /// variable: along such a chain none waits for what was just written to memory. The first node
    /// has no operands.
    private static void sweep(Tape tape, int root, double[] sums) {
        int[] starts = tape.starts;
        int[] parents = tape.parents;
        double[] partials = tape.partials;
        boolean[] reached = null;
        double dy = 1;
        for (int i = root, end = starts[root + 1]; i > 0; i--) {
            int start = starts[i];
            double before = sums[i - 1];
            boolean flows = dy != 0;
            if (!flows && isPole(partials, start, end)) {   // 0·∞: a NaN, unless off the path
                reached = reached == null ? tape.reached(root) : reached;
                flows = reached[i];
            }
            for (int e = flows ? start : end; e < end; e++) {
                int parent = parents[e];
                if (parent == i - 1) {
                    before = Math.fma(dy, partials[e], before);
                } else if (parent >= 0) {
                    sums[parent] = Math.fma(dy, partials[e], sums[parent]);
                }
            }
            sums[i] = dy;
            dy = before;
            end = start;
        }
        sums[0] = dy;
    }

    private static boolean isPole(double[] partials, int start, int end) {
        for (int e = start; e < end; e++) {
            if (!Double.isFinite(partials[e])) {
                return true;
            }
        }
        return false;
    }

    /// The number of nodes.
    int count() {
        return count;
    }

    /// The adjoint of a node.
    double at(int node) {
        return sums[node];
    }

    /// Keeps those of the first `nodes` nodes, and gives the memory back.
    double[] keep(int nodes) {
        double[] memory = sums;
        count = nodes;
        sums = Arrays.copyOf(memory, nodes);
        return memory;
    }
}

package io.atled.autograd;

import com.google.common.collect.ImmutableList;

/// A node of a scalar's graph, for drawing and inspection: see [Scalar#nodes()].
///
/// @param id its place on the tape; negative for a constant written in place, such as the 2 of
///         `x.mul(2)`, which has a node for each use and no adjoint
/// @param kind what it is
/// @param name the name of the operation or variable; "variable" or "constant" if it has none
/// @param value the number
/// @param inputs the ids of the operands, in their order
public record ScalarNode(int id, Kind kind, String name, double value,
        ImmutableList<Integer> inputs) {
    /// What a node is.
    public enum Kind {
        /// Made by [Tape#variable(double)].
        VARIABLE,
        /// A number that does not move.
        CONSTANT,
        /// Computed from others.
        OPERATION
    }

    static ImmutableList<ScalarNode> of(Scalar y) {
        if (y.isConstant()) {
            return ImmutableList.of(constant(-1, y.value()));
        }
        Tape tape = y.tapeFor("nodes");
        boolean[] reached = tape.reached(y.index());
        var nodes = ImmutableList.<ScalarNode>builder();
        for (int i = 0; i < reached.length; i++) {
            if (reached[i]) {
                add(nodes, tape, i);
            }
        }
        return nodes.build();
    }

    private static void add(ImmutableList.Builder<ScalarNode> nodes, Tape tape, int index) {
        var inputs = ImmutableList.<Integer>builder();
        for (int e = tape.starts[index]; e < tape.starts[index + 1]; e++) {
            boolean constant = tape.parents[e] < 0;
            int id = constant ? -1 - e : tape.parents[e];
            inputs.add(id);
            if (constant) {
                nodes.add(constant(id, tape.partials[e]));
            }
        }
        int origin = tape.origins[index];
        Kind kind = origin == Tape.PINNED ? Kind.CONSTANT
                : tape.op(origin) != null ? Kind.OPERATION : Kind.VARIABLE;
        nodes.add(new ScalarNode(index, kind, tape.name(origin), tape.values[index],
                inputs.build()));
    }

    private static ScalarNode constant(int id, double value) {
        return new ScalarNode(id, Kind.CONSTANT, "constant", value, ImmutableList.of());
    }
}

package io.atled.autograd;

/// The gradients of one scalar by everything it was computed from: a value like any other.
///
/// They stay when the tape is rewound, for the scalars that stay on it. Other threads may read them
/// while the tape's own thread does not rewind it.
public final class ScalarGradients {
    private final Scalar root;
    private final Tape tape;
    private final int rewinds;
    private final ScalarAdjoints adjoints;

    private ScalarGradients(Scalar root, Tape tape) {
        this.root = root;
        this.tape = tape;
        rewinds = tape.rewinds();
        adjoints = tape.adjoints(root.index());
    }

    static ScalarGradients of(Scalar root) {
        return new ScalarGradients(root, root.tapeFor("gradients"));
    }

    /// The gradient by `variable`, or by a scalar in the middle of the graph; 0 if the root was not
    /// computed from it.
    ///
    /// @throws GradientError if `variable` is a constant
    /// @throws IllegalArgumentException if it is of another tape
    /// @throws IllegalStateException if it was forgotten by a rewind
    public double get(Scalar variable) {
        if (variable.tape() == null) {
            throw new GradientError("gradients: a constant has no gradient, got " + variable
                    + "; make what you differentiate by a variable of the tape");
        }
        tape.check("gradients", variable);
        boolean later = variable.stamp() - rewinds > 0 || variable.index() >= adjoints.count();
        return later ? 0 : adjoints.at(variable.index());
    }

    /// The gradient by the node with this id in [Scalar#nodes()], for drawing.
    ///
    /// @throws IllegalArgumentException for an id that is not a node up to the root, as that of a
    ///         constant written in place, or whose node was forgotten
    public double adjoint(int id) {
        int count = Math.min(adjoints.count(), tape.size());
        if (id < 0 || id >= count || tape.scalar(id).stamp() - rewinds > 0) {
            throw new IllegalArgumentException("adjoint: needs the id of one of the first " + count
                    + " nodes, got " + id + (id < 0
                    ? "; constants written in place have no adjoint"
                    : "; later nodes are not of this graph, or were forgotten"));
        }
        return adjoints.at(id);
    }

    /// Says what of.
    @Override
    public String toString() {
        return "gradients of " + root;
    }
}

package io.atled.autograd;

/// The gradients of one scalar by everything it was computed from: a value like any other.
///
/// They stay when the tape is rewound, for the scalars that stay on it.
public final class ScalarGradients {
    private final Scalar root;
    private final Tape tape;
    private final int rewinds;
    private final double[] adjoints;

    private ScalarGradients(Scalar root, Tape tape) {
        this.root = root;
        this.tape = tape;
        rewinds = tape.rewinds();
        adjoints = sweep(tape, root.index());
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
        boolean later = variable.stamp() - rewinds > 0 || variable.index() >= adjoints.length;
        return later ? 0 : adjoints[variable.index()];
    }

    /// The gradient by the node with this id in [Scalar#nodes()], for drawing.
    ///
    /// @throws IllegalArgumentException for an id that is not a node up to the root, as that of a
    ///         constant written in place
    public double adjoint(int id) {
        if (id < 0 || id >= adjoints.length) {
            throw new IllegalArgumentException("adjoint: needs the id of a node, 0 … "
                    + (adjoints.length - 1) + ", got " + id
                    + (id < 0 ? "; constants written in place have no adjoint" : ""));
        }
        return adjoints[id];
    }

    /// One pass from the root to the start: every node is met after all that used it.
    private static double[] sweep(Tape tape, int root) {
        double[] adjoints = new double[root + 1];
        adjoints[root] = 1;
        int[] starts = tape.starts;
        int[] parents = tape.parents;
        double[] partials = tape.partials;
        boolean[] reached = null;
        for (int i = root, end = starts[root + 1]; i >= 0; i--) {
            double dy = adjoints[i];
            int start = starts[i];
            for (int e = start; e < end; e++) {
                int parent = parents[e];
                if (parent < 0) {
                    continue;
                }
                double sum = Math.fma(dy, partials[e], adjoints[parent]);
                if (dy == 0 && Double.isNaN(sum)) {     // 0·∞: an honest NaN, unless off the path
                    reached = reached == null ? tape.reached(root) : reached;
                    if (!reached[i]) {
                        continue;
                    }
                }
                adjoints[parent] = sum;
            }
            end = start;
        }
        return adjoints;
    }

    /// Says what of.
    @Override
    public String toString() {
        return "gradients of " + root;
    }
}

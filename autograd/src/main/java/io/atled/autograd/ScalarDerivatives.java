package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The recorded reverse sweep: cotangents are scalars, and the rules run on scalars, so that what
/// comes out is a program on the tape like the one that went in.
final class ScalarDerivatives {
    private final Tape tape;
    private final int root;
    private final boolean[] leading;
    private final @Nullable Scalar[] cotangents;

    private ScalarDerivatives(Tape tape, Scalar y, List<Scalar> variables) {
        this.tape = tape;
        root = y.index();
        leading = leading(tape, root, variables);
        cotangents = new @Nullable Scalar[root + 1];
        cotangents[root] = Scalar.of(1);
    }

    static ImmutableList<Scalar> of(Scalar y, List<Scalar> variables) {
        Tape tape = y.tapeFor("derivatives");
        for (Scalar x : variables) {
            if (x.tape() == null) {
                throw new GradientError("derivatives: by a constant there are none, got " + x
                        + "; make what you differentiate by a variable of the tape");
            }
            tape.check("derivatives", x);
        }
        var sweep = new ScalarDerivatives(tape, y, variables);
        sweep.run();
        return variables.stream().map(sweep::found).collect(ImmutableList.toImmutableList());
    }

    /// Which nodes up to `root` are, or were computed from, one of `variables`.
    private static boolean[] leading(Tape tape, int root, List<Scalar> variables) {
        boolean[] leading = new boolean[root + 1];
        for (Scalar x : variables) {
            if (x.index() <= root) {
                leading[x.index()] = true;
            }
        }
        for (int i = 0; i <= root; i++) {
            for (int e = tape.starts[i]; e < tape.starts[i + 1]; e++) {
                int parent = tape.parents[e];
                leading[i] |= parent >= 0 && leading[parent];
            }
        }
        return leading;
    }

    private void run() {
        for (int i = root; i >= 0; i--) {
            Scalar dy = cotangents[i];
            Pointwise op = tape.op(tape.origins[i]);
            if (dy != null && op != null && leading[i]) {
                pull(op, i, dy);
            }
        }
    }

    private void pull(Pointwise op, int node, Scalar dy) {
        int start = tape.starts[node];
        Scalar y = tape.scalar(node);
        var operands = ImmutableList.<Scalar>builder();
        for (int e = start; e < tape.starts[node + 1]; e++) {
            operands.add(tape.operand(e));
        }
        List<Scalar> x = operands.build();
        for (int i = 0; i < x.size(); i++) {
            int parent = tape.parents[start + i];
            if (parent >= 0 && leading[parent]) {
                add(parent, dy, op.derivative(i, y, x));
            }
        }
    }

    /// Adds `dy · partial`; a partial that is 0 or 1 everywhere leaves nothing to compute.
    private void add(int parent, Scalar dy, Scalar partial) {
        if (partial.isConstant() && partial.value() == 0) {
            return;
        }
        boolean one = partial.isConstant() && partial.value() == 1;
        Scalar dx = one ? dy : dy.isConstant() && dy.value() == 1 ? partial : dy.mul(partial);
        Scalar sum = cotangents[parent];
        cotangents[parent] = sum == null ? dx : sum.add(dx);
    }

    private Scalar found(Scalar x) {
        Scalar dx = x.index() <= root ? cotangents[x.index()] : null;
        return tape.pin(dx == null ? Scalar.of(0) : dx);
    }
}

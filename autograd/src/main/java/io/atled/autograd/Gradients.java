package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import java.util.IdentityHashMap;

/// The gradients of one tensor by the variables it was computed from: a value like any other.
///
/// There are no gradient fields to clear, and two threads may hold gradients by the same variable.
public final class Gradients {
    private final IdentityHashMap<Tensor, Tensor> byVariable;
    private final String root;
    private final boolean limited;                  // to what Backward.only names

    Gradients(IdentityHashMap<Tensor, Tensor> byVariable, String root, boolean limited) {
        this.byVariable = byVariable;
        this.root = root;
        this.limited = limited;
    }

    /// The gradient by `variable`, of its shape and element type.
    ///
    /// @throws GradientError if there is none, saying why
    public Tensor get(Tensor variable) {
        Tensor gradient = byVariable.get(variable);
        if (gradient == null) {
            throw new GradientError("gradients: " + root + " has no gradient by "
                    + Text.origin(variable) + ", because "
                    + (limited ? "only(…) did not ask for it, or " : "")
                    + Explanation.missing(variable)
                    + "; ask loss.why(variable) for the whole path");
        }
        return gradient;
    }

    /// Whether there is a gradient by `variable`.
    public boolean reaches(Tensor variable) {
        return byVariable.containsKey(variable);
    }

    /// The variables that have a gradient, in no particular order.
    public ImmutableList<Tensor> variables() {
        return ImmutableList.copyOf(byVariable.keySet());
    }

    @Override
    public String toString() {
        return "gradients of " + root + " by " + byVariable.size() + " variables";
    }
}

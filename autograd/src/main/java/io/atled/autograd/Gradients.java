package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import java.util.List;

/// The gradients of one tensor by the variables it was computed from: a value like any other.
///
/// There are no gradient fields to clear, and two threads may hold gradients by the same variable.
public final class Gradients {
    private final Numbering variables;
    private final List<Tensor> gradients;           // by number of the variable
    private final Text.Origin root;
    private final boolean limited;                  // to what Backward.only names

    /// Nobody changes what is given any more.
    Gradients(Numbering variables, List<Tensor> gradients, Text.Origin root, boolean limited) {
        this.variables = variables;
        this.gradients = gradients;
        this.root = root;
        this.limited = limited;
    }

    /// The gradient by `variable`, of its shape and element type.
    ///
    /// @throws GradientError if there is none, saying why
    public Tensor get(Tensor variable) {
        int number = variables.of(variable);
        if (number < 0) {
            throw new GradientError("gradients: " + root + " has no gradient by "
                    + Text.origin(variable) + ", because "
                    + (limited ? "only(…) did not ask for it, or " : "")
                    + Explanation.missing(variable)
                    + "; ask loss.why(variable) for the whole path");
        }
        return gradients.get(number);
    }

    /// Whether there is a gradient by `variable`.
    public boolean reaches(Tensor variable) {
        return variables.of(variable) >= 0;
    }

    /// The variables that have a gradient, in no particular order.
    public ImmutableList<Tensor> variables() {
        var list = ImmutableList.<Tensor>builder();
        for (int i = 0; i < variables.count(); i++) {
            list.add(variables.get(i));
        }
        return list.build();
    }

    /// The gradients, in the order of [#variables()].
    List<Tensor> values() {
        return gradients;
    }

    @Override
    public String toString() {
        return "gradients of " + root + " by " + variables.count() + " variables";
    }
}

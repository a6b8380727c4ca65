package io.atled.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Why a gradient is there, or is missing, in words.
final class Explanation {
    /// Cut-off tensors named in one explanation.
    private static final int NAMED = 5;

    private Explanation() {}

    /// Why no gradient can start at `root`.
    static String unrecorded(Tensor root) {
        return Text.origin(root) + " was not recorded: " + switch (root.cut()) {
            case DETACHED -> "it, or what it was computed from, came out of detach();"
                    + " differentiate what came before";
            case RECORDING_OFF -> "it, or what it was computed from, was computed inside"
                    + " Recording.off; compute it outside";
            case GRADIENT -> "it is a gradient, or was computed from one, and gradients() does not"
                    + " record; use Differentiate.grad, or Backward.from(y).recorded().run()";
            case NOT_DIFFERENTIABLE -> "an operation without derivative (a comparison, argmax,"
                    + " to(I32)) made it or what it was computed from";
            case NONE, ASKS -> "nothing it was computed from is a variable(); make what you"
                    + " differentiate by a variable() before computing with it";
        };
    }

    /// Why nothing leads to `variable`, as far as the variable itself can tell.
    static String missing(Tensor variable) {
        if (!variable.dtype().isFloat()) {
            return "it is " + variable.dtype() + ", which has no derivatives";
        }
        if (!variable.requiresGrad()) {
            return switch (variable.cut()) {
                case DETACHED -> "it, or what it was computed from, came out of detach()";
                case RECORDING_OFF -> "it, or what it was computed from, was computed inside"
                        + " Recording.off";
                case GRADIENT -> "it is a gradient, or was computed from one, without being"
                        + " recorded";
                case NOT_DIFFERENTIABLE -> "an operation without derivative made it or what it was"
                        + " computed from";
                case NONE, ASKS -> "it is a constant: call variable() on it and compute with what"
                        + " that returns";
            };
        }
        return variable.isLeaf() ? "nothing on the way used it (the new value of an updated"
                + " parameter, perhaps? Then read gradients before updating)"
                : "it is in the middle of the graph: ask with Backward.only or read it with a hook";
    }

    static String why(Tensor root, Tensor variable) {
        if (!root.requiresGrad()) {
            return unrecorded(root);
        }
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var cuts = new ArrayList<Tensor>();
        var stack = new ArrayDeque<>(List.of(root));
        while (!stack.isEmpty()) {
            Tensor y = stack.pop();
            if (seen.add(y)) {
                if (!y.requiresGrad() && y.cut() != Tensor.Cut.NONE) {
                    cuts.add(y);
                }
                y.inputs().forEach(stack::push);
            }
        }
        String target = Text.origin(variable);
        if (seen.contains(variable)) {
            return variable.requiresGrad() ? Text.origin(root) + " depends on " + target
                    + ": there is a gradient" : target + " is used, but " + missing(variable);
        }
        return Text.origin(root) + " was not computed from " + target + ": " + missing(variable)
                + cutsText(cuts);
    }

    private static String cutsText(List<Tensor> cuts) {
        if (cuts.isEmpty()) {
            return ". No path was cut; if it should be used, was it replaced by another tensor"
                    + " (an updated parameter, a second variable() of the same values)?";
        }
        var text = new StringBuilder(". These paths end early and may have led to it:");
        cuts.stream().limit(NAMED).forEach(t -> text.append(' ').append(Text.origin(t))
                .append(" (").append(missing(t)).append(");"));
        if (cuts.size() > NAMED) {
            text.append(" and ").append(cuts.size() - NAMED).append(" more");
        }
        return text.toString();
    }
}

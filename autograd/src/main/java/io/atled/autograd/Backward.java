package io.atled.autograd;

import com.google.common.collect.Sets;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reverse-mode traversal: pulls a cotangent from one tensor back to what it was computed from.
///
/// Each recorded tensor is visited once, after all its consumers; its cotangent is let go as soon
/// as it is spent; nothing is computed for inputs that do not ask. Time and memory are linear in
/// the number of recorded operations, at any depth and with any sharing.
///
/// ```java
/// Tensor w = Tensor.of(0.5f, -1f).variable();
/// Tensor hidden = w.tanh();
/// Gradients g = Backward.from(hidden.square().sum())
///         .reading(hidden, dh -> System.out.println(dh.norm()))     // a hook in the middle
///         .run();
/// ```
public final class Backward {
    private final Tensor root;
    private final @Nullable Tensor seed;
    private final boolean recorded;
    private final @Nullable List<Tensor> targets;
    private final IdentityHashMap<Tensor, List<Consumer<Tensor>>> hooks;

    private Backward(Tensor root, @Nullable Tensor seed, boolean recorded,
            @Nullable List<Tensor> targets,
            IdentityHashMap<Tensor, List<Consumer<Tensor>>> hooks) {
        this.root = root;
        this.seed = seed;
        this.recorded = recorded;
        this.targets = targets;
        this.hooks = hooks;
    }

    /// A traversal from `root` to every variable it was computed from.
    public static Backward from(Tensor root) {
        return new Backward(root, null, false, null, new IdentityHashMap<>());
    }

    /// Starts with the cotangent `dy`; without it the root must be a single number, and 1 is taken.
    ///
    /// @throws ShapeMismatch if `dy` has not the shape of the root
    /// @throws DTypeMismatch if `dy` has not its element type
    public Backward seed(Tensor dy) {
        if (!dy.shape().equals(root.shape())) {
            throw new ShapeMismatch("gradients: the seed must have the shape " + root.shape()
                    + " of the tensor it starts from, got " + dy.shape());
        }
        if (dy.dtype() != root.dtype()) {
            throw new DTypeMismatch("gradients: the seed must be " + root.dtype()
                    + " like the tensor it starts from, got " + dy.dtype()
                    + "; convert it with to(DType." + root.dtype() + ")");
        }
        return new Backward(root, dy, recorded, targets, hooks);
    }

    /// Records the traversal itself, so that the gradients can be differentiated again.
    public Backward recorded() {
        return new Backward(root, seed, true, targets, hooks);
    }

    /// Computes gradients by these tensors only, which may be in the middle of the graph.
    public Backward only(List<Tensor> wanted) {
        return new Backward(root, seed, recorded, List.copyOf(wanted), hooks);
    }

    /// Calls `hook` with the whole cotangent of `middle` when the traversal passes it. Running
    /// throws [GradientError] if it cannot pass there.
    public Backward reading(Tensor middle, Consumer<Tensor> hook) {
        var more = new IdentityHashMap<>(hooks);
        var list = new ArrayList<>(more.getOrDefault(middle, List.of()));
        list.add(hook);
        more.put(middle, List.copyOf(list));
        return new Backward(root, seed, recorded, targets, more);
    }

    /// Runs the traversal.
    ///
    /// @throws GradientError if the root was not recorded, is not a single number and has no seed,
    ///         or was recorded before a parameter changed
    public Gradients run() {
        checkRoot();
        List<Tensor> order = Order.consumersFirst(List.of(root));
        for (Tensor t : order) {
            String reason = t.superseded();
            if (reason != null) {
                throw new GradientError("gradients: " + Text.origin(t) + " " + reason
                        + "; run the model again before asking for gradients");
            }
        }
        checkHooks(order);
        return recorded ? Recording.on(() -> traverse(order))
                : Recording.off(() -> traverse(order));
    }

    private void checkHooks(List<Tensor> order) {
        Set<Tensor> reached = hooks.isEmpty() ? Set.of() : identitySet(order);
        for (Tensor middle : hooks.keySet()) {
            if (!reached.contains(middle)) {
                throw new GradientError("reading: " + Text.origin(root) + " was not computed from "
                        + Text.origin(middle) + ", so its cotangent never comes; "
                        + Explanation.missing(middle));
            }
        }
    }

    private void checkRoot() {
        if (!root.dtype().isFloat()) {
            throw new GradientError("gradients: " + Text.origin(root) + " is " + root.dtype()
                    + ", which has no derivatives; differentiate something computed in F32 or F64");
        }
        if (seed == null && root.size() != 1) {
            throw new GradientError("gradients: needs a single number, got shape " + root.shape()
                    + "; reduce it first (sum, mean) or give a seed: y.gradients(dy)");
        }
        if (!root.requiresGrad()) {
            throw new GradientError("gradients: " + Explanation.unrecorded(root));
        }
    }

    private Gradients traverse(List<Tensor> order) {
        Set<Tensor> wanted = targets == null ? null : identitySet(targets);
        Set<Tensor> onPath = wanted == null ? null
                : leadingTo(Sets.union(wanted, hooks.keySet()), order);
        var cotangents = new IdentityHashMap<Tensor, Tensor>();
        var found = new IdentityHashMap<Tensor, Tensor>();
        cotangents.put(root, seed != null ? seed
                : Tensor.full(root.dtype(), root.shape(), 1));
        for (Tensor y : order) {
            Tensor dy = cotangents.remove(y);
            if (dy == null) {
                continue;                                   // on no path to what is wanted
            }
            for (Consumer<Tensor> hook : hooks.getOrDefault(y, List.of())) {
                hook.accept(dy);
            }
            if (wanted == null ? y.isLeaf() : wanted.contains(y)) {
                found.put(y, recorded || given(y, dy) ? dy : dy.cut(Tensor.Cut.GRADIENT));
            }
            pull(y, dy, onPath, cotangents);
        }
        return new Gradients(found, Text.origin(root), wanted != null);
    }

    /// Whether `dy` is the seed of the root, not something pulled back.
    private boolean given(Tensor y, Tensor dy) {
        return y.equals(root) && dy.equals(seed);
    }

    private static void pull(Tensor y, Tensor dy, @Nullable Set<Tensor> onPath,
            IdentityHashMap<Tensor, Tensor> cotangents) {
        Op op = y.op();
        List<Tensor> x = y.inputs();
        for (int i = 0; op != null && i < x.size(); i++) {
            Tensor input = x.get(i);
            if (input.requiresGrad() && (onPath == null || onPath.contains(input))) {
                Tensor dx = checked(op, i, op.vjp(i, dy, y, x), input);
                cotangents.merge(input, dx, Tensor::add);
            }
        }
    }

    private static Tensor checked(Op op, int i, @Nullable Tensor dx, Tensor x) {
        if (dx == null || !dx.shape().equals(x.shape()) || dx.dtype() != x.dtype()) {
            throw new GradientError(op.name() + ": the vjp of input " + i + " must give "
                    + x.dtype() + " " + x.shape() + ", got "
                    + (dx == null ? "null" : dx.dtype() + " " + dx.shape())
                    + "; correct the operation (zeros if the input does not matter)");
        }
        return dx;
    }

    private static Set<Tensor> identitySet(Collection<Tensor> tensors) {
        Set<Tensor> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(tensors);
        return set;
    }

    /// Of `order`, what leads to a target, the targets included.
    private static Set<Tensor> leadingTo(Set<Tensor> wanted, List<Tensor> order) {
        Set<Tensor> leading = identitySet(wanted);
        for (Tensor t : order.reversed()) {
            for (Tensor x : t.inputs()) {
                if (leading.contains(x)) {
                    leading.add(t);
                    break;
                }
            }
        }
        return leading;
    }
}

package io.atled.autograd;

import com.google.common.collect.Iterables;
import io.atled.autograd.kernel.Pool;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
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
    private static final List<Consumer<Tensor>> NO_HOOKS = List.of();
    /// Nobody changes it.
    private static final IdentityHashMap<Tensor, List<Consumer<Tensor>>> UNHOOKED =
            new IdentityHashMap<>(0);
    /// What of up to three inputs is asked, by its bits.
    private static final List<List<Integer>> ASKED = List.of(List.of(), List.of(0), List.of(1),
            List.of(0, 1), List.of(2), List.of(0, 2), List.of(1, 2), List.of(0, 1, 2));
    private static final int SHORT = 3;

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
        return new Backward(root, null, false, null, UNHOOKED);
    }

    /// Starts with the cotangent `dy`; without it the root must be a single number, and 1 is taken.
    ///
    /// @throws ShapeMismatch if `dy` has not the shape of the root
    /// @throws DTypeMismatch if `dy` has not its element type
    public Backward seed(Tensor dy) {
        if (!dy.shape().equals(root.shape())) {
            throw new ShapeMismatch("gradients: the seed must have the shape " + root.shape()
                    + " of the tensor it starts from, got " + dy.shape()
                    + "; it says how much each element counts");
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
        Order order = targets == null ? Order.from(root) : Order.from(root, oldestWanted(targets));
        Tensor old = order.superseded();
        if (old != null) {
            throw new GradientError("gradients: " + Text.origin(old) + " " + old.superseded()
                    + "; run the model again before asking for gradients");
        }
        checkHooks(order);
        return recorded ? Recording.on(() -> new Sweep(order).run())
                : Recording.off(() -> new Sweep(order).run());
    }

    /// The cotangent of `x` for the cotangent `dy` of `y`, zeros if `y` does not depend on it;
    /// recorded where recording is on.
    static Tensor through(Tensor y, Tensor dy, Tensor x) {
        if (y.requiresGrad()) {
            Backward back = from(y).seed(dy).only(List.of(x));
            Gradients gradients = (Recording.isOn() ? back.recorded() : back).run();
            if (gradients.reaches(x)) {
                return gradients.get(x);
            }
        }
        return Tensor.zeros(x.dtype(), x.shape());
    }

    /// The least serial of what has to be reached.
    private long oldestWanted(List<Tensor> wanted) {
        long oldest = Long.MAX_VALUE;
        for (Tensor t : Iterables.concat(wanted, hooks.keySet())) {
            oldest = Math.min(oldest, t.serial());
        }
        return oldest;
    }

    private void checkHooks(Order order) {
        for (Tensor middle : hooks.keySet()) {
            if (order.number(middle) < 0) {
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

    /// The traversal, while it runs.
    private final class Sweep {
        private final Order order;
        private final @Nullable Tensor[] cotangents;            // by number in the order
        private final boolean @Nullable [] wanted;              // null: every leaf
        private final boolean @Nullable [] leading;             // null: everything
        private final Numbering variables = new Numbering();
        private final List<Tensor> gradients = new ArrayList<>();
        private final @Nullable Pool pool = recorded ? null : Pool.current();
        private final int start = pool == null ? 0 : pool.mark();
        private final Recording.Scope scope = Recording.scope();
        private final @Nullable Watcher watcher = scope.watcher();

        Sweep(Order order) {
            this.order = order;
            this.cotangents = new @Nullable Tensor[order.size()];
            this.wanted = targets == null ? null : flags(targets);
            this.leading = targets == null ? null : leading(targets);
        }

        private boolean[] flags(Iterable<Tensor> tensors) {
            boolean[] flags = new boolean[order.size()];
            for (Tensor t : tensors) {
                int v = order.number(t);
                if (v >= 0) {
                    flags[v] = true;
                }
            }
            return flags;
        }

        /// What leads to a target or a hook, these included.
        private boolean[] leading(List<Tensor> ends) {
            boolean[] flags = flags(Iterables.concat(ends, hooks.keySet()));
            for (int k = order.size() - 1; k >= 0; k--) {
                int v = order.at(k);
                for (int i = 0; i < order.node(v).inputs().size() && !flags[v]; i++) {
                    int input = order.input(v, i);
                    flags[v] = input >= 0 && flags[input];
                }
            }
            return flags;
        }

        Gradients run() {
            if (watcher != null) {
                watcher.traversing(order.consumersFirst().reversed());
            }
            put(0, seed != null ? seed : Tensor.full(root.dtype(), root.shape(), 1));
            for (int k = 0; k < order.size(); k++) {
                int v = order.at(k);
                Tensor dy = cotangents[v];
                if (dy != null) {                           // else on no path to what is wanted
                    cotangents[v] = null;
                    visit(v, dy);
                }
            }
            return new Gradients(variables, gradients, Text.Origin.of(root), targets != null);
        }

        /// Afterwards the step that runs, if there is one, gets back the cotangent and whatever
        /// else was computed here and is in nobody's hands.
        private void visit(int v, Tensor dy) {
            Tensor y = order.node(v);
            for (Consumer<Tensor> hook : hooks.isEmpty() ? NO_HOOKS
                    : hooks.getOrDefault(y, NO_HOOKS)) {
                use(dy);
                hook.accept(dy);
            }
            if (wanted == null ? y.isLeaf() : wanted[v]) {
                use(dy);
                variables.add(y);
                gradients.add(recorded || given(v, dy) ? dy : dy.cut(Tensor.Cut.GRADIENT));
            }
            int mark = pool == null ? 0 : pool.mark();
            pull(v, y, dy);
            if (pool != null) {
                pool.spend(dy.array(), start);
                pool.sweep(mark);
            }
        }

        /// Whether `dy` is the seed of the root, not something pulled back.
        private boolean given(int v, Tensor dy) {
            return v == 0 && dy.equals(seed);
        }

        private void pull(int v, Tensor y, Tensor dy) {
            Op op = y.op();
            if (op == null) {
                return;
            }
            List<Tensor> x = y.inputs();
            List<Integer> asked = asked(v, x.size());
            if (asked.size() == 1) {
                int i = asked.getFirst();
                pulled(v, op, i, dy, watcher == null ? op.vjp(i, dy, y, x)
                        : scope.rule(y, () -> op.vjp(i, dy, y, x)));
            } else if (!asked.isEmpty()) {
                List<Tensor> dx = watcher == null ? op.vjps(asked, dy, y, x)
                        : scope.rule(y, () -> op.vjps(asked, dy, y, x));
                for (int k = 0; k < asked.size(); k++) {
                    pulled(v, op, asked.get(k), dy, dx.get(k));
                }
            }
        }

        private void pulled(int v, Op op, int i, Tensor dy, @Nullable Tensor given) {
            Tensor y = order.node(v);
            Tensor dx = checked(op, i, given, y.inputs().get(i));
            if (watcher != null) {
                watcher.pulled(y, i, dy, dx);
            }
            put(order.input(v, i), dx);
        }

        private List<Integer> asked(int v, int arity) {
            if (arity <= SHORT) {
                int bits = 0;
                for (int i = 0; i < arity; i++) {
                    bits |= asks(v, i) ? 1 << i : 0;
                }
                return ASKED.get(bits);
            }
            var asked = new ArrayList<Integer>(arity);
            for (int i = 0; i < arity; i++) {
                if (asks(v, i)) {
                    asked.add(i);
                }
            }
            return asked;
        }

        private boolean asks(int v, int i) {
            int input = order.input(v, i);
            return input >= 0 && (leading == null || leading[input]);
        }

        private void put(int v, Tensor dy) {
            Tensor before = cotangents[v];
            Tensor sum = before == null ? dy : added(v, before, dy);
            cotangents[v] = sum;
            use(sum);
            if (pool != null && before != null) {
                pool.spend(before.array(), start);
            }
        }

        private Tensor added(int v, Tensor a, Tensor b) {
            Tensor x = order.node(v);
            Tensor sum = scope.rule(x, () -> a.add(b));
            if (watcher != null) {
                watcher.added(x, a, b, sum);
            }
            return sum;
        }

        private void use(Tensor dy) {
            if (pool != null) {
                pool.use(dy.array());
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
}

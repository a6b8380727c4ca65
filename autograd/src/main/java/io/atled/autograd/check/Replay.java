package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Custom;
import io.atled.autograd.Op;
import io.atled.autograd.Reading;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The recorded operations behind a result, as a program that can be run again: with other values
/// of its variables, in F64, or with its rounding made visible.
///
/// What was computed without recording (detached values, masks, indices) stays as it was.
final class Replay {
    private final ImmutableList<Tensor> nodes;
    private final ImmutableList<Tensor> variables;
    private final Tensor root;
    private final boolean wide;

    private Replay(List<Tensor> nodes, List<Tensor> variables, Tensor root, boolean wide) {
        this.nodes = ImmutableList.copyOf(nodes);
        this.variables = ImmutableList.copyOf(variables);
        this.root = root;
        this.wide = wide;
    }

    /// The operations behind `root`.
    static Replay of(Tensor root) {
        return of(root, List.of());
    }

    /// The operations behind `root`, as a function of `variables`.
    static Replay of(Tensor root, List<Tensor> variables) {
        return new Replay(inputsFirst(root), variables, root, false);
    }

    /// The same program with every float in F64.
    Replay inF64() {
        return new Replay(nodes, variables, root, true);
    }

    /// The recorded results, inputs before what is computed from them.
    ImmutableList<Tensor> nodes() {
        return nodes;
    }

    private static List<Tensor> inputsFirst(Tensor root) {
        var out = new ArrayList<Tensor>();
        Set<Tensor> done = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Tensor> open = Collections.newSetFromMap(new IdentityHashMap<>());
        var stack = new ArrayDeque<>(List.of(root));
        while (!stack.isEmpty()) {
            Tensor t = stack.peek();
            if (t.op() == null || done.contains(t)) {
                stack.pop();
            } else if (open.add(t)) {
                t.inputs().forEach(stack::push);
            } else {
                stack.pop();
                done.add(t);
                out.add(t);
            }
        }
        return out;
    }

    /// One operation as it was run again.
    ///
    /// @param recorded the tensor that was recorded
    /// @param op the operation
    /// @param x its inputs now
    /// @param y its result now
    record Step(Tensor recorded, Op op, List<Tensor> x, Tensor y) {}

    /// Runs the program on `values` of its variables, without recording.
    Run run(List<Tensor> values, Jitter jitter) {
        return Recording.off(() -> {
            var now = start(values);
            var steps = new ArrayList<Step>();
            for (Tensor t : nodes) {
                Op op = operation(t);
                List<Tensor> x = t.inputs().stream().map(in -> jitter.on(value(now, in))).toList();
                Tensor y = again(op, x);
                now.put(t, y);
                steps.add(new Step(t, op, x, y));
            }
            return new Run(this, steps, jitter, value(now, root));
        });
    }

    /// The program as it was recorded, with the values that were computed then.
    Run recorded() {
        List<Step> steps = nodes.stream().map(t -> new Step(t, operation(t),
                t.inputs().stream().map(in -> widened(in.detach())).toList(),
                widened(t.detach()))).toList();
        return new Run(this, steps, Jitter.none(), widened(root.detach()));
    }

    /// Runs the program on `values` of its variables; recorded if recording is on.
    Tensor apply(List<Tensor> values) {
        var now = start(values);
        for (Tensor t : nodes) {
            List<Tensor> x = t.inputs().stream().map(in -> value(now, in)).toList();
            Op op = operation(t);
            now.put(t, converts(op) ? x.getFirst() : Tensor.apply(op, x));
        }
        return value(now, root);
    }

    private IdentityHashMap<Tensor, Tensor> start(List<Tensor> values) {
        var now = new IdentityHashMap<Tensor, Tensor>();
        for (int i = 0; i < variables.size(); i++) {
            now.put(variables.get(i), widened(values.get(i)));
        }
        return now;
    }

    private Tensor value(IdentityHashMap<Tensor, Tensor> now, Tensor t) {
        Tensor known = now.get(t);
        return known != null ? known : widened(t.detach());
    }

    private Tensor widened(Tensor t) {
        return wide && t.dtype() == DType.F32 ? t.to(DType.F64) : t;
    }

    private Op operation(Tensor t) {
        Op op = t.op();
        if (op == null) {
            throw new IllegalStateException("replay: a leaf is no operation");
        }
        return wide && op instanceof Custom.Light light ? new Custom.Light(light.name(),
                light.shape(), DType.F64, light.value(), light.cotangents()) : op;
    }

    /// Conversions between F32 and F64 do nothing when all is F64.
    private boolean converts(Op op) {
        return wide && op instanceof Reading.To to && to.dtype().isFloat();
    }

    private Tensor again(Op op, List<Tensor> x) {
        return converts(op) ? x.getFirst() : op.run(x);
    }

    /// Is shown what the rule of operation number `step` gives for its input `input`.
    @FunctionalInterface
    interface Reader {
        void read(int step, int input, Tensor dx);
    }

    /// A program that was run.
    ///
    /// @param replay the program
    /// @param steps its operations, as they ran
    /// @param jitter what moved the numbers
    /// @param y the result
    record Run(Replay replay, List<Step> steps, Jitter jitter, Tensor y) {
        /// The gradients of ⟨dy, y⟩ by the variables; empty arrays for what cannot move.
        List<double[]> pull(Tensor dy) {
            return pull(dy, (step, input, dx) -> { });
        }

        /// The same, showing `reader` what each rule gives, consumers first.
        List<double[]> pull(Tensor dy, Reader reader) {
            return Recording.off(() -> {
                var cotangents = new IdentityHashMap<Tensor, Tensor>();
                cotangents.put(replay.root, dy);
                for (int k = steps.size() - 1; k >= 0; k--) {
                    Tensor own = cotangents.remove(steps.get(k).recorded);
                    if (own != null) {
                        pull(k, jitter.on(own), cotangents, reader);
                    }
                }
                return replay.variables.stream().map(t -> flat(t, cotangents.get(t))).toList();
            });
        }

        /// What `step` gives when run again.
        Tensor again(Step step, Jitter moving) {
            return Recording.off(() -> replay.again(step.op, step.x.stream().map(moving::on)
                    .toList()));
        }

        private void pull(int number, Tensor dy, IdentityHashMap<Tensor, Tensor> cotangents,
                Reader reader) {
            Step step = steps.get(number);
            List<Tensor> inputs = step.recorded.inputs();
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i).requiresGrad()) {
                    Tensor dx = replay.converts(step.op) ? dy
                            : step.op.vjp(i, dy, step.y, step.x);
                    reader.read(number, i, dx);
                    cotangents.merge(inputs.get(i), dx, Tensor::add);
                }
            }
        }

        private static double[] flat(Tensor variable, @Nullable Tensor g) {
            return !variable.requiresGrad() ? new double[0]
                    : g == null ? new double[variable.size()] : g.toDoubles();
        }
    }
}

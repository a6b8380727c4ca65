package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.MapMaker;
import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.Watcher;
import io.atled.autograd.check.Anomaly.Operand;
import io.atled.autograd.check.Anomaly.Pass;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Stops at the first operation that makes NaN or ∞ of finite numbers.
final class Anomalies implements Watcher {
    private final Origins origins = new Origins();
    /// What the rules of recorded backward passes are made of, by whose rule.
    private final Map<Tensor, String> derived = new MapMaker().weakKeys().makeMap();

    <R, X extends Throwable> R watch(ScopedValue.CallableOp<R, X> body) throws X {
        return Recording.watching(this, body);
    }

    /// Something that came out of an operation.
    ///
    /// @param pass in which direction
    /// @param op the operation; `null` where cotangents are added up
    /// @param names what the tensors are called, those that went in first
    /// @param in what went in
    /// @param out what came out
    /// @param pointwise whether elements at the same place belong together
    /// @param own otherwise, what went in whose cotangent came out; −1 if that is nothing
    record Event(Pass pass, @Nullable Op op, List<String> names, List<Tensor> in, Tensor out,
            boolean pointwise, int own) {
        /// The element of input `i` that element `at` of what came out is made of; −1 if that is
        /// not a single one.
        int element(int i, int at) {
            Shape shape = in.get(i).shape();
            return pointwise ? flat(shape, out.shape(), at) : i == own ? at : -1;
        }

        /// Broadcasting: where in `x` element `at` of `y` comes from.
        private static int flat(Shape x, Shape y, int at) {
            int flat = 0;
            int stride = 1;
            int rest = at;
            for (int k = 1; k <= x.rank(); k++) {
                flat += x.get(-k) == 1 ? 0 : rest % y.get(-k) * stride;
                stride *= x.get(-k);
                rest /= y.get(-k);
            }
            return flat;
        }

        /// The first element that nothing that went in explains; −1 if there is none.
        int first() {
            double[] values = out.dtype().isFloat() ? out.toDoubles() : new double[0];
            int k = next(values, 0);
            if (k == values.length) {
                return -1;
            }
            var inputs = in.stream().map(Tensor::toDoubles).toList();
            if (inputs.stream().allMatch(x -> x.length == 0)) {
                return firstNan(values, k);                     // logSumExp of nothing is −∞
            }
            if (!pointwise) {
                boolean finite = inputs.stream().allMatch(x -> next(x, 0) == x.length);
                return finite ? k : inputs.stream().allMatch(x -> firstNan(x, 0) < 0)
                        ? firstNan(values, k) : -1;
            }
            while (k < values.length && explained(inputs, k, Double.isNaN(values[k]))) {
                k = next(values, k + 1);
            }
            return k == values.length ? -1 : k;
        }

        private boolean explained(List<double[]> inputs, int k, boolean nan) {
            for (int i = 0; i < inputs.size(); i++) {
                double x = inputs.get(i)[element(i, k)];
                if (nan ? Double.isNaN(x) : !Double.isFinite(x)) {
                    return true;
                }
            }
            return false;
        }

        private static int next(double[] values, int from) {
            int k = from;
            while (k < values.length && Double.isFinite(values[k])) {
                k++;
            }
            return k;
        }

        private static int firstNan(double[] values, int from) {
            for (int k = from; k < values.length; k++) {
                if (Double.isNaN(values[k])) {
                    return k;
                }
            }
            return -1;
        }
    }

    @Override
    public void applied(Op op, List<Tensor> x, Tensor y) {
        origins.applied(op, x, y);
        judge(event(op, x, y), null);
    }

    private static Event event(Op op, List<Tensor> x, Tensor y) {
        var names = numbered(x.size());
        names.add("the result");
        return new Event(Pass.FORWARD, op, names, x, y, op instanceof Pointwise, -1);
    }

    @Override
    public void traversing(List<Tensor> graph) {
        for (Tensor t : graph) {
            Op op = t.op();
            if (op != null && !origins.knows(t)) {
                origins.missed(t);
                judge(event(op, t.inputs(), t), t);
            }
        }
    }

    @Override
    public void pulled(Tensor y, int i, Tensor dy, Tensor dx) {
        var names = numbered(y.inputs().size());
        names.addFirst("the cotangent of the result");
        names.add("the cotangent of input " + i);
        var in = new ArrayList<>(y.inputs());
        in.addFirst(dy);
        judge(new Event(Pass.BACKWARD, y.op(), names, in, dx, y.op() instanceof Pointwise
                && dx.shape().equals(y.shape()), i + 1), y);
    }

    @Override
    public void added(Tensor x, Tensor a, Tensor b, Tensor sum) {
        judge(new Event(Pass.BACKWARD, null, List.of("the cotangent by one use",
                "the cotangent by another", "their sum"), List.of(a, b), sum, true, -1), x);
    }

    @Override
    public void pushed(Tensor y, List<@Nullable Tensor> dx, Tensor dy) {
        var names = numbered(y.inputs().size());
        var in = new ArrayList<>(y.inputs());
        for (int i = 0; i < dx.size(); i++) {
            Tensor d = dx.get(i);
            if (d != null) {
                names.add("the tangent of input " + i);
                in.add(d);
            }
        }
        names.add("the tangent of the result");
        judge(new Event(Pass.TANGENTS, y.op(), names, in, dy, y.op() instanceof Pointwise, -1), y);
    }

    /// What rules are made of is not looked at: they may choose among numbers that are not finite.
    @Override
    public Watcher inside(Tensor y) {
        String name = called(y);
        return new Watcher() {
            @Override
            public void applied(Op op, List<Tensor> x, Tensor made) {
                origins.applied(op, x, made);
                derived.put(made, name);
            }

            @Override
            public Watcher inside(Tensor inner) {
                return this;
            }
        };
    }

    private static List<String> numbered(int n) {
        var names = new ArrayList<String>();
        for (int i = 0; i < n; i++) {
            names.add("input " + i);
        }
        return names;
    }

    /// Throws what is wrong with `e`; `recorded` is where it was recorded, if not here.
    private void judge(Event e, @Nullable Tensor recorded) {
        int at = first(e);
        if (at < 0) {
            return;
        }
        var operands = ImmutableList.<Operand>builder();
        for (int i = 0; i < e.in.size(); i++) {
            operands.add(Operand.of(e.names.get(i), e.in.get(i), e.element(i, at)));
        }
        operands.add(Operand.of(e.names.getLast(), e.out, at));
        ImmutableList<SourceLine> here = Origins.here();
        ImmutableList<SourceLine> source = recorded == null || recorded.isLeaf() ? here
                : origins.of(recorded);
        boolean program = e.pass == Pass.FORWARD || (recorded != null && recorded.isLeaf());
        throw new AnomalyFound(new Anomaly(e.pass, name(e, recorded), source,
                program ? ImmutableList.of() : here,
                operands.build(), Subject.index(e.out.shape(), at), e.out.toDoubles()[at],
                Trap.of(e, at)));
    }

    /// See [Event#first()]; −1 also for numbers that a step took back when it ended: a traversal
    /// that can do without them is not stopped for them.
    private static int first(Event e) {
        try {
            return e.first();
        } catch (IllegalStateException recycled) {
            return -1;
        }
    }

    private String name(Event e, @Nullable Tensor recorded) {
        if (recorded == null) {
            return e.op == null ? "" : e.op.name();
        }
        return e.op == null ? "adding up the cotangents of " + called(recorded) : called(recorded);
    }

    private String called(Tensor t) {
        Op op = t.op();
        String rule = derived.get(t);
        return (op == null ? "the variable" : op.name())
                + (t.label().isEmpty() ? "" : " “" + t.label() + "”")
                + (rule == null ? "" : " in the derivative of " + rule);
    }
}

package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.kernel.Pass;
import io.atled.autograd.kernel.Program;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.List;

/// A pointwise rule with several values, run over many tensors in one pass over memory: what an
/// optimizer does to all parameters of a model.
///
/// It is no operation and never recorded. The first value is a tensor, as everywhere; the others
/// take the place of numbers that the rule remembers, in [Slot]s.
///
/// ```java
/// record Momentum(double keep) implements Sweep.Rule {
///     public <T extends Algebra<T>> List<T> values(List<T> x) {         // of p, g, v and a rate
///         T v = x.get(2).mul(keep).add(x.get(1));
///         return List.of(x.get(0).sub(v.mul(x.get(3))), v);
///     }
/// }
/// Sweep momentum = Sweep.of(new Momentum(0.9), 4);
/// Tensor p = Tensor.of(1f, 2f);
/// Sweep.Slot v = Sweep.Slot.of(Tensor.zeros(2));
/// Tensor next = Sweep.run(List.of(momentum.over(List.of(p, p), List.of(v), 0.1))).getFirst();
/// ```
public final class Sweep {
    private final Program program;
    private final int operands;

    /// What a sweep computes.
    @FunctionalInterface
    public interface Rule {
        /// The values for the operands: tensors first, then what is remembered, then numbers.
        <T extends Algebra<T>> List<T> values(List<T> x);
    }

    private Sweep(Program program, int operands) {
        this.program = program;
        this.operands = operands;
    }

    /// The sweep that computes `rule` of so many operands.
    public static Sweep of(Rule rule, int operands) {
        return new Sweep(Fusion.compile(rule, operands), operands);
    }

    /// This sweep over one group of tensors and slots of the same shape and floating type; the
    /// numbers are the same for all elements.
    ///
    /// @throws ShapeMismatch if the shapes differ: nothing is broadcast
    /// @throws DTypeMismatch if the types differ
    public Task over(List<Tensor> x, List<Slot> slots, double... numbers) {
        DType type = x.getFirst().dtype();
        Shape shape = x.getFirst().shape();
        if (x.size() + slots.size() + numbers.length != operands
                || slots.size() + 1 != program.resultCount()) {
            throw new IllegalArgumentException("sweep: the rule takes " + operands
                    + " operands and gives " + program.resultCount() + " values, got " + x.size()
                    + " tensors, " + slots.size() + " slots and " + numbers.length
                    + " numbers; give a slot for each value but the first");
        }
        var in = new ArrayList<NdArray>(operands);
        for (Tensor t : x) {
            in.add(checked(t.array(), type, shape));
        }
        var out = new ArrayList<NdArray>(slots.size() + 1);
        out.add(NdArray.uninitialized(type, shape));
        for (Slot slot : slots) {
            in.add(checked(slot.array, type, shape));
            out.add(slot.array);
        }
        for (double number : numbers) {
            in.add(type == DType.F32 ? NdArray.wrap(Shape.of(), new float[] {(float) number})
                    : NdArray.wrap(Shape.of(), new double[] {number}));
        }
        return new Task(program.over(in, type, out, shape), Tensor.wrap(out.getFirst()));
    }

    private static NdArray checked(NdArray a, DType type, Shape shape) {
        if (!a.shape().equals(shape)) {
            throw new ShapeMismatch("sweep: all must have the shape " + shape + " of the first,"
                    + " got " + a.shape() + "; nothing is broadcast");
        }
        if (a.dtype() != type || !type.isFloat()) {
            throw new DTypeMismatch("sweep: all must be F32 or all F64, got " + type + " and "
                    + a.dtype() + "; convert with to(DType." + type + ")");
        }
        return a;
    }

    /// Runs all of them, in parallel by size, and gives the first value of each.
    public static ImmutableList<Tensor> run(List<Task> tasks) {
        var passes = new ArrayList<Pass>(tasks.size());
        var first = ImmutableList.<Tensor>builderWithExpectedSize(tasks.size());
        for (Task task : tasks) {
            passes.add(task.pass);
            first.add(task.first);
        }
        Pass.run(passes);
        return first.build();
    }

    /// One part of a sweep, ready to run once.
    public static final class Task {
        private final Pass pass;
        private final Tensor first;

        private Task(Pass pass, Tensor first) {
            this.pass = pass;
            this.first = first;
        }
    }

    /// Numbers that sweeps change where they lie. Nobody else sees more than copies of them.
    public static final class Slot {
        private final NdArray array;

        private Slot(NdArray array) {
            this.array = array;
        }

        /// A slot that starts with the values of `start`.
        ///
        /// @throws DTypeMismatch if they are not floating point
        public static Slot of(Tensor start) {
            return new Slot(switch (start.dtype()) {
                case F32 -> NdArray.wrap(start.shape(), start.toFloats());
                case F64 -> NdArray.wrap(start.shape(), start.toDoubles());
                default -> throw new DTypeMismatch("slot: needs F32 or F64, got " + start.dtype()
                        + "; convert it with to(DType.F32)");
            });
        }

        /// The values now.
        public Tensor value() {
            return array.dtype() == DType.F32
                    ? Tensor.of(array.shape(), array.floats())
                    : Tensor.of(array.shape(), array.doubles());
        }
    }
}

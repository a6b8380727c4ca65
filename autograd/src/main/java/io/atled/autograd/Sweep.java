package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.kernel.Bundle;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.kernel.Pass;
import io.atled.autograd.kernel.Program;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        NdArray[] in = new NdArray[x.size() + slots.size()];
        for (int i = 0; i < x.size(); i++) {
            in[i] = checked(x.get(i).array(), type, shape);
        }
        for (int i = 0; i < slots.size(); i++) {
            in[x.size() + i] = checked(slots.get(i).array, type, shape);
        }
        return new Task(this, in, slots.size(), numbers.clone());
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
    ///
    /// @throws IllegalArgumentException if a slot stands in two of them: they run at once
    public static ImmutableList<Tensor> run(List<Task> tasks) {
        var parts = new ArrayList<Part>(tasks.size());
        var first = ImmutableList.<Tensor>builderWithExpectedSize(tasks.size());
        var slots = Collections.newSetFromMap(new IdentityHashMap<NdArray, Boolean>());
        for (Task task : tasks) {
            NdArray[] out = task.out();
            for (int i = 1; i < out.length; i++) {
                if (!slots.add(out[i])) {
                    throw new IllegalArgumentException("sweep: a slot may stand in one task of a"
                            + " run, got it in two; run them one after another");
                }
            }
            Part part = task.isSmall() ? like(task, parts) : null;
            if (part == null) {
                part = new Part(task);
                parts.add(part);
            }
            part.bundle.add(task.in, out);
            first.add(Tensor.wrap(out[0]));
        }
        var passes = new ArrayList<Pass>(parts.size());
        parts.forEach(part -> passes.add(part.pass()));
        Pass.run(passes);
        parts.forEach(part -> part.bundle.spread());
        return first.build();
    }

    /// The one that takes this small task, too, or `null`.
    private static @Nullable Part like(Task task, List<Part> parts) {
        for (Part part : parts) {
            if (part.takes(task)) {
                return part;
            }
        }
        return null;
    }

    /// One large task, or small ones of the same sweep with the same numbers.
    private record Part(Task first, Bundle bundle) {
        Part(Task first) {
            this(first, new Bundle(first.in[0].dtype()));
        }

        @SuppressWarnings("ReferenceEquality")              // a sweep is what it is
        boolean takes(Task other) {
            return first.isSmall() && first.sweep == other.sweep
                    && first.in[0].dtype() == other.in[0].dtype()
                    && Arrays.equals(first.numbers, other.numbers);
        }

        Pass pass() {
            NdArray[] x = bundle.operands();
            NdArray[] y = bundle.results();
            DType type = y[0].dtype();
            NdArray[] all = Arrays.copyOf(x, x.length + first.numbers.length);
            for (int k = x.length; k < all.length; k++) {
                double number = first.numbers[k - x.length];
                all[k] = type == DType.F32
                        ? NdArray.wrap(Shape.of(), new float[] {(float) number})
                        : NdArray.wrap(Shape.of(), new double[] {number});
            }
            return first.sweep.program.over(all, type, y, y[0].shape());
        }
    }

    /// One part of a sweep, ready to run.
    public static final class Task {
        private final Sweep sweep;
        private final NdArray[] in;             // tensors, then slots
        private final int slots;
        private final double[] numbers;

        private Task(Sweep sweep, NdArray[] in, int slots, double[] numbers) {
            this.sweep = sweep;
            this.in = in;
            this.slots = slots;
            this.numbers = numbers;
        }

        /// A new array for the first value, then the slots.
        private NdArray[] out() {
            NdArray[] out = new NdArray[slots + 1];
            out[0] = NdArray.uninitialized(in[0].dtype(), in[0].shape());
            System.arraycopy(in, in.length - slots, out, 1, slots);
            return out;
        }

        private boolean isSmall() {
            return Bundle.takes(in[0].size());
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

package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.Backward;
import io.atled.autograd.GradientError;
import io.atled.autograd.Gradients;
import io.atled.autograd.Op;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Probe.Column;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A function under check at its inputs: run once with recording, to be run again elsewhere.
final class Subject {
    private final Function<List<Tensor>, Tensor> f;
    private final ImmutableList<String> names;
    private final ImmutableList<Tensor> x;              // without origin
    private final ImmutableList<Tensor> leaves;         // variables where they can be
    private final Tensor y;
    private final int[] moving;

    private Subject(Function<List<Tensor>, Tensor> f, List<String> names, List<Tensor> inputs,
            IntPredicate movable) {
        this.f = f;
        this.names = ImmutableList.copyOf(names);
        this.x = inputs.stream().map(Tensor::detach).collect(ImmutableList.toImmutableList());
        this.moving = IntStream.range(0, x.size())
                .filter(i -> x.get(i).dtype().isFloat() && movable.test(i)).toArray();
        var variables = new ArrayList<Tensor>(x);
        IntStream.of(moving).forEach(i -> variables.set(i, x.get(i).variable()));
        this.leaves = ImmutableList.copyOf(variables);
        this.y = Recording.on(() -> f.apply(leaves));
    }

    /// Runs `f` on `inputs` with recording.
    static Subject of(Function<List<Tensor>, Tensor> f, List<String> names,
            List<Tensor> inputs) {
        return new Subject(f, names, inputs, i -> true);
    }

    /// Runs an operation on `x` with recording, as a function of its `movable` inputs.
    static Subject of(Op op, List<Tensor> x, IntPredicate movable) {
        return new Subject(list -> Tensor.apply(op, list), numbered(x), x, movable);
    }

    /// Runs `f` on unnamed `inputs` with recording.
    static Subject of(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        return of(f, numbered(inputs), inputs);
    }

    private static List<String> numbered(List<Tensor> inputs) {
        return IntStream.range(0, inputs.size()).mapToObj(i -> "input " + i).toList();
    }

    /// Variables with the values of `other`, where those of this subject are variables.
    ImmutableList<Tensor> variables(List<Tensor> other) {
        return IntStream.range(0, other.size()).mapToObj(i -> leaves.get(i).requiresGrad()
                ? other.get(i).detach().variable() : other.get(i))
                .collect(ImmutableList.toImmutableList());
    }

    /// Another function with the same inputs moving, at `inputs`.
    Subject like(Function<List<Tensor>, Tensor> other, List<Tensor> inputs) {
        return new Subject(other, names, inputs, i -> leaves.get(i).requiresGrad());
    }

    /// This subject, if derivatives of it can be asked for at all.
    ///
    /// @throws DTypeMismatch if the result is not floating point
    /// @throws GradientError if it does not depend on the inputs
    Subject differentiable() {
        if (!y.dtype().isFloat()) {
            throw new DTypeMismatch("gradient check: the function gives " + y.dtype()
                    + ", which has no derivatives; check what comes before");
        }
        if (!y.requiresGrad()) {
            throw new GradientError("gradient check: the result does not depend on any of the"
                    + " inputs; compute it, recorded, from the tensors that the function is given,"
                    + " not from captured ones");
        }
        return this;
    }

    Function<List<Tensor>, Tensor> function() {
        return f;
    }

    ImmutableList<String> names() {
        return names;
    }

    /// The inputs, without origin.
    ImmutableList<Tensor> inputs() {
        return x;
    }

    /// The variables that the result was recorded from; what has no derivatives stands for itself.
    ImmutableList<Tensor> leaves() {
        return leaves;
    }

    /// The recorded result.
    Tensor result() {
        return y;
    }

    /// The numbers of the inputs that can be moved.
    int[] moving() {
        return moving;
    }

    /// Every element that can be moved.
    List<Column> columns() {
        return IntStream.of(moving).boxed().flatMap(i -> columns(i).stream()).toList();
    }

    /// Every element of input `i`.
    List<Column> columns(int i) {
        return IntStream.range(0, x.get(i).size()).mapToObj(k -> new Column(i, k)).toList();
    }

    /// Whether every number is F64.
    boolean exact() {
        return y.dtype() == DType.F64
                && x.stream().noneMatch(t -> t.dtype() == DType.F32);
    }

    /// The value at the inputs, with those replaced that `moved` gives.
    Tensor value(double[] @Nullable [] moved) {
        return at(moved(moved));
    }

    /// The inputs, with those replaced that `moved` gives.
    List<Tensor> moved(double[] @Nullable [] moved) {
        var all = new ArrayList<Tensor>(x);
        for (int i : moving) {
            double[] values = moved[i];
            if (values != null) {
                all.set(i, tensor(x.get(i).dtype(), x.get(i).shape(), values));
            }
        }
        return List.copyOf(all);
    }

    /// The value at other inputs, without recording.
    Tensor at(List<Tensor> inputs) {
        return Recording.off(() -> f.apply(inputs));
    }

    /// Jᵀ·dy by each input, from the recorded result; zeros where reverse mode does not lead.
    List<double[]> pull(Tensor dy) {
        return flat(y.gradients(dy));
    }

    /// The gradients by each input as arrays; empty ones for what cannot move.
    List<double[]> flat(Gradients g) {
        return leaves.stream().map(t -> !t.requiresGrad() ? new double[0]
                : g.reaches(t) ? g.get(t).toDoubles() : new double[t.size()]).toList();
    }

    /// The numbers of the inputs that reverse mode leads to.
    Set<Integer> reached() {
        Gradients g = Backward.from(y).seed(Tensor.zeros(y.dtype(), y.shape())).run();
        return IntStream.of(moving).filter(i -> g.reaches(leaves.get(i))).boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    /// A cotangent that is 1 at one element of the result.
    Tensor unit(int element) {
        double[] values = new double[y.size()];
        values[element] = 1;
        return tensor(y.dtype(), y.shape(), values);
    }

    /// Numbers in the type `dtype`.
    static Tensor tensor(DType dtype, Shape shape, double[] values) {
        if (dtype == DType.F64) {
            return Tensor.of(shape, values);
        }
        float[] narrow = new float[values.length];
        for (int k = 0; k < narrow.length; k++) {
            narrow[k] = (float) values[k];
        }
        return Tensor.of(shape, narrow);
    }

    /// The relative rounding of `dtype`.
    static double epsilon(DType dtype) {
        return dtype == DType.F32 ? 0x1p-24 : 0x1p-53;
    }

    /// Where element number `flat` of a tensor of this shape is, one number for each axis.
    static ImmutableIntArray index(Shape shape, int flat) {
        return ImmutableIntArray.copyOf(shape.index(flat));
    }

    @Override
    public String toString() {
        return "function of " + Arrays.toString(x.toArray());
    }
}

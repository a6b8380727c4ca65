package io.atled.autograd;

import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A dense array of numbers and, unless it is a leaf, the operation that made it.
///
/// Tensors never change. Verbs give new tensors; they stand in the family interfaces, each beside
/// the record that defines it. What starts at a [#variable()] is recorded, and
/// [#gradients()] pulls the derivatives of a single number back to the variables:
///
/// ```java
/// Tensor w = Tensor.of(1f, 2f).variable();
/// Tensor loss = w.square().sum();
/// Tensor dw = loss.gradients().get(w);      // (2, 4)
/// ```
///
/// Java's type decides the element type: `of(1f)` is F32, `of(1.0)` F64, `of(1)` I32, `of(true)`
/// BOOL; factories that name no Java type give F32.
public final class Tensor implements Algebra<Tensor>, Reading, Reductions, Views, Products,
        Selections, Joins, Normalizations, Standardizations, Attention, Convolutions, Pools {
    private static final AtomicLong SERIALS = new AtomicLong();

    private final NdArray array;
    private final @Nullable Op op;
    private final List<Tensor> inputs;
    private final Cut cut;
    private final @Nullable Fate fate;                  // of a variable, or what has a name
    private final long serial;                          // 0 if no gradient flows back

    /// Whether gradients flow back through a tensor (`ASKS`), and if not, why it has no origin, or
    /// what it was computed from: the explanation of a missing gradient.
    enum Cut { ASKS, NONE, DETACHED, RECORDING_OFF, GRADIENT, NOT_DIFFERENTIABLE }

    /// What a tensor can still be told: its name and, if it is a variable, why gradients by it are
    /// refused.
    private static final class Fate {
        private volatile String label;
        private volatile @Nullable String reason;

        Fate(String label) {
            this.label = label;
        }
    }

    private Tensor(NdArray array, @Nullable Op op, List<Tensor> inputs, Cut cut, String label) {
        this.array = array;
        this.op = op;
        this.inputs = inputs;
        this.cut = cut;
        boolean asks = cut == Cut.ASKS;
        this.fate = (asks && op == null) || !label.isEmpty() ? new Fate(label) : null;
        this.serial = asks ? SERIALS.incrementAndGet() : 0;
    }

    private static Tensor leaf(NdArray array, Cut cut, String label) {
        return new Tensor(array, null, List.of(), cut, label);
    }

    /// A leaf over `array`, which nobody else changes any more.
    static Tensor wrap(NdArray array) {
        return leaf(array, Cut.NONE, "");
    }

    /// F32 numbers in a row. **Shape** (n)
    public static Tensor of(float... values) {
        return of(Shape.of(values.length), values);
    }

    /// F64 numbers in a row. **Shape** (n)
    public static Tensor of(double... values) {
        return of(Shape.of(values.length), values);
    }

    /// I32 numbers in a row: indices and labels. **Shape** (n)
    public static Tensor of(int... values) {
        return of(Shape.of(values.length), values);
    }

    /// BOOL values in a row: a mask. **Shape** (n)
    public static Tensor of(boolean... values) {
        return of(Shape.of(values.length), values);
    }

    /// F32 numbers in row-major order.
    ///
    /// @throws ShapeMismatch if `shape` has another number of elements
    public static Tensor of(Shape shape, float... values) {
        Creation.checkCount(shape, values.length);
        return wrap(NdArray.wrap(shape, values.clone()));
    }

    /// F64 numbers in row-major order.
    ///
    /// @throws ShapeMismatch if `shape` has another number of elements
    public static Tensor of(Shape shape, double... values) {
        Creation.checkCount(shape, values.length);
        return wrap(NdArray.wrap(shape, values.clone()));
    }

    /// I32 numbers in row-major order.
    ///
    /// @throws ShapeMismatch if `shape` has another number of elements
    public static Tensor of(Shape shape, int... values) {
        Creation.checkCount(shape, values.length);
        return wrap(NdArray.wrap(shape, values.clone()));
    }

    /// BOOL values in row-major order.
    ///
    /// @throws ShapeMismatch if `shape` has another number of elements
    public static Tensor of(Shape shape, boolean... values) {
        Creation.checkCount(shape, values.length);
        return wrap(NdArray.wrap(shape, values.clone()));
    }

    /// From a nested Java array of `float`, `double`, `int` or `boolean`, as `double[][]`.
    ///
    /// @throws ShapeMismatch if the rows differ in length, naming the first that does
    public static Tensor ofNested(Object array) {
        return Creation.nested(array);
    }

    /// One F32 number. **Shape** ()
    public static Tensor scalar(float value) {
        return of(Shape.of(), value);
    }

    /// One I32 number. **Shape** ()
    public static Tensor scalar(int value) {
        return of(Shape.of(), value);
    }

    /// One BOOL value. **Shape** ()
    public static Tensor scalar(boolean value) {
        return of(Shape.of(), value);
    }

    /// One F64 number. **Shape** ()
    public static Tensor scalar(double value) {
        return of(Shape.of(), value);
    }

    /// F32 zeros.
    public static Tensor zeros(int... sizes) {
        return zeros(DType.F32, Shape.of(sizes));
    }

    /// Zeros (false for BOOL).
    public static Tensor zeros(DType dtype, Shape shape) {
        return wrap(NdArray.allocate(dtype, shape));
    }

    /// F32 ones.
    public static Tensor ones(int... sizes) {
        return ones(DType.F32, Shape.of(sizes));
    }

    /// Ones (true for BOOL).
    public static Tensor ones(DType dtype, Shape shape) {
        return full(dtype, shape, 1);
    }

    /// The same number everywhere; the array holds it once.
    public static Tensor full(DType dtype, Shape shape, double value) {
        return Creation.full(dtype, shape, value);
    }

    /// start, start + step, … before stop, as F32.
    ///
    /// @throws IllegalArgumentException if step is 0 or leads away from stop
    public static Tensor arange(double start, double stop, double step) {
        return Creation.arange(start, stop, step);
    }

    /// 0, 1, …, n − 1 as I32: indices.
    public static Tensor arange(int n) {
        return Creation.arange(n);
    }

    /// `count` F32 numbers from `start` to `stop`, both included, equally far apart.
    public static Tensor linspace(double start, double stop, int count) {
        return Creation.linspace(start, stop, count);
    }

    /// F32 numbers drawn uniformly from low (included) to high (excluded).
    public static Tensor uniform(Shape shape, double low, double high, RandomGenerator random) {
        return Creation.uniform(shape, low, high, random);
    }

    /// F32 numbers drawn from the normal distribution.
    public static Tensor normal(Shape shape, double mean, double std, RandomGenerator random) {
        return Creation.normal(shape, mean, std, random);
    }

    /// The F32 identity matrix. **Shape** (n,n)
    public static Tensor eye(int n) {
        return Creation.eye(n);
    }

    /// For each label a row of `classes` F32 numbers, 1 at the label and 0 elsewhere.
    /// **Shape** labels (…) I32 → (…,classes)
    ///
    /// @throws IndexOutOfBoundsException if a label is not in 0 … classes − 1, saying where
    public static Tensor oneHot(Tensor labels, int classes) {
        return Creation.oneHot(labels, classes);
    }

    /// The tensors one after another along `axis`; they may differ in size along it only.
    /// **Derivative** the parts of dy.
    public static Tensor concat(int axis, List<Tensor> parts) {
        return Joins.Concat.of(axis, parts);
    }

    /// Tensors of one shape along a new axis before `axis`; −1 puts it last.
    public static Tensor stack(int axis, List<Tensor> parts) {
        return Joins.Concat.stack(axis, parts);
    }

    /// Whether a class is a view of this library: these refuse in `run` what does not fit, so that
    /// nothing need be inferred.
    private static final ClassValue<Boolean> OWN_VIEW = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type.getNestHost().equals(Views.class);
        }
    };

    /// The one door through which every operation enters the graph.
    ///
    /// @throws ShapeMismatch if the operation does not take these shapes
    /// @throws DTypeMismatch if the operation does not take these element types
    public static Tensor apply(Op op, Tensor... x) {
        return apply(op, List.of(x));
    }

    /// The one door, for a list of inputs.
    public static Tensor apply(Op op, List<Tensor> x) {
        int arity = op.arity();
        if (arity >= 0 ? x.size() != arity : x.isEmpty()) {
            throw new IllegalArgumentException(op.name() + ": takes "
                    + (arity >= 0 ? arity : "at least one") + " input(s), got "
                    + x.size() + "; pass each input once, in the order of the operation");
        }
        Recording.Scope scope = Recording.scope();
        if (op instanceof View && OWN_VIEW.get(op.getClass())) {
            return record(scope, op, scope.run(op, x), x);
        }
        Shape shape = op.infer(shapes(x));
        DType type = op.inferType(types(x));
        Tensor y = scope.run(op, x);
        if (!y.shape().equals(shape)) {
            throw new ShapeMismatch(op.name() + ": infer promises the shape " + shape
                    + ", run gave " + y.shape() + "; correct the operation");
        }
        if (y.dtype() != type) {
            throw new DTypeMismatch(op.name() + ": inferType promises " + type + ", run gave "
                    + y.dtype() + "; correct the operation");
        }
        return record(scope, op, y, x);
    }

    private static List<Shape> shapes(List<Tensor> x) {
        Shape[] shapes = new Shape[x.size()];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = x.get(i).shape();
        }
        return Arrays.asList(shapes);
    }

    /// The element type of each.
    static List<DType> types(List<Tensor> x) {
        DType[] types = new DType[x.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = x.get(i).dtype();
        }
        return Arrays.asList(types);
    }

    /// The values of `y` with their origin, if there is one to record.
    static Tensor record(Recording.Scope scope, Op op, Tensor y, List<Tensor> x) {
        Cut cut = Cut.NONE;
        for (int i = 0; i < x.size() && cut != Cut.ASKS; i++) {
            Cut other = x.get(i).cut;
            cut = cut == Cut.NONE || other == Cut.ASKS ? other : cut;
        }
        if (cut == Cut.ASKS) {
            if (y.dtype().isFloat() && scope.on()) {
                return scope.shown(op, x, new Tensor(y.array, op, List.copyOf(x), cut, ""));
            }
            cut = y.dtype().isFloat() ? Cut.RECORDING_OFF : Cut.NOT_DIFFERENTIABLE;
        }
        return scope.shown(op, x, y.cut == cut ? y : leaf(y.array, cut, ""));
    }

    /// A leaf with these values that asks for a gradient.
    ///
    /// @throws DTypeMismatch if the elements are not floating point
    public Tensor variable() {
        if (!dtype().isFloat()) {
            throw new DTypeMismatch("variable: needs F32 or F64, got " + dtype()
                    + ", which has no derivatives; convert it with to(DType.F32)");
        }
        return leaf(array, Cut.ASKS, label());
    }

    /// These values without origin: no gradient flows back through the result.
    public Tensor detach() {
        return requiresGrad() ? cut(Cut.DETACHED) : this;
    }

    /// The same tensor under a name, for messages and drawings. A variable stays the very same
    /// object, so that gradients are found by it.
    public Tensor named(String name) {
        if (fate != null && isVariable()) {
            fate.label = name;
            return this;
        }
        var named = new Tensor(array, op, inputs, cut, name);
        return op == null ? named : Recording.scope().shown(op, inputs, named);
    }

    /// These values, computed from what asks for gradients, without the way there.
    Tensor cut(Cut why) {
        return leaf(array, why, label());
    }

    /// A stranger's verb in a chain: `x.then(MyVerbs::softshrink)`.
    public <R> R then(Function<? super Tensor, R> verb) {
        return verb.apply(this);
    }

    /// The gradients of this single number by every variable it was computed from.
    ///
    /// @throws GradientError if this is not a single number or was not recorded
    public Gradients gradients() {
        return Backward.from(this).run();
    }

    /// The vector-Jacobian product: the gradients of ⟨this, seed⟩.
    ///
    /// @throws GradientError if this was not recorded
    /// @throws ShapeMismatch if `seed` has another shape
    public Gradients gradients(Tensor seed) {
        return Backward.from(this).seed(seed).run();
    }

    /// Explains whether a gradient of this reaches `variable`, and if not, why.
    public String why(Tensor variable) {
        return Explanation.why(this, variable);
    }

    /// Declares that `reason` makes gradients through graphs recorded with this leaf wrong, as
    /// when the parameter that it was the value of has been updated. There is no way back.
    public void supersede(String reason) {
        if (fate == null || !isVariable()) {
            throw new IllegalStateException("supersede: only variables can be, got "
                    + Text.origin(this) + "; call it on the variable that a cell replaces");
        }
        fate.reason = reason;
    }

    /// The reason given to [#supersede(String)], or `null`.
    @Nullable String superseded() {
        return fate == null ? null : fate.reason;
    }

    /// The sizes.
    @Override
    public Shape shape() {
        return array.shape();
    }

    /// The element type.
    @Override
    public DType dtype() {
        return array.dtype();
    }

    /// Whether gradients flow back through this tensor.
    public boolean requiresGrad() {
        return cut == Cut.ASKS;
    }

    private boolean isVariable() {
        return cut == Cut.ASKS && op == null;
    }

    /// Whether no recorded operation made this tensor.
    public boolean isLeaf() {
        return op == null;
    }

    /// The operation that made this tensor, or `null` for a leaf.
    public @Nullable Op op() {
        return op;
    }

    /// What the operation was applied to; empty for a leaf.
    public List<Tensor> inputs() {
        return inputs;
    }

    /// The name given by [#named(String)], or an empty string.
    public String label() {
        return fate == null ? "" : fate.label;
    }

    /// What tells this from every other tensor that asks for gradients; greater than those of all
    /// that it was computed from. 0 if it does not ask.
    long serial() {
        return serial;
    }

    Cut cut() {
        return cut;
    }

    @Override
    public Tensor self() {
        return this;
    }

    @Override
    public Tensor constant(double c) {
        return Creation.full(dtype(), Shape.of(), c);
    }

    @Override
    public Tensor pointwise(Pointwise op, List<Tensor> operands) {
        return apply(op, operands);
    }

    NdArray array() {
        return array;
    }

    /// Element type, shape, first elements and origin, never more than a line.
    @Override
    public String toString() {
        return Text.summary(this);
    }
}

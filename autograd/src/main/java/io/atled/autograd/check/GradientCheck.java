package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.GradientError;
import io.atled.autograd.Tensor;
import io.atled.autograd.Tree;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Compares the gradients of a function by reverse mode with a reference of known error, attacks
/// it, and says which operation is wrong, where, by how much, and why.
///
/// ```java
/// Tensor a = Tensor.of(0.5, -1, 2);
/// GradientReport report = GradientCheck.of(t -> t.tanh().square(), a).run();
/// System.out.println(report);
/// GradientCheck.assertGradients(Tensor::dot, a, a.exp());       // in a test
/// ```
///
/// The function takes one, two or a list of tensors, or a record of them; a map names the
/// parameters of a model, and a layer of `io.atled.nn` brings its own along:
/// `model.gradientCheck(m -> loss)`. I32 and BOOL inputs are passed on as they are.
///
/// **The reference** is a table of central differences over many steps, extrapolated, with an
/// estimate of its own error that is true within a factor of about 4. A derivative may be ten
/// estimates and a few units in the last place off; there is no other tolerance. What is wrong in
/// the tenth digit is found, and what rounding hides is called so, not wrong.
///
/// **F32** functions are checked on their F64 twin: the function itself on F64 inputs or, if it
/// holds on to F32 tensors, its recorded operations run in F64. The F32 gradient must then be that
/// of the twin within the rounding that F32 makes inevitable.
///
/// **Kinks** are no errors: where the slopes to both sides differ, any value between them passes.
///
/// Beside comparing every element, a check [attacks][Attack] the function and each of its
/// operations. If something fails, it walks the recorded graph and names the first operation that
/// is wrong by itself: the [Culprit].
public final class GradientCheck {
    /// The relative error that passes by default beyond what the reference cannot tell: none.
    static final double TOLERANCE = 0;

    private final Function<List<Tensor>, Tensor> f;
    private final ImmutableList<String> names;
    private final ImmutableList<Tensor> inputs;
    private final Settings settings;

    /// What the withers set.
    record Settings(String name, double tolerance, int most, @Nullable RandomGenerator random,
            int directions, @Nullable Tensor cotangent, int order, boolean attacks) {}

    private GradientCheck(Function<List<Tensor>, Tensor> f, List<String> names,
            List<Tensor> inputs, Settings settings) {
        this.f = f;
        this.names = ImmutableList.copyOf(names);
        this.inputs = ImmutableList.copyOf(inputs);
        this.settings = settings;
    }

    /// A check of a function of one tensor.
    public static GradientCheck of(Function<Tensor, Tensor> f, Tensor x) {
        return of(list -> f.apply(list.getFirst()), List.of(x));
    }

    /// A check of a function of two tensors.
    public static GradientCheck of(BinaryOperator<Tensor> f, Tensor a, Tensor b) {
        return of(list -> f.apply(list.get(0), list.get(1)), List.of(a, b));
    }

    /// A check of a function of any number of tensors.
    public static GradientCheck of(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        List<String> names = IntStream.range(0, inputs.size()).mapToObj(i -> {
            String label = inputs.get(i).label();
            return label.isEmpty() ? "input " + i : label;
        }).toList();
        return new GradientCheck(f, names, inputs, defaults());
    }

    /// A check of a model: its parameters by name, and its loss as a function of their values in
    /// the order of the map.
    public static GradientCheck of(Function<List<Tensor>, Tensor> f, Map<String, Tensor> inputs) {
        return new GradientCheck(f, List.copyOf(inputs.keySet()), List.copyOf(inputs.values()),
                defaults());
    }

    /// A check of a function of a record of tensors (or of records, lists and maps of them), whose
    /// paths name the inputs.
    ///
    /// @throws IllegalArgumentException if there is no tensor in `x`
    public static <P extends Record> GradientCheck of(Function<P, Tensor> f, P x) {
        ImmutableMap<String, Tensor> leaves = Tree.leaves(x, Tensor.class);
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("gradient check: there is no tensor in the"
                    + " argument, a " + x.getClass().getSimpleName()
                    + "; give it components that are tensors");
        }
        return new GradientCheck(values -> f.apply(filled(x, values)),
                leaves.keySet().asList(), leaves.values().asList(), defaults());
    }

    private static <P> P filled(P form, List<Tensor> values) {
        var next = values.iterator();
        return Tree.map(form, Tensor.class, (path, old) -> next.next());
    }

    private static Settings defaults() {
        return new Settings("the function", TOLERANCE, Integer.MAX_VALUE, null, 0, null, 1, true);
    }

    /// Checks a function of one tensor.
    ///
    /// @throws AssertionError with the readable report, if a gradient is wrong
    public static void assertGradients(Function<Tensor, Tensor> f, Tensor x) {
        of(f, x).run().orThrow();
    }

    /// Checks a function of any number of tensors.
    ///
    /// @throws AssertionError with the readable report, if a gradient is wrong
    public static void assertGradients(Function<List<Tensor>, Tensor> f,
            List<Tensor> inputs) {
        of(f, inputs).run().orThrow();
    }

    /// Checks a function of two tensors.
    ///
    /// @throws AssertionError with the readable report, if a gradient is wrong
    public static void assertGradients(BinaryOperator<Tensor> f, Tensor a, Tensor b) {
        of(f, a, b).run().orThrow();
    }

    /// The V-curve of `f` at `x`: how far differences over steps of all sizes are off. Several
    /// elements are moved together, along a fixed random direction, and several results are
    /// weighted by a fixed random cotangent.
    ///
    /// ```java
    /// StepSweep sweep = GradientCheck.sweep(Tensor::exp, Tensor.of(1.0));
    /// System.out.println(sweep.bestStep(sweep.central()));          // about ∛ε
    /// ```
    public static StepSweep sweep(Function<Tensor, Tensor> f, Tensor x) {
        return of(f, x).plan().sweep();
    }

    /// Under this name in the report.
    public GradientCheck named(String name) {
        Settings s = settings;
        return with(new Settings(name, s.tolerance, s.most, s.random, s.directions, s.cotangent,
                s.order, s.attacks));
    }

    /// Passing relative errors up to this one, as of a derivative that is approximate on purpose;
    /// without it only what the reference cannot tell passes.
    ///
    /// @throws IllegalArgumentException unless `tolerance` is positive and finite
    public GradientCheck tolerance(double tolerance) {
        Settings s = settings;
        positive("tolerance", tolerance);
        return with(new Settings(s.name, tolerance, s.most, s.random, s.directions, s.cotangent,
                s.order, s.attacks));
    }

    /// Comparing at most `most` elements of each input one by one, drawn from `random`, and all
    /// others together along a random direction; an input with fewer is compared in full.
    ///
    /// @throws IllegalArgumentException if `most` is less than 1
    public GradientCheck sampling(int most, RandomGenerator random) {
        Settings s = settings;
        positive("sampling", most);
        return with(new Settings(s.name, s.tolerance, most, random, s.directions, s.cotangent,
                s.order, s.attacks));
    }

    /// Comparing along `directions` random directions over all elements of all inputs: each takes
    /// 18 runs of the function, about a hundred where kinks are in the way, however many inputs
    /// there are; the attacks take about fifty gradients more. What does not agree is taken apart
    /// until the elements are found.
    ///
    /// @throws IllegalArgumentException if `directions` is less than 1
    public GradientCheck fast(int directions, RandomGenerator random) {
        Settings s = settings;
        positive("fast", directions);
        return with(new Settings(s.name, s.tolerance, s.most, random, directions, s.cotangent,
                s.order, s.attacks));
    }

    /// With this cotangent of the result; the numbers in the report are then derivatives of
    /// ⟨dy, result⟩.
    public GradientCheck cotangent(Tensor dy) {
        Settings s = settings;
        return with(new Settings(s.name, s.tolerance, s.most, s.random, s.directions, dy, s.order,
                s.attacks));
    }

    /// Checking derivatives of this order: 2 compares the derivatives of the gradient, by the
    /// inputs and by the cotangent it was pulled back from.
    ///
    /// @throws IllegalArgumentException if `order` is less than 1
    public GradientCheck order(int order) {
        Settings s = settings;
        positive("order", order);
        return with(new Settings(s.name, s.tolerance, s.most, s.random, s.directions, s.cotangent,
                order, s.attacks));
    }

    /// Comparing derivatives only.
    GradientCheck withoutAttacks() {
        Settings s = settings;
        return with(new Settings(s.name, s.tolerance, s.most, s.random, s.directions, s.cotangent,
                s.order, false));
    }

    private GradientCheck with(Settings changed) {
        return new GradientCheck(f, names, inputs, changed);
    }

    private static void positive(String what, double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("gradient check: " + what
                    + " must be positive and finite, got " + value);
        }
    }

    private CheckRun plan() {
        return settings.order == 1 ? new CheckRun(f, names, inputs, settings)
                : new CheckRun(HigherOrder.of(f, inputs, settings.order),
                        HigherOrder.names(names, settings.order),
                        HigherOrder.inputs(f, inputs, settings.order), settings);
    }

    /// Runs the check.
    ///
    /// @throws GradientError if the result does not depend on the inputs at all
    /// @throws io.atled.autograd.shape.DTypeMismatch if the result is not floating point
    /// @throws ShapeMismatch if a given cotangent has not the shape of the result
    public GradientReport run() {
        return plan().report();
    }
}

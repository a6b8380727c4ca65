package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.GradientError;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Compares the gradients of a function by reverse mode with those by differences, in F64.
///
/// ```java
/// Tensor a = Tensor.of(0.5, -1, 2);
/// GradientReport report = GradientCheck.of(x -> x.tanh().square(), a).run();
/// System.out.println(report);
/// GradientCheck.assertGradients(Tensor::dot, a, a.exp());       // in a test
/// ```
///
/// F32 inputs are converted to F64 (the report says so), I32 and BOOL inputs are passed on as they
/// are. A result of several numbers is contracted with a cotangent, by default a fixed
/// pseudo-random one. Every element costs four runs of the function; [#sampling] limits their
/// number. A derivative can only be compared where the function is smooth: keep inputs away from
/// kinks and ties.
public final class GradientCheck {
    /// The relative error that passes by default. Differences are good to about 10⁻¹⁰; what is
    /// wrong in a derivative is seldom off by less than 10⁻³.
    public static final double TOLERANCE = 1e-7;

    private final Function<List<Tensor>, Tensor> f;
    private final ImmutableList<String> names;
    private final ImmutableList<Tensor> inputs;
    private final Settings settings;

    /// What the withers set.
    record Settings(String name, double step, double tolerance, int most,
            @Nullable RandomGenerator random, @Nullable Tensor cotangent) {}

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

    private static Settings defaults() {
        return new Settings("the function", Differences.STEP, TOLERANCE, Integer.MAX_VALUE, null,
                null);
    }

    /// Checks a function of one tensor.
    ///
    /// @throws AssertionError with the readable report, if a gradient is wrong
    public static void assertGradients(Function<Tensor, Tensor> f, Tensor x) {
        of(f, x).run().orThrow();
    }

    /// Checks a function of two tensors.
    ///
    /// @throws AssertionError with the readable report, if a gradient is wrong
    public static void assertGradients(BinaryOperator<Tensor> f, Tensor a, Tensor b) {
        of(f, a, b).run().orThrow();
    }

    /// Checks a function of any number of tensors.
    ///
    /// @throws AssertionError with the readable report, if a gradient is wrong
    public static void assertGradients(Function<List<Tensor>, Tensor> f,
            List<Tensor> inputs) {
        of(f, inputs).run().orThrow();
    }

    /// Under this name in the report.
    public GradientCheck named(String name) {
        Settings s = settings;
        return with(new Settings(name, s.step, s.tolerance, s.most, s.random, s.cotangent));
    }

    /// With differences over this distance. **Units** those of the inputs; elements beyond 4096 are
    /// moved in proportion to their size.
    ///
    /// @throws IllegalArgumentException unless `step` is positive and finite
    public GradientCheck step(double step) {
        Settings s = settings;
        positive("step", step);
        return with(new Settings(s.name, step, s.tolerance, s.most, s.random, s.cotangent));
    }

    /// Passing relative errors up to this one.
    ///
    /// @throws IllegalArgumentException unless `tolerance` is positive and finite
    public GradientCheck tolerance(double tolerance) {
        Settings s = settings;
        positive("tolerance", tolerance);
        return with(new Settings(s.name, s.step, tolerance, s.most, s.random, s.cotangent));
    }

    /// Comparing at most `most` elements of each input, drawn from `random`; every input with
    /// fewer is compared in full.
    ///
    /// @throws IllegalArgumentException if `most` is less than 1
    public GradientCheck sampling(int most, RandomGenerator random) {
        Settings s = settings;
        positive("sampling", most);
        return with(new Settings(s.name, s.step, s.tolerance, most, random, s.cotangent));
    }

    /// With this cotangent of the result, converted to F64.
    public GradientCheck cotangent(Tensor dy) {
        Settings s = settings;
        return with(new Settings(s.name, s.step, s.tolerance, s.most, s.random, dy));
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

    /// Runs the check.
    ///
    /// @throws GradientError if the function gives no finite F64 result, gives two results for one
    ///         input, or does not depend on the inputs at all
    /// @throws ShapeMismatch if a given cotangent has not the shape of the result
    public GradientReport run() {
        var comparison = Comparison.of(f, names, inputs, settings);
        var reports = IntStream.range(0, inputs.size())
                .filter(i -> inputs.get(i).dtype().isFloat())
                .mapToObj(comparison::input)
                .collect(ImmutableList.toImmutableList());
        return new GradientReport(settings.name, settings.tolerance, reports);
    }
}

package io.atled.autograd;

import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;

/// Random expression graphs: up to thirty steps with shared nodes, broadcasting, views, reductions
/// and products. A failure prints its seed and the shrunk [Recipe].
class RandomGraphTest {
    /// Differences of fourth order over 5e-4 are good to about 1e-10 where nothing is steep; thirty
    /// steps can be.
    private static final double DIFFERENCES = 1e-7;
    private static final double STEP = 5e-4;
    /// Two exact ways to one number: roundings of thirty steps only.
    private static final double EXACT = 1e-10;

    @Provide
    Arbitrary<Recipe> recipes() {
        return Arbitraries.integers().between(0, 9999).withDistribution(
                RandomDistribution.uniform()).list().ofMinSize(4).ofMaxSize(120)
                .map(Recipe::new);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void gradientsMatchDifferences(@ForAll("recipes") Recipe f,
            @ForAll @IntRange(max = 10_000) int seed) {
        Tensor x = random(seed, Recipe.ARGUMENT);
        double[] gradient = Differentiate.grad(f::apply).apply(x).toDoubles();
        double[] differences = new double[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            double[] unit = new double[gradient.length];
            unit[i] = 1;
            differences[i] = difference(f, x, Tensor.of(unit)).item();
        }
        assertNear(differences, gradient, DIFFERENCES);
    }

    /// (−f(x + 2h) + 8 f(x + h) − 8 f(x − h) + f(x − 2h)) / 12h
    private static Tensor difference(Recipe f, Tensor x, Tensor v) {
        return slope(t -> f.apply(x.add(v.mul(t))));
    }

    private static Tensor slope(DoubleFunction<Tensor> f) {
        return Recording.off(() -> f.apply(STEP).sub(f.apply(-STEP)).mul(8)
                .sub(f.apply(2 * STEP)).add(f.apply(-2 * STEP)).div(12 * STEP));
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void forwardModeAgreesWithReverseMode(@ForAll("recipes") Recipe f,
            @ForAll @IntRange(max = 10_000) int seed) {
        Tensor x = random(seed, Recipe.ARGUMENT);
        Tensor v = random(seed + 1L, Recipe.ARGUMENT);
        double reverse = Differentiate.grad(f::apply).apply(x).dot(v).item();
        var forward = Differentiate.jvp(f::apply, x, v);
        assertEquals(reverse, forward.tangent().item(), EXACT * Math.max(1, Math.abs(reverse)));
        assertSameBits(f.apply(x), forward.value());
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void secondOrderMatchesDifferencesOfGradients(@ForAll("recipes") Recipe f,
            @ForAll @IntRange(max = 10_000) int seed) {
        Tensor x = random(seed, Recipe.ARGUMENT);
        Tensor v = random(seed + 1L, Recipe.ARGUMENT);
        var gradient = Differentiate.grad((Tensor t) -> f.apply(t));
        Tensor hvp = Differentiate.hvp(f::apply, x, v);
        Tensor twice = Differentiate.grad((Tensor t) -> gradient.apply(t).dot(v)).apply(x);
        assertNear(hvp, twice, EXACT);
        assertNear(slope(t -> gradient.apply(x.add(v.mul(t)))), hvp, 10 * DIFFERENCES);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void recordingChangesNoBit(@ForAll("recipes") Recipe f,
            @ForAll @IntRange(max = 10_000) int seed) {
        Tensor x = random(seed, Recipe.ARGUMENT).variable();
        Tensor y = f.apply(x);
        assertSameBits(Recording.off(() -> f.apply(x)), y);
        assertSameBits(f.apply(x.detach()), y);
        Tensor plain = y.gradients().get(x);
        assertSameBits(plain, Backward.from(y).recorded().run().get(x));
        assertSameBits(plain, y.gradients().get(x));
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void gradientsInF32StayCloseToThoseInF64(@ForAll("recipes") Recipe f,
            @ForAll @IntRange(max = 10_000) int seed) {
        Tensor x = random(seed, Recipe.ARGUMENT).to(DType.F32);
        double[] narrow = Differentiate.grad(f::apply).apply(x).toDoubles();
        double[] wide = Differentiate.grad(f::apply)
                .apply(x.to(DType.F64)).toDoubles();
        double scale = 1;
        for (double w : wide) {
            scale = Math.max(scale, Math.abs(w));
        }
        for (int i = 0; i < wide.length; i++) {
            assertEquals(wide[i], narrow[i], 1e-3 * scale, "element " + i);
        }
    }

    @Property(tries = 1)
    void theDeepestRecipeHasThirtySteps() {
        var numbers = IntStream.range(0, 30)
                .boxed().flatMap(k -> List.of(0, 0, 0, k).stream()).toList();
        Tensor x = random(1, Recipe.ARGUMENT).variable();
        Tensor y = new Recipe(numbers).apply(x);
        assertTrue(Order.from(y).size() > 100);
        assertTrue(Double.isFinite(y.gradients().get(x).sum().item()));
    }
}

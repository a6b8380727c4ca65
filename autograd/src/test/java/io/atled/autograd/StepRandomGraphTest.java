package io.atled.autograd;

import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.kernel.Pool;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;

/// On random expressions a step changes no bit, although it fills with NaN whatever it takes back:
/// nothing that is given back early is read again, and nothing is left to be written.
class StepRandomGraphTest {
    @Provide
    Arbitrary<Recipe> recipes() {
        return Arbitraries.integers().between(0, 9999).withDistribution(
                RandomDistribution.uniform()).list().ofMinSize(4).ofMaxSize(120)
                .map(Recipe::new);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void valuesAndGradientsAreTheSame(@ForAll("recipes") Recipe f,
            @ForAll @IntRange(max = 10_000) int seed, @ForAll boolean wide) {
        Tensor x = random(seed, Recipe.ARGUMENT).to(wide ? DType.F64 : DType.F32).variable();
        Tensor value = f.apply(x);
        Tensor gradient = value.gradients().get(x);
        var step = new Step(Pool.poisoning());
        for (int run = 0; run < 3; run++) {
            Tensor again = step.run(() -> {
                Tensor y = f.apply(x);
                Gradients g = y.gradients();
                assertSameBits(value, y);                   // the values are still there
                assertSameBits(gradient, y.gradients().get(x));
                return g.get(x);
            });
            assertSameBits(gradient, again);
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void whatIsReadInTheMiddleIsTheSame(@ForAll("recipes") Recipe f,
            @ForAll @IntRange(max = 10_000) int seed) {
        Tensor x = random(seed, Recipe.ARGUMENT).variable();
        List<Tensor> wanted = middles(f, x);
        var step = new Step(Pool.poisoning());
        for (int run = 0; run < 2; run++) {
            List<Tensor> got = step.run(() -> middles(f, x));
            assertEquals(wanted.size(), got.size());
            for (int i = 0; i < wanted.size(); i++) {
                assertSameBits(wanted.get(i), got.get(i));
            }
        }
    }

    /// The cotangents of every third tensor, read by a hook or asked for as a gradient.
    private static List<Tensor> middles(Recipe f, Tensor x) {
        Tensor y = f.apply(x);
        Order order = Order.from(y);
        var read = new ArrayList<Tensor>();
        var asked = new ArrayList<Tensor>();
        Backward back = Backward.from(y).seed(Tensor.full(y.dtype(), y.shape(), 2));
        for (int k = 0; k < order.size(); k += 3) {
            Tensor middle = order.node(order.at(k));
            if (k % 2 == 0) {
                back = back.reading(middle, read::add);
            } else {
                asked.add(middle);
            }
        }
        Gradients g = asked.isEmpty() ? back.run() : back.only(asked).run();
        asked.forEach(middle -> read.add(g.get(middle)));
        return read;
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void derivativesOfDerivativesAreTheSame(@ForAll("recipes") Recipe f,
            @ForAll @IntRange(max = 10_000) int seed) {
        Tensor x = random(seed, Recipe.ARGUMENT);
        Tensor v = random(seed + 1L, Recipe.ARGUMENT);
        var gradient = Differentiate.grad((Tensor t) -> f.apply(t));
        Tensor forward = Differentiate.hvp(f::apply, x, v);
        Tensor twice = Differentiate.grad((Tensor t) -> gradient.apply(t).dot(v)).apply(x);
        var step = new Step(Pool.poisoning());
        for (int run = 0; run < 2; run++) {
            assertSameBits(forward, step.run(() -> Differentiate.hvp(f::apply, x, v)));
            assertSameBits(twice, step.run(() ->
                    Differentiate.grad((Tensor t) -> gradient.apply(t).dot(v)).apply(x)));
        }
    }
}

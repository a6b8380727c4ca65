package io.atled.nn.init;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.atled.autograd.Tensor;
import io.atled.autograd.reference.ReferenceFile;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InitializerTest {
    /// The same closed formulas, evaluated in another order.
    private static final double REFERENCE = 1e-12;

    /// Draws are rounded to F32.
    private static final double HALF_AN_ULP = 0x1p-24;

    private static final Shape LARGE = Shape.of(200, 300);

    /// In units of σ, five standard errors of a mean of 60,000 draws, 1/√60000 each; those of their
    /// standard deviation are at most 1/√120000 and so within it.
    private static final double FIVE_SIGMA = 5 / Math.sqrt(60_000);

    private static RandomGenerator seed() {
        return new SplittableRandom(20);
    }

    @Test
    void boundsAndDeviationsAreThoseOfTheReference() {
        int shapes = 0;
        for (JsonObject one : ReferenceFile.cases("init")) {
            if (one.has("shape")) {
                Shape shape = Shape.of(ReferenceFile.ints(one.getAsJsonArray("shape")));
                assertReference(one, "fan_in", Fan.IN.of(shape));
                assertReference(one, "fan_out", Fan.OUT.of(shape));
                assertReference(one, "xavier_uniform_bound",
                        Initializer.glorotUniform().bound(shape));
                assertReference(one, "xavier_normal_std", Initializer.glorotNormal().std(shape));
                assertReference(one, "kaiming_uniform_bound_relu_fan_in",
                        Initializer.heUniform().bound(shape));
                assertReference(one, "kaiming_normal_std_relu_fan_out",
                        Initializer.heNormal().fan(Fan.OUT).std(shape));
                assertReference(one, "torch_default_linear_conv_bound",
                        Initializer.fanInUniform().bound(shape));
                shapes++;
            }
        }
        assertEquals(2, shapes);
    }

    @Test
    void gainsAreThoseOfTheReference() {
        JsonObject one = ReferenceFile.cases("init").stream().filter(c -> c.has("gains"))
                .findFirst().orElseThrow();
        var ours = Map.of("linear", Gain.LINEAR, "sigmoid", Gain.LINEAR, "tanh", Gain.TANH,
                "relu", Gain.RELU, "selu", Gain.SELU);
        var gains = one.getAsJsonObject("gains");
        assertEquals(gains.keySet(), ours.keySet());
        ours.forEach((name, gain) -> assertReference(gains, name, gain));
        assertReference(one, "leaky_relu_0_2", Gain.leakyRelu(0.2));
    }

    private static void assertReference(JsonObject one, String key, double actual) {
        assertEquals(one.get(key).getAsDouble(), actual, REFERENCE, key);
    }

    @Test
    void uniformOnesStayWithinTheirBoundAndFillIt() {
        for (var initializer : List.of(Initializer.glorotUniform(), Initializer.heUniform(),
                Initializer.lecunUniform(), Initializer.fanInUniform())) {
            Tensor w = initializer.create(LARGE, seed());
            double bound = initializer.bound(LARGE);
            double most = w.abs().max().item();
            assertTrue(most <= bound * (1 + HALF_AN_ULP), initializer + " " + most);
            assertTrue(most > 0.999 * bound, initializer + " " + most);
            assertMoments(w, 0, initializer.std(LARGE));
        }
    }

    @Test
    void normalOnesHaveTheDeviationTheyPromise() {
        for (var initializer : List.of(Initializer.glorotNormal(), Initializer.heNormal(),
                Initializer.lecunNormal(), Initializer.glorotNormal().gain(Gain.TANH),
                Initializer.heNormal().fan(Fan.OUT))) {
            assertMoments(initializer.create(LARGE, seed()), 0, initializer.std(LARGE));
        }
        assertMoments(Initializer.normal(3, 0.5).create(LARGE, seed()), 3, 0.5);
        assertMoments(Initializer.uniform(1, 4).create(LARGE, seed()), 2.5, 3 / Math.sqrt(12));
    }

    private static void assertMoments(Tensor w, double mean, double std) {
        assertEquals(DType.F32, w.dtype());
        assertEquals(mean, w.mean().item(), FIVE_SIGMA * std);
        assertEquals(std, w.std().item(), FIVE_SIGMA * std);
    }

    @Test
    void constantsAreWhatTheySay() {
        Shape shape = Shape.of(3);
        assertArrayEquals(new float[3], Initializer.zeros().create(shape, seed()).toFloats());
        assertArrayEquals(new float[] {1, 1, 1},
                Initializer.ones().create(shape, seed()).toFloats());
        assertArrayEquals(new float[] {7, 7, 7},
                Initializer.constant(7).create(shape, seed()).toFloats());
    }

    @Property
    void sameSeedSameBits(@ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int out,
            @ForAll @IntRange(min = 0, max = 6) int in) {
        Shape shape = Shape.of(out, in);
        for (Initializer initializer : List.of(Initializer.heNormal(),
                Initializer.glorotUniform(), Initializer.normal(0, 1))) {
            Tensor a = initializer.create(shape, new SplittableRandom(seed));
            Tensor b = initializer.create(shape, new SplittableRandom(seed));
            assertEquals(shape, a.shape());
            assertArrayEquals(a.toFloats(), b.toFloats());
        }
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        refused(ShapeMismatch.class, () -> Initializer.heNormal().create(Shape.of(5), seed()),
                "fan", "(out, in, …)", "(5)", "zeros");
        refused(ShapeMismatch.class, () -> Initializer.glorotUniform().create(Shape.of(), seed()),
                "got ()");
        refused(IllegalArgumentException.class, () -> Initializer.uniform(1, 1), "uniform",
                "low < high", "1.0", "constant");
        refused(IllegalArgumentException.class, () -> Initializer.normal(0, -1), "normal",
                "std ≥ 0", "-1.0");
        refused(IllegalArgumentException.class, () -> Initializer.normal(Double.NaN, 1), "NaN");
        refused(IllegalArgumentException.class, () -> Initializer.heNormal().gain(0), "gain",
                "positive", "0.0", "zeros()");
    }
}

package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;
import io.atled.examples.BackpropByHand.Compared;
import io.atled.examples.OneWeight.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackpropByHandTest {
    /// What is asked of two ways to add up the same few terms in F64.
    private static final double EQUAL = 1e-12;
    /// Neighbors at such a distance give a slope to about 1e-9 here: the loss is smooth.
    private static final double STEP = 1e-5;
    private static final double SLOPE = 1e-8;

    @Property(tries = 200)
    void formulasGiveWhatAutogradGives(@ForAll @Size(min = 2, max = 7) List<@IntRange(min = 1,
            max = 9) Integer> sizes, @ForAll("curves") List<Curve> curves,
            @ForAll @IntRange(min = 1, max = 8) int samples, @ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int depth = sizes.size() - 1;
        HandNetwork network = BackpropByHand.network(sizes, curves.subList(0, depth), random);
        List<Compared> layers = BackpropByHand.compare(network,
                BackpropByHand.matrix(sizes.getFirst(), samples, random),
                BackpropByHand.matrix(sizes.getLast(), samples, random));
        assertEquals(depth, layers.size());
        for (Compared layer : layers) {
            assertEquals(5, layer.differences().size(), "z, a, dz, dW, db");
            layer.differences().forEach(d -> assertTrue(d <= EQUAL, layer.toString()));
        }
    }

    @Provide
    Arbitrary<List<Curve>> curves() {
        return Arbitraries.of(Curve.class).list().ofSize(6);
    }

    @Test
    void formulasGiveTheSlopeOfTheLoss() {
        RandomGenerator random = new SplittableRandom(1);
        var curves = List.of(Curve.TANH, Curve.SOFTPLUS, Curve.SIGMOID);
        HandNetwork network = BackpropByHand.network(List.of(2, 3, 3, 1), curves, random);
        double[][] x = BackpropByHand.matrix(2, 4, random);
        HandNetwork.Forward pass = network.forward(x);
        double[][] ones = Matrices.map(pass.outputs(), a -> 1);
        HandNetwork.Backward slopes = network.backward(pass, network.last(pass, ones));

        double[] row = network.w().getFirst()[1];       // the network's own
        double at = row[0];
        row[0] = at + STEP;
        double above = sum(network.forward(x).outputs());
        row[0] = at - STEP;
        double below = sum(network.forward(x).outputs());
        assertEquals((above - below) / (2 * STEP), slopes.dw().getFirst()[1][0], SLOPE);
    }

    private static double sum(double[][] a) {
        return Tensor.ofNested(a).sum().item();
    }

    @Test
    void smallRateCreepsMiddleOneArrivesLargeOneSwings() {
        List<ImmutableList<Place>> ways =
                OneWeight.RATES.stream().map(OneWeight::descend).toList();
        Place slow = ways.get(0).getLast();
        assertTrue(slow.w() < 0 && slow.slope() < -0.1, "still on its way: " + slow);
        assertEquals(OneWeight.WANTED, ways.get(1).getLast().w(), 1e-6);
        List<Place> swinging = ways.get(2);
        for (int step = 10; step < swinging.size() - 1; step++) {
            assertTrue(swinging.get(step).slope() * swinging.get(step + 1).slope() < 0,
                    "each step ends on the other side: " + swinging);
        }
        assertTrue(swinging.getLast().loss() > ways.get(1).getLast().loss() + 0.05);
    }

    @Test
    void gradientPointsUphill() {
        for (Place place : OneWeight.descend(OneWeight.RATES.getFirst())) {
            double uphill = OneWeight.loss(
                    Tensor.scalar(place.w() + STEP * place.slope())).item();
            assertTrue(uphill > place.loss(), place.toString());
        }
    }

    @Test
    void drawsValuesWithTheirGradients(@TempDir Path out) throws IOException {
        new BackpropByHand().run(out);
        String layers = Files.readString(out.resolve("backprop-layers.svg"));
        List.of("W₁", "z₁", "a₁", "W₂", "z₂", "a₂", "loss", "gradient")
                .forEach(name -> assertTrue(layers.contains(name), name));
        String neuron = Files.readString(out.resolve("backprop-neuron.svg"));
        assertTrue(neuron.contains("value 0.4378") && neuron.contains("gradient -0.2767"),
                "σ(−0.25), and 2(σ − 1)·σ(1 − σ)");
        Pictures.assertDrawn(out.resolve("backprop-descent.png"), 2 * 560, 2 * 400,
                Charts.COLORS.subList(0, 3));
    }
}

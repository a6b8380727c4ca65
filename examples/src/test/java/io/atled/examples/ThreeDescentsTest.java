package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Gradients;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.data.Dataset;
import io.atled.nn.loss.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreeDescentsTest {
    /// Means of 1024 squares of size 10 in F64, in another order.
    private static final double ROUNDED = 1e-12;

    private static final Dataset DATA = ThreeDescents.data();
    private static final Bowl BOWL = Bowl.of(DATA);
    private static final ImmutableList<DescentRun> RUNS = ThreeDescents.descents(DATA, 1);
    private static final DescentRun BATCH = RUNS.get(0);
    private static final DescentRun MINI_BATCH = RUNS.get(1);
    private static final DescentRun STOCHASTIC = RUNS.get(2);

    @Test
    void theBowlIsTheLossOfAllSamples() {
        Tensor places = Tensor.uniform(Shape.of(20, 2), -3, 3, new SplittableRandom(1))
                .to(DType.F64);
        double[] losses = BOWL.losses(places).toDoubles();
        double[][] gradients = BOWL.gradients(places).toArray(double[][].class);
        for (int i = 0; i < losses.length; i++) {
            Tensor weight = Tensor.of(places.get(i, 0)).variable();
            Tensor bias = Tensor.of(places.get(i, 1)).variable();
            Tensor loss = Loss.mse(DATA.inputs().mul(weight).add(bias), DATA.targets());
            Gradients g = loss.gradients();
            assertEquals(loss.item(), losses[i], 100 * ROUNDED);
            assertArrayEquals(new double[] {g.get(weight).item(), g.get(bias).item()},
                    gradients[i], 100 * ROUNDED);
        }
    }

    @Test
    void atTheBottomTheGradientVanishes() {
        assertEquals(0, BOWL.gradients(BOWL.bottom()).abs().max().item(), ROUNDED);
    }

    @Test
    void allStartAtTheSamePlace() {
        for (DescentRun run : RUNS) {
            assertArrayEquals(new double[] {-1, 3.5}, run.path().slice(0, 0, 1).reshape(2)
                    .toDoubles(), run.name());
        }
    }

    @Test
    void eachUpdateSeesAllSomeOrOneOfTheSamples() {
        assertEquals(ThreeDescents.SAMPLES, BATCH.samples());
        assertEquals(ThreeDescents.BATCH, MINI_BATCH.samples());
        assertEquals(1, STOCHASTIC.samples());
        assertEquals(200, BATCH.updates(), "of 200 epochs");
        assertEquals(320, MINI_BATCH.updates(), "of 10 epochs");
        assertEquals(1024, STOCHASTIC.updates(), "of a single epoch");
    }

    @Test
    void batchDescentFollowsTheGradientExactlyAndStraight() {
        assertEquals(0, BATCH.noise(BOWL), ROUNDED);
        assertTrue(BATCH.detour() < 1.01, "detour " + BATCH.detour());
        double[] excess = BATCH.excess(BOWL);
        for (int i = 1; i < excess.length; i++) {
            assertTrue(excess[i] < excess[i - 1], "the loss rises in update " + i);
        }
        assertTrue(excess[BATCH.updates()] < 1e-8, "above least " + excess[BATCH.updates()]);
    }

    @Test
    void theNoiseFallsWithTheRootOfTheBatch() {
        double ratio = STOCHASTIC.noise(BOWL) / MINI_BATCH.noise(BOWL);
        assertEquals(Math.sqrt(ThreeDescents.BATCH), ratio, 0.2 * ratio,
                "a mean of n gradients scatters by 1/√n; 160 updates tell it to some 10 %");
    }

    @Test
    void theNoisierTheLongerThePathAndTheHigherTheLossAtItsEnd() {
        assertTrue(MINI_BATCH.detour() > 1.5 * BATCH.detour());
        assertTrue(STOCHASTIC.detour() > 5 * MINI_BATCH.detour());
        double miniBatch = lastHalf(MINI_BATCH);
        double stochastic = lastHalf(STOCHASTIC);
        assertTrue(10 * miniBatch < stochastic, miniBatch + " and " + stochastic);
        assertTrue(1e4 * BATCH.excess(BOWL)[BATCH.updates()] < miniBatch);
    }

    @Test
    void theFewerSamplesPerUpdateTheFewerAreNeeded() {
        assertEquals(List.of(23L, 1312L, 41_984L), Stream.of(STOCHASTIC, MINI_BATCH, BATCH)
                .map(run -> samplesTo(0.1, run)).toList(), "as examples/README.md says");
    }

    @Test
    void drawsAndPrintsThem(@TempDir Path folder) throws IOException {
        ThreeDescents.show(BOWL, RUNS, folder);
        Pictures.assertDrawn(folder.resolve("descents.png"), 2 * 560, 2 * 400,
                Charts.COLORS.subList(0, 3));
    }

    /// The mean loss above the least one in the second half of the updates.
    private static double lastHalf(DescentRun run) {
        return Tensor.of(run.excess(BOWL)).slice(0, run.updates() / 2, run.updates() + 1).mean()
                .item();
    }

    /// How many samples were seen until the loss was so near to the least one.
    private static long samplesTo(double near, DescentRun run) {
        double[] excess = run.excess(BOWL);
        int i = 0;
        while (excess[i] > near) {
            i++;
        }
        return (long) i * run.samples();
    }
}

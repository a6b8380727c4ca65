package io.atled.examples.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.Shape;
import io.atled.nn.data.Dataset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ToyTest {
    /// Coordinates of size 1 are rounded to F32.
    private static final double ROUNDED = 1e-6;

    private static final int SAMPLES = 100;

    private final RandomGenerator random = new SplittableRandom(1);

    @Test
    void classesTakeTurns() {
        for (Dataset data : List.of(Toy.moons(5, 0.1, random), Toy.circles(5, 0.1, random),
                Toy.spirals(5, 0.1, random))) {
            assertEquals(Shape.of(5, 2), data.inputs().shape());
            assertArrayEquals(new int[] {0, 1, 0, 1, 0}, data.targets().toInts());
        }
    }

    @Test
    void moonsWithoutNoiseAreHalfCirclesAroundTheirCenters() {
        Dataset moons = Toy.moons(SAMPLES, 0, random);
        for (int i = 0; i < SAMPLES; i++) {
            int side = 1 - 2 * (i % 2);
            double x = moons.inputs().get(i, 0) + side * 0.5;
            double y = moons.inputs().get(i, 1) + side * 0.25;
            assertEquals(1, Math.hypot(x, y), ROUNDED, "distance from the center of its moon");
            assertTrue(side * y >= -ROUNDED, "label 0 is the upper half");
        }
    }

    @Test
    void circlesWithoutNoiseHaveTheirRadii() {
        Dataset circles = Toy.circles(SAMPLES, 0, random);
        for (int i = 0; i < SAMPLES; i++) {
            assertEquals(i % 2 == 0 ? 1 : 0.5,
                    Math.hypot(circles.inputs().get(i, 0), circles.inputs().get(i, 1)), ROUNDED);
        }
    }

    @Test
    void spiralsTurnOnceFromTheMiddleToRadiusOne() {
        Dataset spirals = Toy.spirals(SAMPLES, 0, random);
        for (int i = 0; i < SAMPLES; i++) {
            int side = 1 - 2 * (i % 2);
            double x = side * spirals.inputs().get(i, 0);
            double y = side * spirals.inputs().get(i, 1);
            double radius = Math.hypot(x, y);
            assertEquals(radius * Math.cos(2 * Math.PI * radius), x, 10 * ROUNDED);
            assertEquals(radius * Math.sin(2 * Math.PI * radius), y, 10 * ROUNDED);
        }
    }

    @Test
    void noiseShiftsEachCoordinateByItsStandardDeviation() {
        int samples = 20_000;
        var still = Toy.circles(samples, 0, new SplittableRandom(2)).inputs().square().sum(1);
        var shifted = Toy.circles(samples, 0.1, new SplittableRandom(2)).inputs().square().sum(1);
        double more = shifted.mean().item() - still.mean().item();
        double sampling = 0.1 * 2 * 4 / Math.sqrt(samples);     // four standard deviations
        assertEquals(2 * 0.1 * 0.1, more, sampling, "E|x + noise|² = |x|² + 2σ²");
    }

    @Test
    void refusesNothingAndNegativeNoise() {
        String none = assertThrows(IllegalArgumentException.class,
                () -> Toy.moons(0, 0.1, random)).getMessage();
        assertTrue(none.contains("Toy.moons") && none.contains("0 samples"), none);
        String noise = assertThrows(IllegalArgumentException.class,
                () -> Toy.spirals(10, -1, random)).getMessage();
        assertTrue(noise.contains("Toy.spirals") && noise.contains("-1"), noise);
    }
}

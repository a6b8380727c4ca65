package io.atled.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/// Closed formulas against schedules that walk from step to step, as other libraries do.
class RateRecurrenceTest {
    private static final int STEPS = 200;

    /// The walk rounds once per step, a few units in the last place each.
    private static final double TOLERANCE = 1e-12;

    @Property
    void exponentialMultipliesAtEveryStep(@ForAll @DoubleRange(min = 0.5, max = 1) double factor) {
        Rate rate = Rate.exponential(0.1, factor);
        double walked = 0.1;
        for (int t = 0; t < STEPS; t++, walked *= factor) {
            assertEquals(walked, rate.at(t), TOLERANCE);
        }
    }

    @Property
    void stepDecayMultipliesAtEveryMultiple(@ForAll @IntRange(min = 1, max = 30) int every) {
        Rate rate = Rate.stepDecay(1, every, 0.7);
        double walked = 1;
        for (int t = 0; t < STEPS; t++) {
            walked *= t > 0 && t % every == 0 ? 0.7 : 1;
            assertEquals(walked, rate.at(t), TOLERANCE);
        }
    }

    @Property
    void linearAddsTheSameAtEveryStepUntilItsEnd(@ForAll @IntRange(min = 1, max = 300) int steps) {
        Rate rate = Rate.linear(0.3, 0.1, steps);
        double walked = 0.3;
        for (int t = 0; t < STEPS; t++) {
            assertEquals(walked, rate.at(t), TOLERANCE);
            walked += t < steps ? (0.1 - 0.3) / steps : 0;
        }
        assertEquals(0.1, rate.at(steps), "the end is exact");
    }

    @Property
    void polynomialOfPowerOneIsLinear(@ForAll @IntRange(min = 1, max = 300) int steps) {
        Rate linear = Rate.linear(0.3, 0.1, steps);
        Rate polynomial = Rate.polynomial(0.3, 0.1, steps, 1);
        for (int t = 0; t < STEPS; t++) {
            assertEquals(linear.at(t), polynomial.at(t), TOLERANCE);
        }
    }

    @Property
    void cosineIsOneWaveThatGoesOn(@ForAll @IntRange(min = 1, max = 60) int steps) {
        Rate rate = Rate.cosine(0.3, 0.1, steps);
        for (int t = 0; t < STEPS; t++) {
            double wave = 0.1 + 0.2 * (1 + Math.cos(Math.PI * t / steps)) / 2;
            assertEquals(wave, rate.at(t), TOLERANCE);
        }
    }

    @Property
    void restartsAreCosinesOneAfterAnother(
            @ForAll @IntRange(min = 1, max = 20) int period,
            @ForAll @IntRange(min = 1, max = 4) int growth) {
        Rate rate = Rate.cosineRestarts(0.3, 0.1, period, growth);
        long current = 0;
        long length = period;
        for (int t = 0; t < STEPS; t++) {
            assertEquals(Rate.cosine(0.3, 0.1, length).at(current), rate.at(t), TOLERANCE);
            if (++current == length) {
                current = 0;
                length *= growth;
            }
        }
    }

    @Property
    void trianglesClimbAndFallByTheSameAmounts(
            @ForAll @IntRange(min = 1, max = 20) int rising,
            @ForAll @IntRange(min = 1, max = 20) int falling) {
        Cyclic cyclic = Rate.cyclic(0.1, 0.3, rising).falling(falling);
        Rate halving = cyclic.shrinkingPerCycle(0.5);
        Rate shrinking = cyclic.shrinkingPerStep(0.9);
        Rate momentum = cyclic.momentum(0.8, 0.9);
        int inCycle = 0;
        double height = 0;
        double ceiling = 1;
        for (int t = 0; t < STEPS; t++) {
            assertEquals(0.1 + 0.2 * height, cyclic.at(t), TOLERANCE);
            assertEquals(0.1 + 0.2 * height * ceiling, halving.at(t), TOLERANCE);
            assertEquals(0.1 + 0.2 * height * Math.pow(0.9, t), shrinking.at(t), TOLERANCE);
            assertEquals(0.9 - 0.1 * height, momentum.at(t), TOLERANCE);
            height += inCycle < rising ? 1.0 / rising : -1.0 / falling;
            if (++inCycle == rising + falling) {
                inCycle = 0;
                height = 0;
                ceiling /= 2;
            }
        }
    }

    @Property
    void oneCycleWithThreePhasesGoesThroughItsFourPoints(
            @ForAll @IntRange(min = 2, max = 20) int rise, @ForAll Annealing annealing) {
        int steps = 4 * rise;
        OneCycle cycle = Rate.oneCycle(1, steps).rising(0.25).annealing(annealing).threePhases();
        assertEquals(0.04, cycle.at(0), TOLERANCE);
        assertEquals(1, cycle.at(rise - 1), TOLERANCE);
        assertEquals(0.04, cycle.at(2L * rise - 2), TOLERANCE);
        assertEquals(4e-6, cycle.at(steps - 1), TOLERANCE);
        Rate momentum = cycle.momentum(0.85, 0.95);
        assertEquals(0.95, momentum.at(0), TOLERANCE);
        assertEquals(0.85, momentum.at(rise - 1), TOLERANCE);
        for (int t = 2 * rise - 2; t < steps; t++) {
            assertEquals(0.95, momentum.at(t), TOLERANCE);
        }
    }
}

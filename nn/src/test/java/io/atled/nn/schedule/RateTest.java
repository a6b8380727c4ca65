package io.atled.nn.schedule;

import static io.atled.nn.schedule.Refusal.refuses;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateTest {
    /// Closed formulas in doubles: a few units in the last place.
    private static final double TOLERANCE = 1e-15;

    @Test
    void aScheduleAfterAWarmupStartsAgainAtItsStepZero() {
        Rate rate = Rate.cosine(0.1, 0, 50).after(Rate.warmup(10));
        assertEquals(0, rate.at(0));
        assertEquals(0.05, rate.at(5), TOLERANCE);
        assertEquals(0.1, rate.at(10));
        assertEquals(Rate.cosine(0.1, 0, 50).at(20), rate.at(30));
        assertEquals(0, rate.at(60));
    }

    @Test
    void aWarmupWithAPeakRisesToThatPeakWhateverComesAfter() {
        Rate rate = Rate.constant(1).after(Rate.warmup(4, 0.2));
        assertEquals(0.15, rate.at(3), TOLERANCE);
        assertEquals(1, rate.at(4));
    }

    @Test
    void aWarmupMayStartAboveZero() {
        Rate rate = Rate.constant(1).after(Rate.warmup(4).startingAt(0.2));
        assertEquals(0.2, rate.at(0), TOLERANCE);
        assertEquals(0.6, rate.at(2), TOLERANCE);
        assertEquals(1, rate.at(4));
    }

    @Test
    void phasesFollowOneAnother() {
        Rate rate = Rate.constant(1).lasting(2)
                .then(Rate.constant(2).lasting(3))
                .then(Rate.exponential(4, 0.5));
        assertEquals(List.of(1.0, 1.0, 2.0, 2.0, 2.0, 4.0, 2.0, 1.0), first(8, rate));
    }

    @Test
    void warmupPlateauAndDecayCompose() {
        Rate rate = Rate.linear(1, 0, 4).after(Rate.constant(1).lasting(2)).after(Rate.warmup(2));
        assertEquals(List.of(0.0, 0.5, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0), first(9, rate));
    }

    @Test
    void schedulesMultiply() {
        Rate factors = Rate.constant(0.5).lasting(2).then(Rate.constant(1));
        assertEquals(List.of(0.5, 0.25, 0.25), first(3, Rate.exponential(1, 0.5).times(factors)));
        assertEquals(List.of(3.0, 1.5), first(2, Rate.exponential(1, 0.5).times(3)));
    }

    @Test
    void inverseSqrtAfterAWarmupOfTheSameLengthIsTheTransformersSchedule() {
        Rate rate = Rate.inverseSqrt(1, 400).after(Rate.warmup(400));
        for (int t = 1; t < 5_000; t += 7) {
            double transformer = 20 * Math.min(Math.pow(t, -0.5), t * Math.pow(400, -1.5));
            assertEquals(transformer, rate.at(t), 1e-14, "at step " + t);
        }
    }

    @Test
    void oneCycleStaysAtItsEnd() {
        OneCycle cycle = Rate.oneCycle(1, 10);
        assertEquals(cycle.at(9), cycle.at(1_000_000));
    }

    @Test
    void oneCycleOfASingleStepOrWithoutARiseIsDefined() {
        assertTrue(Double.isFinite(Rate.oneCycle(1, 1).rising(1).at(0)));
        assertTrue(Double.isFinite(Rate.oneCycle(1, 10).rising(0).at(0)));
        assertEquals(1, Rate.oneCycle(1, 10).rising(0.1).at(0));
    }

    @Test
    void anyFunctionOfTheStepIsARate() {
        Rate rate = step -> 1.0 / (1 + step);
        assertEquals(0.5, rate.after(Rate.warmup(10)).at(11));
    }

    @Test
    void stepsBeyondIntAreOrdinary() {
        long far = 1L << 60;
        all().forEach(rate -> assertTrue(rate.at(far) >= 0 && rate.at(far) <= 4, rate.toString()));
    }

    @Test
    void everyScheduleRefusesANegativeStep() {
        all().forEach(rate -> refuses(() -> rate.at(-1),
                rate + ".at", "step must be at least 0", "-1", "count from 0"));
    }

    @Test
    void schedulesAreEqualIfTheySayTheSame() {
        assertEquals(Rate.milestones(1, 0.1, 3, 7), Rate.milestones(1, 0.1, 7, 3));
        assertEquals(Rate.cosine(1, 0, 5).after(Rate.warmup(3)),
                Rate.cosine(1, 0, 5).after(Rate.warmup(3)));
    }

    @Test
    void aScheduleIsPrintedAsTheCallThatMakesIt() {
        assertEquals("cosine(0.1, 0.0, 500).after(warmup(50).startingAt(0.01)).times(2.0)",
                Rate.cosine(0.1, 0, 500).after(Rate.warmup(50).startingAt(0.01)).times(2)
                        .toString());
        assertEquals("oneCycle(1.0, 9).rising(0.2).annealing(LINEAR).threePhases()"
                        + ".momentum(0.8, 0.9)",
                Rate.oneCycle(1, 9).rising(0.2).annealing(Annealing.LINEAR).threePhases()
                        .momentum(0.8, 0.9).toString());
    }

    @Test
    void argumentsAreCheckedAtTheDoor() {
        assertAll(
                () -> refuses(() -> Rate.constant(-1), "constant", "rate", "at least 0", "-1.0"),
                () -> refuses(() -> Rate.constant(Double.NaN), "constant", "rate", "NaN"),
                () -> refuses(() -> Rate.cosine(0.1, 0, 0), "cosine", "steps", "at least 1", "0"),
                () -> refuses(() -> Rate.stepDecay(1, 5, 0), "stepDecay", "factor", "0.0"),
                () -> refuses(() -> Rate.milestones(1, 0.1), "milestones", "at least one", "none"),
                () -> refuses(() -> Rate.milestones(1, 0.1, 0), "milestones", "at least 1", "0"),
                () -> refuses(() -> Rate.polynomial(1, 0, 5, -2), "polynomial", "power", "-2.0"),
                () -> refuses(() -> Rate.cosineRestarts(1, 0, 5, 0), "growth", "at least 1"),
                () -> refuses(() -> Rate.warmup(10).startingAt(2), "warmup", "fraction", "2.0"),
                () -> refuses(() -> Rate.oneCycle(1, 9).rising(1.5), "oneCycle", "rising", "1.5"),
                () -> refuses(() -> Rate.oneCycle(1, 9).rising(0.6).threePhases(), "rising", "0.5"),
                () -> refuses(() -> Rate.cyclic(2, 1, 5), "cyclic", "low", "2.0", "exchange"),
                () -> refuses(() -> Rate.constant(1).times(-1), "times", "factor", "-1.0"),
                () -> refuses(() -> Rate.constant(1).heldFrom(-1), "heldFrom", "last", "-1"),
                () -> refuses(() -> Rate.constant(1).lasting(0), "lasting", "steps", "0"));
    }

    /// One schedule of each kind.
    private static Stream<Rate> all() {
        Rate cosine = Rate.cosine(1, 0, 10);
        OneCycle cycle = Rate.oneCycle(1, 20);
        Cyclic cyclic = Rate.cyclic(0.1, 1, 5);
        return Stream.of(Rate.constant(1), Rate.stepDecay(1, 5, 0.5), Rate.milestones(1, 0.1, 3),
                Rate.exponential(1, 0.9), Rate.linear(1, 0, 10), Rate.polynomial(1, 0, 10, 2),
                Rate.inverseSqrt(1, 5), cosine, Rate.cosineRestarts(1, 0, 10),
                Rate.cosineRestarts(1, 0, 10, 3), cycle, cycle.threePhases(),
                cycle.momentum(0.8, 0.9), cyclic, cyclic.momentum(0.8, 0.9),
                cosine.after(Rate.warmup(5)), cosine.after(Rate.warmup(5, 0.5)), cosine.lasting(5),
                cosine.times(2), cosine.times(cyclic), cosine.clampedAtLeast(0.2),
                cosine.heldFrom(10));
    }

    private static List<Double> first(int n, Rate rate) {
        return Stream.iterate(0L, t -> t + 1).limit(n).map(rate::at).toList();
    }
}

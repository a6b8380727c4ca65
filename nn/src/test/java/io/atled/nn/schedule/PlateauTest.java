package io.atled.nn.schedule;

import static io.atled.nn.schedule.Refusal.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlateauTest {
    /// One multiplication per fall.
    private static final double TOLERANCE = 1e-15;

    @Test
    void theRateFallsOnlyAfterMoreThanPatienceBadLosses() {
        Plateau plateau = Plateau.startingAt(1).patience(2);
        assertEquals(1, after(plateau, 5, 5, 5).rate());
        assertEquals(0.1, after(plateau, 5, 5, 5, 5).rate(), TOLERANCE);
    }

    @Test
    void anImprovementForgivesTheBadOnes() {
        Plateau plateau = Plateau.startingAt(1).patience(2);
        assertEquals(1, after(plateau, 5, 5, 5, 4, 4, 4).rate());
    }

    @Test
    void nothingCountsAsBadDuringTheCooldown() {
        Plateau plateau = Plateau.startingAt(1).patience(0).cooldown(2);
        assertEquals(0.1, after(plateau, 5, 5, 5, 5).rate(), TOLERANCE);
        assertEquals(0.01, after(plateau, 5, 5, 5, 5, 5).rate(), TOLERANCE);
    }

    @Test
    void theRateNeverFallsBelowItsLeast() {
        Plateau plateau = Plateau.startingAt(1).patience(0).atLeast(0.05);
        assertEquals(0.05, after(plateau, 5, 5, 5, 5, 5).rate());
    }

    @Test
    void theThresholdIsRelativeOrInTheUnitOfTheLoss() {
        Plateau plateau = Plateau.startingAt(1).patience(0);
        Plateau relative = plateau.threshold(0.1, Plateau.Margin.RELATIVE);
        assertEquals(1, after(relative, 10, 8.9).rate());
        assertEquals(0.1, after(relative, 10, 9.1).rate(), TOLERANCE);
        Plateau absolute = plateau.threshold(0.1, Plateau.Margin.ABSOLUTE);
        assertEquals(1, after(absolute, 10, 9.8).rate());
        assertEquals(0.1, after(absolute, 10, 9.95).rate(), TOLERANCE);
    }

    @Test
    void aWorseNegativeLossIsNoImprovement() {
        Plateau plateau = Plateau.startingAt(1).patience(0);
        assertEquals(0.1, after(plateau, -10, -9.9999).rate(), TOLERANCE);
        assertEquals(1, after(plateau, -10, -10.1).rate());
    }

    @Test
    void aMetricThatShouldRiseIsPassedWithItsSignTurned() {
        Plateau plateau = Plateau.startingAt(1).patience(0);
        assertEquals(1, after(plateau, -0.5, -0.6, -0.7).rate());
        assertEquals(0.1, after(plateau, -0.5, -0.6, -0.6).rate(), TOLERANCE);
    }

    @Test
    void anInfiniteFirstLossIsBadAndTheNextOneBetter() {
        Plateau plateau = Plateau.startingAt(1).next(Double.POSITIVE_INFINITY);
        assertEquals(1, plateau.bad());
        assertEquals(0, plateau.next(1e300).bad());
    }

    @Test
    void nextChangesNothing() {
        Plateau before = after(Plateau.startingAt(1).patience(0), 5);
        assertEquals(before.next(5), before.next(5));
        assertEquals(1, before.rate());
    }

    @Test
    void aSavedStateGoesOnWhereItStopped() {
        Plateau saved = after(Plateau.startingAt(1).patience(2), 5, 5);
        Plateau loaded = new Plateau(
                saved.rate(), saved.rule(), saved.best(), saved.bad(), saved.cooling());
        assertEquals(after(saved, 5, 5), after(loaded, 5, 5));
    }

    @Test
    void aLossThatIsNotANumberIsRefused() {
        refuses(() -> Plateau.startingAt(1).next(Double.NaN), "plateau.next", "NaN", "diverged");
    }

    @Test
    void theFactorMustMakeTheRateFall() {
        refuses(() -> Plateau.startingAt(1).factor(1), "plateau", "between 0 and 1", "1.0");
    }

    private static Plateau after(Plateau plateau, double... losses) {
        Plateau now = plateau;
        for (double loss : losses) {
            now = now.next(loss);
        }
        return now;
    }
}

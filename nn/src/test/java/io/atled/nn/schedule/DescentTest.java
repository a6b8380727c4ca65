package io.atled.nn.schedule;

import static io.atled.nn.schedule.Refusal.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DescentTest {
    /// A generator that fails when asked.
    private static final RandomGenerator UNASKED = () -> {
        throw new AssertionError("this schedule must not ask for randomness");
    };

    @Test
    void batchGivesTheWholeSetOnce() {
        assertEquals("[[0, 1, 2, 3, 4]]", epoch(Descent.batch(), 5, UNASKED));
        assertEquals(1, Descent.batch().updatesPerEpoch(5));
    }

    @Test
    void stochasticInOrderGivesOneSampleAfterAnother() {
        assertEquals("[[0], [1], [2]]", epoch(Descent.stochastic().inOrder(), 3, UNASKED));
        assertEquals(3, Descent.stochastic().updatesPerEpoch(3));
    }

    @Test
    void theLastBatchIsKeptDroppedOrWrapped() {
        Descent.MiniBatch two = Descent.miniBatch(2).inOrder();
        assertEquals("[[0, 1], [2, 3], [4]]", epoch(two, 5, UNASKED));
        assertEquals("[[0, 1], [2, 3]]", epoch(two.lastBatch(LastBatch.DROP), 5, UNASKED));
        assertEquals("[[0, 1], [2, 3], [4, 0]]", epoch(two.lastBatch(LastBatch.WRAP), 5, UNASKED));
    }

    @Test
    void aBatchLargerThanTheSetIsTheWholeSet() {
        assertEquals("[[0, 1, 2]]", epoch(Descent.miniBatch(8).inOrder(), 3, UNASKED));
        assertEquals(1, Descent.miniBatch(8).updatesPerEpoch(3));
    }

    @Test
    void aBatchLargerThanTheSetIsRefusedIfTheLastOneCannotBeKept() {
        for (LastBatch policy : List.of(LastBatch.DROP, LastBatch.WRAP)) {
            Descent descent = Descent.miniBatch(8).lastBatch(policy);
            String[] why = {"Descent.miniBatch", "n = 8", policy.name(), "got 3", "KEEP"};
            refuses(() -> descent.batches(3, random(1)), why);
            refuses(() -> descent.updatesPerEpoch(3), why);
        }
    }

    @Test
    void anEmptySetIsRefused() {
        for (Descent descent :
                List.of(Descent.batch(), Descent.stochastic(), Descent.miniBatch(2))) {
            for (int size : new int[] {0, -1}) {
                String[] why = {"Descent.", "at least 1 sample", "got " + size, "empty"};
                refuses(() -> descent.batches(size, random(1)), why);
                refuses(() -> descent.updatesPerEpoch(size), why);
            }
        }
    }

    @Test
    void aBatchOfNoSamplesIsRefused() {
        refuses(() -> Descent.miniBatch(0), "n must be at least 1, got 0", "Descent.batch()");
    }

    @Test
    void aSeedMeansTheSameGroupsForEver() {
        // From the first run; a change here changes every training that anyone has recorded.
        Descent three = Descent.miniBatch(3);
        assertEquals("[[1, 4, 8], [2, 0, 3], [7, 5, 9], [6]]",
                epoch(three, 10, RandomGeneratorFactory.of("L64X128MixRandom").create(42)));
        assertEquals("[[6, 3, 2], [9, 4, 1], [8, 5, 0], [7]]", epoch(three, 10, new Random(42)));
    }

    @Test
    void theShuffleTakesTheUpperHalfOfTheProduct() {
        // All ones choose the last place each time, so nothing moves; zeros choose the first.
        assertEquals("[[0], [1], [2], [3]]", epoch(Descent.stochastic(), 4, () -> -1L));
        int[] drawn = {0};
        RandomGenerator counting = () -> {
            drawn[0]++;
            return 1L << 62;
        };
        // A quarter of 4, 3, 2 places: 1, 0, 0. By hand: 0123 → 0321 → 2301 → 3201.
        assertEquals("[[3], [2], [0], [1]]", epoch(Descent.stochastic(), 4, counting));
        assertEquals(3, drawn[0]);
    }

    @Test
    void everyOrderIsAboutEquallyOften() {
        int[] count = new int[6];
        RandomGenerator random = random(7);
        int rounds = 60_000;
        for (int i = 0; i < rounds; i++) {
            int[] order = Descent.miniBatch(3).batches(3, random).iterator().next();
            count[2 * order[0] + (order[1] > order[2] ? 1 : 0)]++;
        }
        // χ² with 5 degrees of freedom is above 25 once in 7000 seeds, and this seed is fixed.
        double expected = rounds / 6.0;
        double chi2 = IntStream.of(count)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
        assertTrue(chi2 < 25, () -> "χ² = " + chi2 + " for " + Arrays.toString(count));
    }

    @Test
    void theOrderOfAnEpochIsDrawnBeforeItsFirstBatch() {
        RandomGenerator random = random(3);
        Iterable<int[]> epoch = Descent.miniBatch(2).batches(6, random);
        String before = text(epoch);
        random.nextLong();
        assertEquals(before, text(epoch), "iterating again gives the same groups");
    }

    @Test
    void changingAGroupChangesNoOther() {
        Iterable<int[]> epoch = Descent.miniBatch(2).inOrder().batches(4, UNASKED);
        Arrays.fill(epoch.iterator().next(), 99);
        assertArrayEquals(new int[] {0, 1}, epoch.iterator().next());
    }

    @Test
    void anEpochThatIsOverSaysSo() {
        var groups = Descent.batch().batches(2, UNASKED).iterator();
        groups.next();
        refuses(NoSuchElementException.class, groups::next, "epoch is over");
    }

    private static RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
    }

    private static String epoch(Descent descent, int size, RandomGenerator random) {
        return text(descent.batches(size, random));
    }

    private static String text(Iterable<int[]> epoch) {
        List<String> groups = new ArrayList<>();
        epoch.forEach(group -> groups.add(Arrays.toString(group)));
        return groups.toString();
    }
}

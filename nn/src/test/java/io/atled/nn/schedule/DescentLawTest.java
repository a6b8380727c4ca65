package io.atled.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What every gradient-descent schedule promises, for any size, batch and seed.
class DescentLawTest {
    @Property
    void everySampleComesExactlyOncePerEpoch(
            @ForAll("keeping") Descent descent,
            @ForAll @IntRange(min = 1, max = 200) int size,
            @ForAll long seed) {
        int[] seen = samples(epoch(descent, size, random(seed)));
        Arrays.sort(seen);
        assertArrayEquals(IntStream.range(0, size).toArray(), seen);
    }

    @Property
    void thereAreAsManyUpdatesAsPromised(
            @ForAll("any") Descent descent,
            @ForAll @IntRange(min = 50, max = 200) int size,
            @ForAll long seed) {
        assertEquals(descent.updatesPerEpoch(size), epoch(descent, size, random(seed)).size());
    }

    @Property
    void everyBatchHasItsSizeExceptAKeptLastOne(
            @ForAll @IntRange(min = 1, max = 50) int n,
            @ForAll LastBatch policy,
            @ForAll @IntRange(min = 50, max = 200) int size,
            @ForAll long seed) {
        List<int[]> groups = epoch(Descent.miniBatch(n).lastBatch(policy), size, random(seed));
        int last = policy == LastBatch.KEEP && size % n > 0 ? size % n : n;
        assertTrue(groups.stream().limit(groups.size() - 1).allMatch(g -> g.length == n));
        assertEquals(last, groups.getLast().length);
    }

    @Property
    void droppingLosesFewerThanOneBatchAndRepeatsNothing(
            @ForAll @IntRange(min = 1, max = 50) int n,
            @ForAll @IntRange(min = 50, max = 200) int size,
            @ForAll long seed) {
        Descent descent = Descent.miniBatch(n).lastBatch(LastBatch.DROP);
        int[] seen = samples(epoch(descent, size, random(seed)));
        assertEquals(size - size % n, seen.length);
        assertEquals(seen.length, IntStream.of(seen).distinct().count());
    }

    @Property
    void wrappingLosesNothingAndRepeatsNothingWithinABatch(
            @ForAll @IntRange(min = 1, max = 50) int n,
            @ForAll @IntRange(min = 50, max = 200) int size,
            @ForAll long seed) {
        Descent descent = Descent.miniBatch(n).lastBatch(LastBatch.WRAP);
        List<int[]> groups = epoch(descent, size, random(seed));
        assertEquals(size, IntStream.of(samples(groups)).distinct().count());
        assertTrue(groups.stream().allMatch(g -> IntStream.of(g).distinct().count() == n));
    }

    @Property
    void thePoliciesDifferOnlyInTheLastBatch(
            @ForAll @IntRange(min = 1, max = 50) int n,
            @ForAll @IntRange(min = 50, max = 200) int size,
            @ForAll long seed) {
        Descent.MiniBatch keep = Descent.miniBatch(n);
        List<int[]> dropped = epoch(keep.lastBatch(LastBatch.DROP), size, random(seed));
        List<int[]> kept = epoch(keep, size, random(seed));
        for (int i = 0; i < dropped.size(); i++) {
            assertArrayEquals(dropped.get(i), kept.get(i));
        }
    }

    @Property
    void theSameSeedGivesTheSameEpochs(
            @ForAll("any") Descent descent,
            @ForAll @IntRange(min = 50, max = 200) int size,
            @ForAll long seed) {
        RandomGenerator one = random(seed);
        RandomGenerator other = random(seed);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertArrayEquals(
                    samples(epoch(descent, size, one)), samples(epoch(descent, size, other)));
        }
    }

    @Property
    void anotherEpochHasAnotherOrder(
            @ForAll("shuffling") Descent descent,
            @ForAll @IntRange(min = 50, max = 200) int size,
            @ForAll long seed) {
        RandomGenerator random = random(seed);
        int[] first = samples(epoch(descent, size, random));
        int[] second = samples(epoch(descent, size, random));
        // Equal by chance once in 50! epochs.
        assertFalse(Arrays.equals(first, second));
    }

    @Property
    void anotherSeedHasAnotherOrder(
            @ForAll("shuffling") Descent descent, @ForAll long seed, @ForAll long otherSeed) {
        Assume.that(seed != otherSeed);
        assertFalse(Arrays.equals(
                samples(epoch(descent, 100, random(seed))),
                samples(epoch(descent, 100, random(otherSeed)))));
    }

    @Provide
    Arbitrary<Descent> keeping() {
        return Arbitraries.oneOf(
                Arbitraries.of(Descent.batch(), Descent.stochastic(),
                        Descent.stochastic().inOrder()),
                Arbitraries.integers().between(1, 300).map(Descent::miniBatch),
                Arbitraries.integers().between(1, 300).map(n -> Descent.miniBatch(n).inOrder()));
    }

    @Provide
    Arbitrary<Descent> shuffling() {
        // At most 49 samples per update, so that dropping never takes a whole small set.
        return Arbitraries.oneOf(
                Arbitraries.of(Descent.stochastic(), Descent.stochastic().inOrder().shuffled()),
                Arbitraries.integers().between(1, 49).map(Descent::miniBatch),
                Arbitraries.of(LastBatch.class).map(Descent.miniBatch(7)::lastBatch));
    }

    @Provide
    Arbitrary<Descent> any() {
        return Arbitraries.oneOf(keeping(), shuffling());
    }

    private static RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
    }

    private static List<int[]> epoch(Descent descent, int size, RandomGenerator random) {
        List<int[]> groups = new ArrayList<>();
        descent.batches(size, random).forEach(groups::add);
        return groups;
    }

    private static int[] samples(List<int[]> groups) {
        return groups.stream().flatMapToInt(IntStream::of).toArray();
    }
}

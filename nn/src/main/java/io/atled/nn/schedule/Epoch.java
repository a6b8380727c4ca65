package io.atled.nn.schedule;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// One pass over a set: its order is fixed, its groups are cut when they are asked for.
final class Epoch implements Iterable<int[]> {
    private final int[] order;
    private final int n;
    private final LastBatch lastBatch;

    private Epoch(int[] order, int n, LastBatch lastBatch) {
        this.order = order;
        this.n = n;
        this.lastBatch = lastBatch;
    }

    static Epoch of(int size, int n, LastBatch lastBatch, Order order, RandomGenerator random) {
        int[] samples = IntStream.range(0, size).toArray();
        if (order == Order.SHUFFLED) {
            Objects.requireNonNull(random, "Descent.batches: random is null; shuffling needs one");
            shuffle(samples, random);
        }
        return new Epoch(samples, n, lastBatch);
    }

    static void requireSamples(String operation, int size) {
        if (size < 1) {
            throw Require.bad(operation, "at least 1 sample", size,
                    "an empty set has no gradient; check what was loaded");
        }
    }

    /// Fisher–Yates: each place, from the last, takes one of the samples not yet placed.
    ///
    /// Written down here, like [#below], so that a seed means the same order on every JDK.
    ///
    /// **Source** Knuth, *The Art of Computer Programming* 2, 3.4.2, Algorithm P.
    private static void shuffle(int[] samples, RandomGenerator random) {
        for (int last = samples.length - 1; last > 0; last--) {
            int chosen = below(last + 1, random);
            int sample = samples[chosen];
            samples[chosen] = samples[last];
            samples[last] = sample;
        }
    }

    /// A uniform number from 0 to `bound` − 1: the upper half of `bound` times 32 random bits.
    ///
    /// Of the 2³² products, the first 2³² mod `bound` lower halves are drawn again, so that each
    /// result keeps equally many.
    ///
    /// **Source** Lemire, *Fast Random Integer Generation in an Interval* (2019), Algorithm 5.
    private static int below(int bound, RandomGenerator random) {
        long uneven = (1L << 32) % bound;
        long product;
        do {
            product = Integer.toUnsignedLong(random.nextInt()) * bound;
        } while (Integer.toUnsignedLong((int) product) < uneven);
        return (int) (product >>> 32);
    }

    private int[] group(int index) {
        int from = index * n; // below the size, so within an int
        int[] group = new int[lastBatch.length(order.length, n, from)];
        int here = Math.min(group.length, order.length - from);
        System.arraycopy(order, from, group, 0, here);
        System.arraycopy(order, 0, group, here, group.length - here);
        return group;
    }

    @Override
    public Iterator<int[]> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < lastBatch.batches(order.length, n);
            }

            @Override
            public int[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("Descent.batches: the epoch is over; call"
                            + " batches again for the next one");
                }
                return group(next++);
            }
        };
    }
}

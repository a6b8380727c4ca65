package io.atled.nn.schedule;

import java.util.Objects;
import java.util.random.RandomGenerator;

/// A *gradient-descent schedule*: which samples each update looks at.
///
/// The three of them, for a set of N samples:
///
/// | schedule | samples per update | updates per epoch | in one word |
/// |---|---|---|---|
/// | [#batch()] | all N | 1 | exact |
/// | [#stochastic()] | 1 | N | noisy |
/// | [#miniBatch(int)] | n | ⌈N/n⌉ | the usual one |
///
/// One API for all: the groups of indices of one epoch, one group per update.
///
/// ```java
/// Descent descent = Descent.miniBatch(32).lastBatch(LastBatch.DROP);
/// for (int epoch = 0; epoch < 10; epoch++) {
///     for (int[] batch : descent.batches(1000, random)) {
///         // one update from the samples with these indices
///     }
/// }
/// ```
///
/// **Units** a *step* is one update, an *epoch* one pass over the set; rate schedules count steps,
/// so a training of E epochs has `E · updatesPerEpoch(N)` of them.
///
/// **Source** Robbins, Monro (1951) for one sample per update; Goodfellow, Bengio, Courville, *Deep
/// Learning* (2016), §8.1.3 for all three.
public sealed interface Descent {
    /// *Batch* gradient descent: the whole set per update, in the order 0, 1, 2, ….
    ///
    /// The gradient is exact and the generator is not asked: order does not matter to a sum.
    static Batch batch() {
        return new Batch();
    }

    /// *Stochastic* gradient descent: one sample per update, shuffled every epoch.
    static Stochastic stochastic() {
        return new Stochastic(Order.SHUFFLED);
    }

    /// *Mini-batch* gradient descent: `n` samples per update, shuffled every epoch, the last batch
    /// possibly smaller.
    ///
    /// @throws IllegalArgumentException if `n` is less than 1
    static MiniBatch miniBatch(int n) {
        return new MiniBatch(n, LastBatch.KEEP, Order.SHUFFLED);
    }

    /// The groups of sample indices of one epoch over `size` samples, one group per update.
    ///
    /// The order is drawn here, once: iterating the result again gives the same groups. The next
    /// epoch is the next call with the same generator. Each group is a fresh array, made when the
    /// iteration reaches it. The same generator state gives the same groups on every machine and
    /// every JDK.
    ///
    /// **Cost** one `int` per sample, and one shuffle in O(`size`).
    ///
    /// @param size the number of samples
    /// @param random asked only if the schedule shuffles
    /// @throws IllegalArgumentException if there is no sample, or not enough for one batch
    Iterable<int[]> batches(int size, RandomGenerator random);

    /// How many groups [#batches] gives for `size` samples.
    ///
    /// @throws IllegalArgumentException if there is no sample, or not enough for one batch
    int updatesPerEpoch(int size);

    /// The whole set per update; see [Descent#batch()].
    record Batch() implements Descent {
        @Override
        public Iterable<int[]> batches(int size, RandomGenerator random) {
            Epoch.requireSamples("Descent.batch", size);
            return Epoch.of(size, size, LastBatch.KEEP, Order.IN_ORDER, random);
        }

        @Override
        public int updatesPerEpoch(int size) {
            Epoch.requireSamples("Descent.batch", size);
            return 1;
        }
    }

    /// One sample per update; see [Descent#stochastic()].
    ///
    /// @param order the order of an epoch
    record Stochastic(Order order) implements Descent {
        /// Checks its component.
        public Stochastic {
            Objects.requireNonNull(order, "Descent.stochastic: order is null");
        }

        /// The same schedule, another random order every epoch; the default.
        public Stochastic shuffled() {
            return new Stochastic(Order.SHUFFLED);
        }

        /// The same schedule in the order 0, 1, 2, ….
        public Stochastic inOrder() {
            return new Stochastic(Order.IN_ORDER);
        }

        @Override
        public Iterable<int[]> batches(int size, RandomGenerator random) {
            Epoch.requireSamples("Descent.stochastic", size);
            return Epoch.of(size, 1, LastBatch.KEEP, order, random);
        }

        @Override
        public int updatesPerEpoch(int size) {
            Epoch.requireSamples("Descent.stochastic", size);
            return size;
        }
    }

    /// A few samples per update; see [Descent#miniBatch(int)].
    ///
    /// @param n samples per update
    /// @param lastBatch what becomes of a last batch with fewer than `n`
    /// @param order the order of an epoch
    record MiniBatch(int n, LastBatch lastBatch, Order order) implements Descent {
        /// Checks its components.
        ///
        /// @throws IllegalArgumentException if `n` is less than 1
        public MiniBatch {
            if (n < 1) {
                throw Require.bad("Descent.miniBatch", "n must be at least 1", n,
                        "it is the number of samples per update; for all of them use"
                                + " Descent.batch()");
            }
            Objects.requireNonNull(lastBatch, "Descent.miniBatch: lastBatch is null");
            Objects.requireNonNull(order, "Descent.miniBatch: order is null");
        }

        /// The same schedule with another policy for the last batch.
        public MiniBatch lastBatch(LastBatch policy) {
            return new MiniBatch(n, policy, order);
        }

        /// The same schedule, another random order every epoch; the default.
        public MiniBatch shuffled() {
            return new MiniBatch(n, lastBatch, Order.SHUFFLED);
        }

        /// The same schedule in the order 0, 1, 2, ….
        public MiniBatch inOrder() {
            return new MiniBatch(n, lastBatch, Order.IN_ORDER);
        }

        /// @throws IllegalArgumentException if there is no sample, or if there are fewer than `n`
        /// and the policy is not [LastBatch#KEEP]: `DROP` would leave no batch at all, `WRAP` would
        /// put the same sample into one batch twice
        @Override
        public Iterable<int[]> batches(int size, RandomGenerator random) {
            requireOneBatch(size);
            return Epoch.of(size, n, lastBatch, order, random);
        }

        @Override
        public int updatesPerEpoch(int size) {
            requireOneBatch(size);
            return lastBatch.batches(size, n);
        }

        private void requireOneBatch(int size) {
            Epoch.requireSamples("Descent.miniBatch", size);
            if (size < n && lastBatch != LastBatch.KEEP) {
                String why = lastBatch == LastBatch.DROP
                        ? "would drop the only batch"
                        : "would repeat a sample within one batch";
                throw Require.bad("Descent.miniBatch", "at least n = " + n + " samples, because "
                        + lastBatch + " " + why, size,
                        "use LastBatch.KEEP or a smaller n");
            }
        }
    }
}

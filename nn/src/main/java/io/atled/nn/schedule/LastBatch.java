package io.atled.nn.schedule;

/// What becomes of the last batch of an epoch when the batch size does not divide the set.
///
/// For 5 samples in batches of 2, in order:
///
/// | policy | batches | updates |
/// |---|---|---|
/// | `KEEP` | 0 1 · 2 3 · 4 | 3 |
/// | `DROP` | 0 1 · 2 3 | 2 |
/// | `WRAP` | 0 1 · 2 3 · 4 0 | 3 |
public enum LastBatch {
    /// A smaller last batch: every sample exactly once per epoch. The default.
    ///
    /// If the loss is a mean over the batch, the samples of a smaller batch weigh more.
    KEEP,

    /// No smaller batch: fewer than n samples sit this epoch out, others in every shuffled epoch.
    DROP,

    /// Filled up from the start of the same epoch: every sample at least once, fewer than n of
    /// them twice, and every batch of the same shape.
    WRAP;

    /// The number of batches of `n` among `size` samples.
    int batches(int size, int n) {
        return this == DROP ? size / n : Math.ceilDiv(size, n);
    }

    /// The length of the batch that starts at `from`.
    int length(int size, int n, int from) {
        return this == WRAP ? n : Math.min(n, size - from);
    }
}

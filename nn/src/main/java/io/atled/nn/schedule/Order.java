package io.atled.nn.schedule;

/// The order in which an epoch visits the samples.
public enum Order {
    /// Another uniformly random order every epoch, from the generator that the caller passes.
    ///
    /// Each epoch takes from the generator all it needs before its first batch, so a training
    /// that uses the same generator for other things (dropout, say) stays reproducible.
    SHUFFLED,

    /// 0, 1, 2, … in every epoch; the generator is not asked.
    IN_ORDER
}

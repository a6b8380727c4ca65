package io.atled.nn.init;

/// The distribution from which weights are drawn, around 0.
public enum Spread {
    /// All values within a bound equally likely; the bound is √3 standard deviations.
    UNIFORM,
    /// The normal distribution, not truncated.
    NORMAL
}

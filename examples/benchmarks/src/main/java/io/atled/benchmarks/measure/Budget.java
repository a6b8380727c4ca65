package io.atled.benchmarks.measure;

/// How long to measure, in seconds for each side.
///
/// @param warmAtLeast the shortest warm-up
/// @param warmAtMost the longest warm-up, of a side that gets faster and faster
/// @param measure the measurement itself
public record Budget(double warmAtLeast, double warmAtMost, double measure) {
    /// For numbers to publish.
    public static final Budget FULL = new Budget(8, 30, 3);
    /// For a look while working.
    public static final Budget QUICK = new Budget(6, 12, 1);
}

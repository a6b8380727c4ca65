package io.atled.benchmarks.measure;

/// One workload measured against one peer in one process.
///
/// @param workload its name
/// @param peer the peer's name
/// @param version the peer's version
/// @param threads how many threads each side used
/// @param launch the number of the process among those that do the same
/// @param atled microseconds of a run of Atled
/// @param other microseconds of a run of the peer
/// @param ratio the median of the ratios Atled / peer of each round
/// @param rounds how many rounds
/// @param difference how far apart the results were, relative
/// @param peakFlops GFLOP/s of the roofline
/// @param peakBytes GB/s of the roofline
/// @param roofline the least microseconds at these
/// @param allocated bytes that a run of Atled allocates
public record Measurement(String workload, String peer, String version, int threads, int launch,
        double atled, double other, double ratio, int rounds, double difference, double peakFlops,
        double peakBytes, double roofline, double allocated) {
    /// What was measured at once and may replace an older one.
    public String key() {
        return workload + " " + peer + " " + threads + " " + launch;
    }

    /// For people, on a line.
    public String format() {
        return "%-34s %-11s %d thr  atled %10.1f µs  %s %10.1f µs  ratio %5.3f  roofline %.2f  "
                .formatted(workload, peer, threads, atled, peer, other, ratio, roofline / atled)
                + "(%.0f GF/s %.0f GB/s, %.0f B/run, diff %.0e, %d rounds)".formatted(peakFlops,
                peakBytes, allocated, difference, rounds);
    }
}

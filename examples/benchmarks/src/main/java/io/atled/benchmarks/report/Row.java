package io.atled.benchmarks.report;

import static io.atled.benchmarks.measure.Interleaved.median;

import com.google.common.collect.ImmutableListMultimap;
import io.atled.benchmarks.measure.Measurement;
import io.atled.benchmarks.workload.Workload;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// All measurements of one workload at one number of threads.
///
/// @param workload what was computed
/// @param threads with how many threads
/// @param measurements by peer, those of good launches
public record Row(Workload workload, int threads,
        ImmutableListMultimap<String, Measurement> measurements) {
    /// A measurement counts if the machine then reached this part of its best: it may have been
    /// busy, and on a virtual machine two threads are sometimes given one core.
    private static final double GOOD = 0.8;

    /// Of all measurements those of `workload`.
    public static Row of(Workload workload, int threads, List<Measurement> all) {
        var byPeer = ImmutableListMultimap.<String, Measurement>builder();
        undisturbed(all).stream()
                .filter(m -> m.threads() == threads && m.workload().equals(workload.name()))
                .forEach(m -> byPeer.put(m.peer(), m));
        return new Row(workload, threads, byPeer.build());
    }

    /// Those that count, by the best peak at the same number of threads.
    static List<Measurement> undisturbed(List<Measurement> all) {
        Map<Integer, Double> best = all.stream().collect(Collectors.toMap(Measurement::threads,
                Measurement::peakFlops, Math::max));
        return all.stream().filter(m -> m.peakFlops()
                >= GOOD * best.getOrDefault(m.threads(), 0.0)).toList();
    }

    /// Whether there is nothing.
    public boolean isEmpty() {
        return measurements.isEmpty();
    }

    /// Microseconds of a run of Atled.
    public double atled() {
        return over(measurements.values().asList(), Measurement::atled);
    }

    /// Microseconds of a run of a peer.
    public Optional<Double> other(String peer) {
        List<Measurement> of = measurements.get(peer);
        return of.isEmpty() ? Optional.empty() : Optional.of(over(of, Measurement::other));
    }

    /// Atled's time as a part of the peer's, in the same rounds.
    public Optional<Double> ratio(String peer) {
        List<Measurement> of = measurements.get(peer);
        return of.isEmpty() ? Optional.empty() : Optional.of(over(of, Measurement::ratio));
    }

    /// The largest ratio among the peers whose names start like this, with the name.
    public Optional<Map.Entry<String, Double>> worst(String start) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (String peer : measurements.keySet()) {
            if (peer.startsWith(start)) {
                ratio(peer).ifPresent(r -> ratios.put(peer, r));
            }
        }
        return ratios.entrySet().stream().max(Comparator.comparingDouble(Map.Entry::getValue));
    }

    /// The least time that the machine allows, as a part of Atled's.
    public double roofline() {
        return over(measurements.values().asList(), m -> m.roofline() / m.atled());
    }

    /// GFLOP/s that the machine reached in the same rounds.
    public double peak() {
        return over(measurements.values().asList(), Measurement::peakFlops);
    }

    /// Bytes that a run of Atled allocates.
    public double allocated() {
        return over(measurements.values().asList(), Measurement::allocated);
    }

    private static double over(List<Measurement> measurements,
            ToDoubleFunction<Measurement> what) {
        return median(measurements.stream().map(what::applyAsDouble).toList());
    }
}

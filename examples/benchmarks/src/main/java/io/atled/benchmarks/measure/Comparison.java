package io.atled.benchmarks.measure;

import io.atled.benchmarks.measure.Interleaved.Outcome;
import io.atled.benchmarks.peer.Job;
import io.atled.benchmarks.peer.Peer;
import io.atled.benchmarks.workload.Workload;
import java.util.List;
import java.util.Optional;

/// Atled beside one other library: first that they compute the same, then how long each takes.
public final class Comparison {
    private final String name;
    private final Peer atled;
    private final Peer other;
    private final int threads;
    private final int launch;
    private final Budget budget;

    /// In this process, which has been started for so many threads.
    ///
    /// @param name of the other, which may take part in several configurations
    public Comparison(String name, Peer atled, Peer other, int threads, int launch,
            Budget budget) {
        this.name = name;
        this.atled = atled;
        this.other = other;
        this.threads = threads;
        this.launch = launch;
        this.budget = budget;
        atled.threads(threads);
        other.threads(threads);
    }

    /// One workload; nothing if one of the two does not have it.
    ///
    /// @throws IllegalStateException if results differ
    public Optional<Measurement> measure(Workload workload) {
        Optional<Job> mine = atled.job(workload);
        Optional<Job> theirs = other.job(workload);
        if (mine.isEmpty() || theirs.isEmpty()) {
            System.out.println(workload.name() + ": not in "
                    + (mine.isEmpty() ? atled : other).name());
            return Optional.empty();
        }
        try (Job a = mine.get(); Job b = theirs.get()) {
            double difference = difference(workload, a.result(), b.result());
            var roofline = new Roofline(threads, workload.bytes());
            Outcome outcome = new Interleaved(a, b, roofline, budget).measure();
            double least = outcome.peak().nanos(workload.flops(), workload.bytes());
            return Optional.of(new Measurement(workload.name(), name, other.version(),
                    threads, launch, outcome.a() / 1e3, outcome.b() / 1e3, outcome.ratio(),
                    outcome.rounds(), difference, outcome.peak().flops(), outcome.peak().bytes(),
                    least / 1e3, outcome.allocated()));
        }
    }

    private double difference(Workload workload, List<float[]> mine, List<float[]> theirs) {
        if (mine.size() != theirs.size()) {
            throw new IllegalStateException(workload.name() + ": Atled gives " + mine.size()
                    + " parts to compare, " + other.name() + " " + theirs.size());
        }
        double worst = 0;
        for (int part = 0; part < mine.size(); part++) {
            worst = Math.max(worst, difference(mine.get(part), theirs.get(part)));
        }
        if (!(worst <= workload.tolerance())) {
            throw new IllegalStateException(workload.name() + ": Atled and " + other.name()
                    + " differ by " + worst + " of the largest number, more than "
                    + workload.tolerance());
        }
        return worst;
    }

    private static double difference(float[] a, float[] b) {
        if (a.length != b.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.max(Math.abs(a[i]), Math.abs(b[i])));
            apart = Math.max(apart, Math.abs((double) a[i] - b[i]));
        }
        return apart == 0 ? 0 : apart / largest;
    }
}

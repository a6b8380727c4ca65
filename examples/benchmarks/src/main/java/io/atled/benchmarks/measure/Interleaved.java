package io.atled.benchmarks.measure;

import com.sun.management.ThreadMXBean;
import io.atled.benchmarks.measure.Roofline.Peak;
import io.atled.benchmarks.peer.Job;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Two jobs measured by turns, A B A B: what slows the machine for a while slows both.
///
/// Each side first runs until it has got no faster for some seconds. Then in every round each side
/// runs for a while untimed, so that spinning threads of the other have gone to sleep, and then
/// some twenty milliseconds timed; the roofline is measured in the same rounds. What counts is
/// the median over the rounds, of times and of ratios.
public final class Interleaved {
    private static final double SAMPLE = 20e6;
    private static final double SETTLE = 4e6;
    /// OpenBLAS's threads spin for 2²⁸ cycles, some 100 ms, and take a core from the other side.
    private static final double SETTLE_THREADS = 120e6;
    private static final double WARM_BURST = 100e6;
    private static final double STEADY = 0.98;
    /// Bursts that must bring nothing any more: the compiler can be busy elsewhere for seconds.
    private static final int RECENT = 25;
    private static final int LEAST_ROUNDS = 7;

    private final Side a;
    private final Side b;
    private final Roofline roofline;
    private final Budget budget;
    private final double settle;

    /// Two jobs that do the same.
    public Interleaved(Job a, Job b, Roofline roofline, Budget budget) {
        this.a = new Side(a);
        this.b = new Side(b);
        this.roofline = roofline;
        this.budget = budget;
        this.settle = roofline.threads() > 1 ? SETTLE_THREADS : SETTLE;
    }

    /// What was measured.
    ///
    /// @param a nanoseconds of a run, first side
    /// @param b nanoseconds of a run, second side
    /// @param ratio the median of a / b in each round
    /// @param rounds how many rounds
    /// @param peak what the machine reached in the same rounds
    /// @param allocated bytes of heap that a run of the first side allocates on its thread
    public record Outcome(double a, double b, double ratio, int rounds, Peak peak,
            double allocated) {}

    /// Warms up, then measures.
    public Outcome measure() {
        while (!a.steady(budget) || !b.steady(budget)) {
            a.warm();
            b.warm();
            roofline.measure();
        }
        List<Double> times = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> flops = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        long end = System.nanoTime() + (long) (2e9 * budget.measure());
        while (times.size() < LEAST_ROUNDS || System.nanoTime() < end) {
            double x = a.sample(settle);
            Peak peak = roofline.measure();
            double y = b.sample(settle);
            times.add(x);
            others.add(y);
            ratios.add(x / y);
            flops.add(peak.flops());
            bytes.add(peak.bytes());
        }
        return new Outcome(median(times), median(others), median(ratios), times.size(),
                new Peak(median(flops), median(bytes)), a.allocated());
    }

    /// The middle one, or the mean of the two in the middle.
    public static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /// One job and how far its warm-up is.
    private static final class Side {
        private final Job job;
        private final List<Double> bursts = new ArrayList<>();
        private double spent;

        Side(Job job) {
            this.job = job;
        }

        /// Runs for at least so many nanoseconds; the time of one run.
        private double burst(double nanos) {
            long start = System.nanoTime();
            int runs = 0;
            long time;
            do {
                job.run();
                runs++;
                time = System.nanoTime() - start;
            } while (time < nanos);
            return (double) time / runs;
        }

        void warm() {
            long start = System.nanoTime();
            bursts.add(burst(WARM_BURST));
            spent += (System.nanoTime() - start) / 1e9;
        }

        boolean steady(Budget budget) {
            if (spent < budget.warmAtLeast() || bursts.size() <= 2 * RECENT) {
                return spent > budget.warmAtMost();
            }
            int cut = bursts.size() - RECENT;
            double before = least(bursts.subList(0, cut));
            double recent = least(bursts.subList(cut, bursts.size()));
            return recent > STEADY * before || spent > budget.warmAtMost();
        }

        private static double least(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }

        double sample(double settle) {
            burst(settle);
            return burst(SAMPLE);
        }

        double allocated() {
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            int runs = 10;
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < runs; i++) {
                job.run();
            }
            return (double) (threads.getCurrentThreadAllocatedBytes() - before) / runs;
        }
    }
}

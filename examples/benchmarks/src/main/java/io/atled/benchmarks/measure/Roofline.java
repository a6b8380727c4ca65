package io.atled.benchmarks.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What the machine can do at most: fused multiply-adds per second from registers, and bytes per
/// second of a triad a = b + s·c over as much memory as a workload touches.
///
/// **Source** Williams, Waterman, Patterson, *Roofline* (2009), CACM 52(4).
public final class Roofline {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /// Independent sums: latency 4 times two units, and some.
    private static final int CHAINS = 12;
    private static final int ROUNDS = 20_000;
    private static final double BURST = 5e6;
    private static final long LEAST = 32 << 10;
    private static final long MOST = 256L << 20;

    private final int threads;
    private final List<float[][]> arrays;
    @SuppressWarnings("unused")
    private volatile float sink;                    // so that the arithmetic is done

    /// For this many threads and a workload of this many bytes.
    public Roofline(int threads, double bytes) {
        this.threads = threads;
        int each = (int) (Math.clamp((long) bytes, LEAST, MOST) / (12L * threads));
        arrays = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            float[][] three = new float[3][Math.max(SPECIES.length(), each)];
            Arrays.fill(three[1], 1);
            Arrays.fill(three[2], 2);
            arrays.add(three);
        }
    }

    /// Both, measured now.
    ///
    /// @param flops additions and multiplications per nanosecond
    /// @param bytes bytes per nanosecond
    public record Peak(double flops, double bytes) {
        /// The least nanoseconds that a workload of so many operations and bytes takes.
        public double nanos(double workFlops, double workBytes) {
            return Math.max(workFlops / flops, workBytes / bytes);
        }
    }

    /// On how many threads.
    int threads() {
        return threads;
    }

    /// A burst of each on all threads at once.
    public Peak measure() {
        return new Peak(together(this::flops), together(this::bytes));
    }

    /// What one thread reaches; `i` is its number.
    private interface Rate {
        double measure(int i);
    }

    private double together(Rate rate) {
        double[] rates = new double[threads];
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            int number = i;
            others.add(Thread.ofPlatform().daemon().start(() ->
                    rates[number] = rate.measure(number)));
        }
        rates[0] = rate.measure(0);
        for (Thread other : others) {
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("roofline: interrupted", e);
            }
        }
        return Arrays.stream(rates).sum();
    }

    private double flops(int i) {
        long start = System.nanoTime();
        long count = 0;
        long time;
        do {
            sink = chains(1 + 1e-7f);
            count++;
            time = System.nanoTime() - start;
        } while (time < BURST);
        return 2.0 * CHAINS * ROUNDS * SPECIES.length() * count / time;
    }

    private double bytes(int i) {
        float[][] three = arrays.get(i);
        long start = System.nanoTime();
        long count = 0;
        long time;
        do {
            triad(three[0], three[1], three[2]);
            count++;
            time = System.nanoTime() - start;
        } while (time < BURST);
        return 12.0 * three[0].length * count / time;
    }

    private static void triad(float[] a, float[] b, float[] c) {
        for (int i = 0; i < a.length; i++) {
            a[i] = b[i] + 3 * c[i];
        }
    }

    private static float chains(float factor) {
        var f = FloatVector.broadcast(SPECIES, factor);
        var add = FloatVector.broadcast(SPECIES, 1e-9f);
        var a = f;
        var b = f;
        var c = f;
        var d = f;
        var e = f;
        var g = f;
        var h = f;
        var k = f;
        var l = f;
        var m = f;
        var n = f;
        var o = f;
        for (int i = 0; i < ROUNDS; i++) {
            a = a.fma(f, add);
            b = b.fma(f, add);
            c = c.fma(f, add);
            d = d.fma(f, add);
            e = e.fma(f, add);
            g = g.fma(f, add);
            h = h.fma(f, add);
            k = k.fma(f, add);
            l = l.fma(f, add);
            m = m.fma(f, add);
            n = n.fma(f, add);
            o = o.fma(f, add);
        }
        return a.add(b).add(c).add(d).add(e).add(g).add(h).add(k).add(l).add(m).add(n).add(o)
                .lane(0);
    }
}

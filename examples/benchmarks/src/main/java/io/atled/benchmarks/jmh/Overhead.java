package io.atled.benchmarks.jmh;

import io.atled.autograd.Gradients;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What an operation costs beyond its arithmetic: four elements, outside any scope. Times are for
/// one operation.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Overhead {
    private static final int CHAIN = 100;

    private final Tensor x = Tensor.of(1f, 2f, 3f, 4f).variable();
    private final Tensor factor = Tensor.of(1.01f, 0.99f, 1.02f, 0.98f);
    private final Tensor seed = Tensor.of(1f, 1f, 1f, 1f);

    private Tensor chain() {
        Tensor y = x;
        for (int i = 0; i < CHAIN; i++) {
            y = y.mul(factor);
        }
        return y;
    }

    /// A product that is not recorded.
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public Tensor forwardOnly() {
        return Recording.off(this::chain);
    }

    /// A product that is recorded.
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public Tensor recorded() {
        return chain();
    }

    /// A product that is recorded, and its way back.
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public Gradients recordedAndBackward() {
        return chain().gradients(seed);
    }
}

package io.atled.benchmarks.jmh;

import io.atled.benchmarks.peer.Atled;
import io.atled.benchmarks.peer.Job;
import io.atled.benchmarks.workload.ScalarProgram;
import io.atled.benchmarks.workload.ScalarProgram.Way;
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

/// The scalar program; times are for one operation of it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Scalars {
    private static final int OPERATIONS = 100_000;

    private final Job recording = job(Way.RECORD);
    private final Job replaying = job(Way.REPLAY);

    private static Job job(Way way) {
        return new Atled().job(new ScalarProgram(OPERATIONS, way)).orElseThrow();
    }

    /// Recorded anew each time, with the gradient.
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void recordAndGradient() {
        recording.run();
    }

    /// Recorded once and compiled, with new inputs each time and the gradient.
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void replay() {
        replaying.run();
    }
}

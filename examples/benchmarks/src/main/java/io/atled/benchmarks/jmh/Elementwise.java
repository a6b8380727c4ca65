package io.atled.benchmarks.jmh;

import io.atled.autograd.Step;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Pointwise operations, forward, and one composite with its gradient.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Elementwise {
    /// How many elements.
    @Param({"1000", "100000", "10000000"})
    public int size;

    private final Step step = new Step();
    private Tensor x = Tensor.scalar(0f);
    private Tensor y = x;
    private Tensor variable = x;

    /// Makes the operands.
    @Setup
    public void operands() {
        RandomGenerator random = new SplittableRandom(1);
        x = Tensor.normal(Shape.of(size), 0, 1, random);
        y = Tensor.normal(Shape.of(size), 0, 1, random);
        variable = x.variable();
    }

    /// x + y.
    @Benchmark
    public boolean add() {
        return run(() -> x.add(y));
    }

    /// max(x, 0).
    @Benchmark
    public boolean relu() {
        return run(() -> x.relu());
    }

    /// eˣ.
    @Benchmark
    public boolean exp() {
        return run(() -> x.exp());
    }

    /// tanh x.
    @Benchmark
    public boolean tanh() {
        return run(() -> x.tanh());
    }

    /// gelu x.
    @Benchmark
    public boolean gelu() {
        return run(() -> x.gelu());
    }

    /// gelu x with its gradient.
    @Benchmark
    public boolean geluAndGradient() {
        return run(() -> variable.gelu().gradients(y).get(variable));
    }

    private boolean run(Supplier<Tensor> work) {
        return step.run(() -> work.get().requiresGrad());
    }
}

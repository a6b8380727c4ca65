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

/// Matrix products, m×n×k, of operands stored as they are used or transposed.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Products {
    /// m×n×k.
    @Param({"32x32x32", "128x128x128", "256x256x256", "512x512x512", "1024x1024x1024",
            "128x256x784", "64x10x256", "32x1024x1024", "1024x1x1024"})
    public String size = "";

    private final Step step = new Step();
    private Tensor a = Tensor.scalar(0f);
    private Tensor b = Tensor.scalar(0f);
    private Tensor aTurned = a;
    private Tensor bTurned = b;

    /// Makes the operands.
    @Setup
    public void operands() {
        String[] sizes = size.split("x", -1);
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        int k = Integer.parseInt(sizes[2]);
        RandomGenerator random = new SplittableRandom(1);
        a = Tensor.normal(Shape.of(m, k), 0, 1, random);
        b = Tensor.normal(Shape.of(k, n), 0, 1, random);
        aTurned = Tensor.normal(Shape.of(k, m), 0, 1, random).transpose();
        bTurned = Tensor.normal(Shape.of(n, k), 0, 1, random).transpose();
    }

    /// a·b.
    @Benchmark
    public boolean nn() {
        return run(() -> a.matmul(b));
    }

    /// a·bᵀ of a stored b: a linear layer.
    @Benchmark
    public boolean nt() {
        return run(() -> a.matmul(bTurned));
    }

    /// aᵀ·b of a stored a: the gradient of a weight.
    @Benchmark
    public boolean tn() {
        return run(() -> aTurned.matmul(b));
    }

    private boolean run(Supplier<Tensor> work) {
        return step.run(() -> work.get().requiresGrad());
    }
}

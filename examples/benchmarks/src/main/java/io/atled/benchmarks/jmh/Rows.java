package io.atled.benchmarks.jmh;

import io.atled.autograd.Step;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.nn.layers.LayerNorm;
import io.atled.nn.loss.Loss;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What works along the rows of a matrix.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Rows {
    private static final int ROWS = 1024;
    private static final int COLUMNS = 768;

    private final Step step = new Step();
    private final LayerNorm norm = LayerNorm.of(COLUMNS);
    private Tensor x = Tensor.scalar(0f);
    private Tensor variable = x;
    private Tensor seed = x;
    private Tensor labels = x;

    /// Makes the operands.
    @Setup
    public void operands() {
        RandomGenerator random = new SplittableRandom(1);
        x = Tensor.normal(Shape.of(ROWS, COLUMNS), 0, 1, random);
        seed = Tensor.normal(Shape.of(ROWS, COLUMNS), 0, 1, random);
        variable = x.variable();
        labels = Tensor.of(random.ints(ROWS, 0, COLUMNS).toArray());
    }

    /// The sum of each row.
    @Benchmark
    public boolean sumOfRows() {
        return run(() -> x.sum(1));
    }

    /// The sum of each column.
    @Benchmark
    public boolean sumOfColumns() {
        return run(() -> x.sum(0));
    }

    /// The largest of each row.
    @Benchmark
    public boolean max() {
        return run(() -> x.max(1));
    }

    /// Softmax of each row.
    @Benchmark
    public boolean softmax() {
        return run(() -> x.softmax(1));
    }

    /// Softmax with its gradient.
    @Benchmark
    public boolean softmaxAndGradient() {
        return run(() -> variable.softmax(1).gradients(seed).get(variable));
    }

    /// Cross entropy with its gradient.
    @Benchmark
    public boolean crossEntropyAndGradient() {
        return run(() -> Loss.softmaxCrossEntropy(variable, labels).gradients().get(variable));
    }

    /// Layer norm.
    @Benchmark
    public boolean layerNorm() {
        return run(() -> norm.forward(x));
    }

    /// Layer norm with its gradients.
    @Benchmark
    public boolean layerNormAndGradients() {
        return run(() -> norm.forward(variable).gradients(seed).get(variable));
    }

    private boolean run(Supplier<Tensor> work) {
        return step.run(() -> work.get().requiresGrad());
    }
}

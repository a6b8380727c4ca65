package io.atled.benchmarks.jmh;

import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientReport;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Layer;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Sequential;
import io.atled.nn.loss.Loss;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/// What a gradient check of a whole model costs beside one gradient: a perceptron 784-256-128-10
/// with 235,146 parameters and its mean cross entropy, batch 32, in F64.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Checks {
    private static final int BATCH = 32;
    private static final int CLASSES = 10;

    /// What bends: `relu` has kinks, which a check has to tell from errors; `tanh` has none.
    @Param({"tanh", "relu"})
    public String activation = "tanh";

    private final RandomGenerator random = new SplittableRandom(1);
    private Layer model = x -> x;
    private Tensor inputs = Tensor.scalar(0.0);
    private Tensor labels = Tensor.scalar(0);

    /// Makes the model and a batch.
    @Setup
    public void model() {
        Activation bend = activation.equals("relu") ? Activation.relu() : Activation.tanh();
        model = Sequential.of(Linear.of(784, 256, random), bend, Linear.of(256, 128, random), bend,
                Linear.of(128, CLASSES, random)).to(DType.F64);
        inputs = Tensor.normal(Shape.of(BATCH, 784), 0, 1, random).to(DType.F64);
        labels = Tensor.of(random.ints(BATCH, 0, CLASSES).toArray());
    }

    private Tensor loss(Layer of) {
        return Loss.softmaxCrossEntropy(of.forward(inputs), labels);
    }

    /// The loss alone.
    @Benchmark
    public double value() {
        return Recording.off(() -> loss(model)).item();
    }

    /// The loss and its gradient by all parameters.
    @Benchmark
    public int gradient() {
        return loss(model).gradients().variables().size();
    }

    /// A check along one random direction over all parameters, with its attacks.
    @Benchmark
    public GradientReport fast() {
        return model.gradientCheck(this::loss).fast(1, random).run().orThrow();
    }
}

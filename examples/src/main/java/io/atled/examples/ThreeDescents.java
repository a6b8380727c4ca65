package io.atled.examples;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.data.Dataset;
import io.atled.nn.layers.Linear;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Optimization;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Fits the line y = w·x + b to points by batch, stochastic and mini-batch gradient descent, with
/// the same start and the same learning rate.
public final class ThreeDescents implements Example {
    /// How many points the line is fitted to.
    static final int SAMPLES = 1024;

    /// Samples per update of mini-batch descent.
    static final int BATCH = 32;

    private static final double RATE = 0.05;
    private static final double NOISE = 0.5;
    private static final int REPEATS = 20;

    @Override
    public String idea() {
        return "batch, stochastic and mini-batch descent: exact, noisy, and between";
    }

    @Override
    public void run(Path out) throws IOException {
        Dataset data = data();
        show(Bowl.of(data), descents(data, REPEATS), out);
    }

    /// Prints and draws the descents into a bowl.
    static void show(Bowl bowl, List<DescentRun> runs, Path out) throws IOException {
        System.out.printf("least loss %.6f at w = %.4f, b = %.4f%n%n%-11s %8s %8s %8s %10s %12s"
                        + " %8s %7s%n", bowl.least(), bowl.bottom().get(0, 0),
                bowl.bottom().get(0, 1), "descent", "updates", "samples", "seconds", "final loss",
                "above least", "noise", "detour");
        for (DescentRun run : runs) {
            int end = run.updates();
            double excess = run.excess(bowl)[end];
            System.out.printf("%-11s %8d %8d %8.4f %10.6f %12.1e %8.4f %7.2f%n", run.name(), end,
                    end * run.samples(), run.seconds()[end], bowl.least() + excess, excess,
                    run.noise(bowl), run.detour());
        }
        DescentCharts.write(out.resolve("descents.png"), bowl, runs);
        Charts.say(out, "descents.png");
    }

    /// Points around the line y = 2x + 1. **Shape** inputs and targets F64 `(n,1)`
    static Dataset data() {
        RandomGenerator random = new SplittableRandom(1);
        Tensor x = Tensor.uniform(Shape.of(SAMPLES, 1), -1, 2, random);
        Tensor noise = Tensor.normal(x.shape(), 0, NOISE, random);
        return new Dataset(x, x.mul(2).add(1).add(noise)).to(DType.F64);
    }

    /// The three descents, each with about the updates it needs. They are repeated, always the same
    /// way; the time of an update is the shortest that it ever took, undisturbed by other programs.
    static ImmutableList<DescentRun> descents(Dataset data, int repeats) {
        return ImmutableList.of(descend("batch", Descent.batch(), 200, data, repeats),
                descend("mini-batch", Descent.miniBatch(BATCH), 10, data, repeats),
                descend("stochastic", Descent.stochastic(), 1, data, repeats));
    }

    private static DescentRun descend(String name, Descent descent, int epochs, Dataset data,
            int repeats) {
        var took = new double[epochs * descent.updatesPerEpoch(data.size())];
        Arrays.fill(took, Double.MAX_VALUE);
        List<Tensor> paths = Stream.generate(() -> walk(descent, data, took)).limit(repeats)
                .toList();
        return new DescentRun(name, epochs * data.size() / took.length, RATE, paths.getFirst(),
                ImmutableDoubleArray.copyOf(took));
    }

    /// Goes as many updates as `took` has elements, lowering those that are longer than it took.
    private static Tensor walk(Descent descent, Dataset data, double[] took) {
        var weight = Parameter.of(Tensor.of(Shape.of(1, 1), -1.0));
        var bias = Parameter.of(Tensor.of(3.5));
        Layer line = new Linear(weight, Optional.of(bias));
        Optimization sgd = new Sgd().over(line.parameters(), Rate.constant(RATE));
        var random = new SplittableRandom(2);
        var path = new ArrayList<>(List.of(place(weight, bias)));
        long before = System.nanoTime();
        while (path.size() <= took.length) {
            for (Dataset batch : data.batches(descent, random)) {
                Tensor loss = Loss.mse(line.forward(batch.inputs()), batch.targets());
                sgd.step(loss.gradients());
                long now = System.nanoTime();
                took[path.size() - 1] = Math.min(took[path.size() - 1], (now - before) / 1e9);
                before = now;
                path.add(place(weight, bias));
            }
        }
        return Tensor.concat(0, path);
    }

    private static Tensor place(Parameter weight, Parameter bias) {
        return Tensor.of(Shape.of(1, 2), weight.value().item(), bias.value().item());
    }
}

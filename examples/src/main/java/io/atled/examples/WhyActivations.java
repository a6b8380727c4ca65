package io.atled.examples;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.atled.examples.data.Toy;
import io.atled.nn.Layer;
import io.atled.nn.data.Split;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Sequential;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import io.atled.nn.train.Metric;
import io.atled.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;

/// Trains the same network without and with activation functions, on three tasks that no straight
/// line solves.
public final class WhyActivations implements Example {
    /// What stands between the two linear layers; everything else is the same.
    static final ImmutableMap<String, Layer> ACTIVATIONS = ImmutableMap.of(
            "none", x -> x,
            "sigmoid", Activation.sigmoid(),
            "tanh", Activation.tanh(),
            "ReLU", Activation.relu(),
            "GELU", Activation.gelu());

    private static final int HIDDEN = 32;
    private static final int TRAINED = 400;
    private static final int TESTED = 2000;
    private static final int EPOCHS = 50;
    private static final int BATCH = 50;
    private static final double RATE = 0.2;

    /// What became of one task.
    ///
    /// @param name what it is called
    /// @param data the points to learn from and to be judged by
    /// @param bestLine the accuracy of the straight line that is right about most test points
    /// @param single a single linear layer: logistic regression
    /// @param networks the network with each activation
    record Task(String name, Split data, double bestLine, Trained single,
            ImmutableMap<String, Trained> networks) {}

    /// A trained network.
    ///
    /// @param layer the network
    /// @param accuracy the share of test points that it classifies rightly
    record Trained(Layer layer, double accuracy) {}

    @Override
    public String idea() {
        return "without activation functions a network only draws straight lines";
    }

    @Override
    public void run(Path out) throws IOException {
        show(tasks(), out);
    }

    /// Prints and draws what became of the tasks.
    static void show(ImmutableList<Task> tasks, Path out) throws IOException {
        System.out.printf("Right answers for %d new points%n%n%-8s %9s %19s", TESTED, "",
                "best line", "logistic regression");
        ACTIVATIONS.keySet().forEach(name -> System.out.printf(" %8s", name));
        for (Task task : tasks) {
            System.out.printf("%n%-8s %8.1f%% %18.1f%%", task.name, 100 * task.bestLine,
                    100 * task.single.accuracy);
            task.networks.values().forEach(
                    network -> System.out.printf(" %7.1f%%", 100 * network.accuracy));
        }
        System.out.println("\n\nWithout an activation the whole network is one equation");
        tasks.forEach(task -> System.out.printf("%-8s %s%n", task.name,
                StraightLine.of(Objects.requireNonNull(task.networks.get("none")).layer)));
        DecisionRegions.write(out.resolve("activations.png"), tasks);
        Charts.say(out, "activations.png");
    }

    /// Trains everything.
    static ImmutableList<Task> tasks() {
        var random = new SplittableRandom(1);
        return ImmutableList.of(
                task("moons", new Split(Toy.moons(TRAINED, 0.15, random),
                        Toy.moons(TESTED, 0.15, random))),
                task("circles", new Split(Toy.circles(TRAINED, 0.1, random),
                        Toy.circles(TESTED, 0.1, random))),
                task("spirals", new Split(Toy.spirals(TRAINED, 0.04, random),
                        Toy.spirals(TESTED, 0.04, random))));
    }

    private static Task task(String name, Split data) {
        return new Task(name, data, StraightLine.bestAccuracy(data.test()),
                trained(Linear.of(2, 2, new SplittableRandom(2)), data),
                ImmutableMap.copyOf(Maps.transformValues(ACTIVATIONS,
                        activation -> trained(network(activation), data))));
    }

    private static Layer network(Layer activation) {
        var random = new SplittableRandom(2);
        return Sequential.of(Linear.of(2, HIDDEN, random), activation,
                Linear.of(HIDDEN, 2, random));
    }

    private static Trained trained(Layer network, Split data) {
        Descent descent = Descent.miniBatch(BATCH);
        long updates = (long) EPOCHS * descent.updatesPerEpoch(data.train().size());
        Trainer trainer = Trainer.of(network, Loss::softmaxCrossEntropy, new Adam(),
                        Rate.linear(RATE, 0, updates), new SplittableRandom(3))
                .withDescent(descent).withEpochs(EPOCHS).withMetric("accuracy", Metric::accuracy);
        trainer.fit(data.train());
        return new Trained(network, trainer.evaluate(data.test()).get("accuracy"));
    }
}

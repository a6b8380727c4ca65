package io.atled.examples;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.check.GradientReport;
import io.atled.autograd.graph.TensorGraph;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.examples.data.Digits;
import io.atled.nn.Layer;
import io.atled.nn.data.Dataset;
import io.atled.nn.data.Split;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Sequential;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import io.atled.nn.train.History;
import io.atled.nn.train.Metric;
import io.atled.nn.train.Progress;
import io.atled.nn.train.Row;
import io.atled.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.knowm.xchart.XYChart;

/// Learns to read handwritten digits with the three gradient-descent schedules, checks the
/// network's gradients, and draws its graph and the three loss curves.
public final class Quickstart implements Example {
    /// Elements of each parameter that the gradient check compares.
    private static final int CHECKED = 12;

    /// One way to descend.
    ///
    /// @param descent how many samples each update looks at
    /// @param epochs how often the set is passed over: about equal time for all three
    /// @param rate the learning rate; noisy updates take smaller steps
    private record Way(Descent descent, int epochs, double rate) {}

    private static final ImmutableMap<String, Way> WAYS = ImmutableMap.of(
            "batch", new Way(Descent.batch(), 300, 0.01),
            "stochastic", new Way(Descent.stochastic(), 10, 0.0005),
            "mini-batch", new Way(Descent.miniBatch(32), 40, 0.003));

    /// The schedules in the order, and so in the colors, of all pictures.
    private static final ImmutableList<String> DRAWN =
            ImmutableList.of("batch", "mini-batch", "stochastic");

    @Override
    public String idea() {
        return "a network learns to read digits by batch, stochastic and mini-batch descent";
    }

    /// What the run found.
    ///
    /// @param histories the training by each schedule
    /// @param network the network that mini-batch descent trained
    /// @param check its gradients against differences
    record Findings(ImmutableMap<String, History> histories, Layer network,
            GradientReport check) {}

    @Override
    public void run(Path out) throws IOException {
        Split digits = Digits.load();
        System.out.printf("%d digits to learn from, %d to be judged by%n%n%s%n",
                digits.train().size(), digits.test().size(),
                network(1).summary(Shape.of(1, Digits.PIXELS)));
        Findings found = find(digits);
        printResults(found.histories);
        System.out.println();
        System.out.println(found.check.format());
        draw(found.network, digits.train(), out.resolve("network.svg"));
        drawLosses(found.histories, out.resolve("losses.png"));
        System.out.println("pictures: " + out.resolve("network.svg"));
        System.out.println("          " + out.resolve("losses.png"));
    }

    /// Trains by each schedule, from the same start, and checks the last network.
    static Findings find(Split digits) {
        var histories = ImmutableMap.<String, History>builder();
        Layer network = network(1);
        for (var way : WAYS.entrySet()) {
            network = network(1);
            System.out.println(way.getKey());
            histories.put(way.getKey(), train(network, way.getValue(), digits));
        }
        return new Findings(histories.buildOrThrow(), network,
                checkGradients(network, digits.train()));
    }

    private static Layer network(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        return Sequential.of(Linear.of(Digits.PIXELS, 64, random), Activation.relu(),
                Linear.of(64, Digits.CLASSES, random));
    }

    private static History train(Layer network, Way way, Split digits) {
        return Trainer.of(network, Loss::softmaxCrossEntropy, new Adam(), Rate.constant(way.rate),
                        new SplittableRandom(2))
                .withDescent(way.descent)
                .withEpochs(way.epochs)
                .withMetric("accuracy", Metric::accuracy)
                .withValidation(digits.test())
                .withListener(Progress.automatic().every(Math.max(1, way.epochs / 5)))
                .fit(digits.train());
    }

    private static void printResults(Map<String, History> histories) {
        System.out.printf("%n%-12s %8s %9s %11s %14s %8s%n", "schedule", "epochs", "updates",
                "train loss", "test accuracy", "seconds");
        histories.forEach((name, history) -> {
            var last = history.last();
            double seconds = history.rows().stream().mapToDouble(row -> row.seconds()).sum();
            System.out.printf("%-12s %8d %9d %11.4f %13.2f%% %8.1f%n", name, history.epochs(),
                    history.updates(), last.train().get("loss"),
                    100 * last.judged().get("accuracy"), seconds);
        });
    }

    /// The gradients of the loss of a few digits by every parameter, against differences.
    private static GradientReport checkGradients(Layer network, Dataset data) {
        Layer exact = network.to(DType.F64);
        Dataset few = data.take(0, 1, 2, 3, 4, 5, 6, 7).to(DType.F64);
        return GradientCheck.of((List<Tensor> w) -> Loss.softmaxCrossEntropy(
                        exact.withValues(w).forward(few.inputs()), few.targets()), exact.state())
                .named("the trained network on 8 digits")
                .sampling(CHECKED, new SplittableRandom(3))
                .run();
    }

    private static void draw(Layer network, Dataset data, Path file) {
        network.parameters().forEach((name, parameter) -> parameter.value().named(name));
        Dataset few = data.take(0, 1, 2, 3);
        Tensor loss = Loss.softmaxCrossEntropy(network.forward(few.inputs().named("digits")),
                few.targets().named("labels"));
        TensorGraph.of(loss).diagram("The loss of four digits").write(file);
    }

    private static void drawLosses(Map<String, History> histories, Path file) throws IOException {
        XYChart chart = Charts.lines("Digits: the same network, three ways to descend",
                "passes over the training set", "cross-entropy on the test set");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        histories.entrySet().stream()
                .sorted(Comparator.comparingInt(e -> DRAWN.indexOf(e.getKey())))
                .forEach(e -> add(chart, e.getKey(), e.getValue()));
        Charts.write(file, 1, chart);
    }

    private static void add(XYChart chart, String name, History history) {
        Charts.add(chart, name + " (" + history.updates() + " updates)",
                history.rows().stream().mapToDouble(Row::epoch).toArray(),
                history.rows().stream().mapToDouble(row -> row.judged().get("loss")).toArray());
    }
}

package io.atled.examples;

import io.atled.examples.ReferenceNetwork.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Prints and draws what the reference network learned, and why.
final class ReferenceReport {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 400;
    /// Iterations from printed cost to printed cost.
    private static final int PRINTED = 100;
    /// Pixels from tick to tick.
    private static final int TICK = 80;

    private ReferenceReport() {}

    static void of(Map<ReferenceSetting, Found> found, Path out) throws IOException {
        print(found);
        draw(found, out);
        Charts.say(out, "reference-costs.png", "reference-layers.png");
    }

    private static void print(Map<ReferenceSetting, Found> found) {
        System.out.printf("%-13s %4s  cost before iteration 0, %d, %d, …%n", "weights", "rate",
                PRINTED, 2 * PRINTED);
        found.forEach((setting, one) -> {
            System.out.printf("%-13s %4s", setting.start, setting.rate);
            for (int i = 0; i < ReferenceNetwork.ITERATIONS; i += PRINTED) {
                System.out.printf(" %8.6f", one.byHand().get(i));
            }
            System.out.printf("  accuracy %.1f%%  hand − nn %.0e%n", 100 * one.accuracy(),
                    one.difference());
        });
        System.out.printf("%nat the start%24s%10s%10s%10s%n", "layer 1", "2", "3", "4");
        for (ReferenceSetting setting : List.of(ReferenceSetting.SMALL, ReferenceSetting.GLOROT)) {
            Found one = Objects.requireNonNull(found.get(setting));
            System.out.printf("%-13s ‖dW‖        %s%n%-13s inputs ±    %s%n", setting.start,
                    row(one.slopes()), "", row(one.spreads()));
        }
        System.out.println("""

                Near 0 sigmoid is ½ + z/4: of what distinguishes the samples, n inputs by weights
                of 0.01 pass on 0.01·√n/4, about a hundredth in each layer. The slopes shrink alike
                on their way back. So the last layer sees the same for all samples and learns only
                how frequent the classes are. Glorot's weights, of variance 2/(inputs + outputs),
                pass on about a sixth.""");
    }

    private static String row(List<Double> numbers) {
        return numbers.stream().map(x -> String.format("%10.1e", x)).collect(Collectors.joining());
    }

    private static void draw(Map<ReferenceSetting, Found> found, Path out) throws IOException {
        Charts.write(out.resolve("reference-costs.png"), 2,
                costs(found, "The cost, from weights of two kinds", 0, 1),
                costs(found, "The same near ln 2, the cost of guessing", 0.68, 0.7));

        XYChart spreads = layers("Forward: the samples become alike",
                "deviation of its inputs over the samples", Styler.LegendPosition.InsideSW);
        XYChart slopes = layers("Backward: the slopes vanish", "‖dW‖ at the start",
                Styler.LegendPosition.InsideSE);
        for (ReferenceSetting setting : List.of(ReferenceSetting.SMALL, ReferenceSetting.GLOROT)) {
            Found one = Objects.requireNonNull(found.get(setting));
            add(spreads, setting.start, one.spreads());
            add(slopes, setting.start, one.slopes());
        }
        Charts.write(out.resolve("reference-layers.png"), 2, spreads, slopes);
    }

    private static XYChart costs(Map<ReferenceSetting, Found> found, String title, double low,
            double high) {
        XYChart chart = Charts.lines(title, "iteration", "cost: mean cross-entropy", WIDTH, HEIGHT);
        chart.getStyler().setYAxisMin(low).setYAxisMax(high).setXAxisMin(0.0)
                .setXAxisMax((double) ReferenceNetwork.ITERATIONS)
                .setXAxisTickMarkSpacingHint(TICK)
                .setLegendVisible(low == 0);
        double[] iterations = Charts.roundTicks(
                IntStream.range(0, ReferenceNetwork.ITERATIONS).asDoubleStream().toArray());
        found.forEach((setting, one) -> {
            double[] shown = one.byNn().stream().map(x -> x < low ? Double.NaN : x).toArray();
            chart.addSeries(setting.start + ", rate " + setting.rate, iterations, shown)
                    .setMarker(SeriesMarkers.NONE)
                    .setLineWidth(setting == ReferenceSetting.SMALL ? 6 : 2);  // another on it
        });
        return chart;
    }

    private static XYChart layers(String title, String y, Styler.LegendPosition legend) {
        XYChart chart = Charts.lines(title, "layer", y, WIDTH, HEIGHT);
        Charts.powersUpward(chart);
        chart.getStyler().setXAxisMin(0.8).setXAxisMax(4.2).setXAxisTickMarkSpacingHint(2 * TICK)
                .setLegendPosition(legend);
        return chart;
    }

    private static void add(XYChart chart, String name, List<Double> values) {
        chart.addSeries(name, IntStream.rangeClosed(1, values.size()).asDoubleStream().toArray(),
                values.stream().mapToDouble(x -> x).toArray()).setMarker(SeriesMarkers.CIRCLE);
    }
}

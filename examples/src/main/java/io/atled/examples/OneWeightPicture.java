package io.atled.examples;

import io.atled.autograd.Tensor;
import io.atled.examples.OneWeight.Place;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws the way of one weight down its loss curve, at each rate.
final class OneWeightPicture {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 400;

    private OneWeightPicture() {}

    static void draw(Path file) throws IOException {
        List<String> words = List.of("it creeps", "it arrives", "it overshoots");
        XYChart weights = Charts.lines("All three", "step", "w", WIDTH, HEIGHT);
        weights.getStyler().setLegendPosition(Styler.LegendPosition.InsideSE);
        XYChart[] charts = new XYChart[words.size() + 1];
        for (int i = 0; i < words.size(); i++) {
            double rate = OneWeight.RATES.get(i);
            List<Place> places = OneWeight.descend(rate);
            charts[i] = path("Rate " + rate + ": " + words.get(i), places, Charts.COLORS.get(i));
            Charts.add(weights, "rate " + rate,
                    IntStream.range(0, places.size()).asDoubleStream().toArray(),
                    places.stream().mapToDouble(Place::w).toArray());
        }
        charts[words.size()] = weights;
        Charts.write(file, 2, charts);
    }

    private static XYChart path(String title, List<Place> places, Color color) {
        XYChart chart = Charts.lines(title, "w", "loss", WIDTH, HEIGHT);
        double[] w = DoubleStream.iterate(-3.5, x -> x <= 3.5, x -> x + 0.05).toArray();
        double[] loss = DoubleStream.of(w)
                .map(x -> OneWeight.loss(Tensor.scalar(x)).item()).toArray();
        chart.addSeries("loss of w", w, loss).setMarker(SeriesMarkers.NONE)
                .setLineColor(Color.GRAY);
        chart.addSeries("the weight, step by step", places.stream().mapToDouble(Place::w).toArray(),
                        places.stream().mapToDouble(Place::loss).toArray())
                .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color).setLineColor(color)
                .setLineWidth(1);
        return chart;
    }
}

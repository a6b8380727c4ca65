package io.atled.examples;

import io.atled.nn.train.History;
import io.atled.nn.train.Row;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws the loss of several trainings over the samples they have seen.
final class LossCurves {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;
    /// Distinguishable with any kind of color vision. **Source** Okabe and Ito 2008.
    private static final List<Color> COLORS = List.of(new Color(0, 114, 178),
            new Color(213, 94, 0), new Color(0, 158, 115));

    private LossCurves() {}

    static void write(String title, Map<String, History> histories, Path file)
            throws IOException {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title)
                .xAxisTitle("passes over the training set")
                .yAxisTitle("cross-entropy on the test set").build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE)
                .setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false)
                .setSeriesColors(COLORS.toArray(Color[]::new));
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        histories.forEach((name, history) -> {
            double[] passes = history.rows().stream().mapToDouble(Row::epoch).toArray();
            double[] losses = history.rows().stream()
                    .mapToDouble(row -> row.judged().get("loss")).toArray();
            chart.addSeries(name + " (" + history.updates() + " updates)", passes, losses)
                    .setMarker(SeriesMarkers.NONE);
        });
        try (var out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(chart, out, BitmapEncoder.BitmapFormat.PNG);
        }
    }
}

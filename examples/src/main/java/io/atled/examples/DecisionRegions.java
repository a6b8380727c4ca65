package io.atled.examples;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.nn.Layer;
import io.atled.nn.data.Dataset;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws what a network makes of the plane: shades of two colors, a line where it is undecided,
/// and samples on top.
final class DecisionRegions {
    private static final int SIZE = 240;
    /// About how wide and high the plot in it is.
    private static final int PLOT = 170;
    private static final int MARKER = 4;

    /// How many of the training samples are drawn.
    private static final int DRAWN = 100;

    /// How much further than the samples the picture reaches from (0, 0).
    private static final double BEYOND = 1.1;

    /// How pale the colors behind the samples are.
    private static final double PALE = 0.55;

    /// How many shades there are of each color: few make small files.
    private static final int SHADES = 6;

    private DecisionRegions() {}

    /// One picture: a row for each task, a column for each network, the accuracies in the titles.
    static void write(Path file, List<WhyActivations.Task> tasks) throws IOException {
        var pictures = new ArrayList<BufferedImage>();
        for (WhyActivations.Task task : tasks) {
            Dataset some = task.data().train().take(IntStream.range(0, DRAWN).toArray());
            task.networks().forEach((name, network) -> pictures.add(draw("%s, %s: %.1f%%"
                    .formatted(task.name(), name, 100 * network.accuracy()), network.layer(),
                    some)));
        }
        Charts.write(file, tasks.getFirst().networks().size(), pictures);
    }

    /// A picture of the regions of a network with two outputs, and of samples with labels 0 and 1.
    static BufferedImage draw(String title, Layer network, Dataset samples) {
        XYChart chart = Charts.lines(title, "x₁", "x₂", SIZE, SIZE);
        double reach = BEYOND * samples.inputs().abs().max().item();
        int ticks = (int) (0.6 * PLOT / (2 * reach));          // the same ones in each column
        chart.getStyler().setXAxisTickMarkSpacingHint(ticks).setYAxisTickMarkSpacingHint(ticks);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
                .setXAxisMin(-reach).setXAxisMax(reach).setYAxisMin(-reach).setYAxisMax(reach)
                .setPlotGridLinesVisible(false).setPlotContentSize(1)
                .setLegendVisible(false).setMarkerSize(MARKER);
        for (int label = 0; label < 2; label++) {
            Dataset some = of(samples, label);
            chart.addSeries("label " + label, some.inputs().select(1, 0).toDoubles(),
                    some.inputs().select(1, 1).toDoubles()).setMarker(SeriesMarkers.CIRCLE);
        }
        return new Backdrop(
                points -> network.forward(points).softmax(1).detach().select(1, 1),
                DecisionRegions::shade, ImmutableDoubleArray.of(0.5)).behind(chart);
    }

    private static Dataset of(Dataset samples, int label) {
        int[] labels = samples.targets().toInts();
        return samples.take(IntStream.range(0, labels.length).filter(i -> labels[i] == label)
                .toArray());
    }

    /// From the color of label 0 over white to that of label 1.
    private static Color shade(double probability) {
        Color color = Charts.COLORS.get(probability < 0.5 ? 0 : 1);
        return Charts.between(Color.WHITE, color, PALE
                * Math.round(SHADES * Math.abs(2 * probability - 1)) / SHADES);
    }
}

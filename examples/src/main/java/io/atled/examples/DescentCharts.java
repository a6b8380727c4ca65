package io.atled.examples;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws descents: their paths, and their losses against updates, samples and time.
final class DescentCharts {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 400;

    /// The part of the bowl that is drawn, in w and b.
    private static final double W_MIN = -1.5;
    private static final double W_MAX = 3;
    private static final double B_MIN = 0;
    private static final double B_MAX = 4;

    /// The level lines stand at least + 10ᵏ for these k.
    private static final ImmutableDoubleArray LEVELS =
            ImmutableDoubleArray.of(-2, -1.5, -1, -0.5, 0, 0.5, 1);

    /// Losses nearer to the least one are not drawn.
    private static final double LEAST = 1e-8;

    private static final Color DEEP = new Color(150, 170, 200);
    private static final float THIN = 1;
    private static final float THICK = 2.5f;

    private DescentCharts() {}

    /// One picture of all four.
    static void write(Path file, Bowl bowl, List<DescentRun> runs) throws IOException {
        Charts.write(file, 2, List.of(paths(bowl, runs),
                losses("against updates", "updates", runs, bowl, run -> i -> i),
                losses("against samples", "samples seen", runs, bowl,
                        run -> i -> i * run.samples()),
                losses("against time", "milliseconds", runs, bowl, run -> {
                    double[] seconds = run.seconds();
                    return i -> 1e3 * seconds[i];
                })));
    }

    private static BufferedImage paths(Bowl bowl, List<DescentRun> runs) {
        XYChart chart = Charts.lines("Paths over the loss of all samples", "w", "b", WIDTH, HEIGHT);
        chart.getStyler().setXAxisMin(W_MIN).setXAxisMax(W_MAX).setYAxisMin(B_MIN)
                .setYAxisMax(B_MAX).setPlotGridLinesVisible(false).setPlotContentSize(1);
        for (int i = runs.size() - 1; i >= 0; i--) {            // the noisiest below
            Tensor path = runs.get(i).path();
            add(chart, i, runs.get(i).name(), path.select(1, 0).toDoubles(),
                    path.select(1, 1).toDoubles());
        }
        Tensor bottom = bowl.bottom();
        XYSeries least = chart.addSeries("least loss", new double[] {bottom.get(0, 0)},
                new double[] {bottom.get(0, 1)});
        least.setMarker(SeriesMarkers.CROSS).setMarkerColor(Color.BLACK)
                .setLineColor(new Color(0, 0, 0, 0));
        return new Backdrop(places -> bowl.losses(places).sub(bowl.least()).maximum(LEAST).log()
                        .div(Math.log(10)), DescentCharts::shade, LEVELS).behind(chart);
    }

    /// The lower, the deeper; one shade between two level lines.
    private static Color shade(double logarithm) {
        long above = LEVELS.stream().filter(level -> level < logarithm).count();
        return Charts.between(DEEP, Color.WHITE, (double) above / LEVELS.length());
    }

    private static BufferedImage losses(String title, String x, List<DescentRun> runs, Bowl bowl,
            Function<DescentRun, IntToDoubleFunction> place) {
        XYChart chart = Charts.lines("Loss " + title, x, "loss above the least one", WIDTH, HEIGHT);
        Charts.powers(chart);
        chart.getStyler().setYAxisMin(LEAST).setLegendPosition(Styler.LegendPosition.InsideSW);
        for (int i = runs.size() - 1; i >= 0; i--) {
            DescentRun run = runs.get(i);
            double[] excess = run.excess(bowl);
            int[] shown = IntStream.rangeClosed(1, run.updates())
                    .filter(k -> excess[k] >= LEAST).toArray();
            add(chart, i, run.name(),
                    IntStream.of(shown).mapToDouble(place.apply(run)).toArray(),
                    IntStream.of(shown).mapToDouble(k -> excess[k]).toArray());
        }
        return BitmapEncoder.getBufferedImage(chart);
    }

    private static void add(XYChart chart, int i, String name, double[] x, double[] y) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE).setLineColor(Charts.COLORS.get(i))
                .setLineWidth(i == 0 ? THICK : THIN);
    }
}

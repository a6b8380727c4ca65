package io.atled.examples;

import io.atled.autograd.Differentiate;
import io.atled.autograd.Tensor;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws softmax and its cross-entropy.
final class SoftmaxPictures {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 400;
    private static final int NARROW = 260;

    private SoftmaxPictures() {}

    static void draw(Path out) throws IOException {
        Charts.write(out.resolve("softmax-temperature.png"),
                SoftmaxAndCrossEntropy.TEMPERATURES.size(),
                SoftmaxAndCrossEntropy.TEMPERATURES.stream().map(SoftmaxPictures::temperature)
                        .toArray(CategoryChart[]::new));
        Charts.write(out.resolve("softmax-derivation.png"), 2, twoClasses(), jacobian(),
                derivatives(), extremes());
    }

    private static CategoryChart temperature(double t) {
        CategoryChart chart = new CategoryChartBuilder().width(NARROW).height(NARROW)
                .title("temperature " + t).xAxisTitle("score").yAxisTitle("probability").build();
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setXAxisTickMarkSpacingHint(20)
                .setLegendVisible(false)
                .setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false)
                .setSeriesColors(new Color[] {Charts.COLORS.getFirst()});
        Tensor p = SoftmaxAndCrossEntropy.SCORES.div(t).softmax(0);
        chart.addSeries("p", List.of("2", "1", "0.5", "0", "−1"), boxed(p.toDoubles()));
        return chart;
    }

    /// Softmax of (z, 0), and sigmoid of z in dots.
    private static XYChart twoClasses() {
        XYChart chart = Charts.lines("Two classes: softmax is sigmoid", "score z, against 0",
                "probability of the first class", WIDTH, HEIGHT);
        chart.getStyler().setYAxisMin(-0.05).setYAxisMax(1.05)
                .setLegendPosition(Styler.LegendPosition.InsideNW);
        double[] z = DoubleStream.iterate(-8, x -> x <= 8, x -> x + 0.1).toArray();
        line(chart, "softmax of (z, 0)", z, x -> Tensor.of(x, 0).softmax(0).get(0), 0);
        dots(chart, "1 / (1 + exp(−z))", x -> 1 / (1 + Math.exp(-x)), 8, 0);
        return chart;
    }

    private static HeatMapChart jacobian() {
        Tensor jacobian = SoftmaxAndCrossEntropy.jacobian();
        int n = jacobian.shape().get(0);
        HeatMapChart chart = new HeatMapChartBuilder().width(WIDTH).height(HEIGHT)
                .title("Jacobian of softmax: diag(p) − p pᵀ").xAxisTitle("by the score of class j")
                .yAxisTitle("of the probability of class i").build();
        chart.getStyler().setXAxisTickMarkSpacingHint(20).setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        chart.getStyler().setShowValue(true).setHeatMapValueDecimalPattern("0.000")
                .setRangeColors(new Color[] {new Color(120, 170, 215), Color.WHITE,
                    new Color(240, 170, 110)})
                .setMin(-0.25).setMax(0.25);
        List<Number[]> cells = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                cells.add(new Number[] {j, n - 1 - i, jacobian.get(i, j)});
            }
        }
        List<String> classes = IntStream.rangeClosed(1, n).mapToObj(Integer::toString).toList();
        chart.addSeries("∂pᵢ/∂zⱼ", classes, classes.reversed(), cells);
        return chart;
    }

    private static List<Double> boxed(double[] x) {
        return DoubleStream.of(x).boxed().toList();
    }

    /// The wanted class's score against two others of 0: loss, slope and curvature by autograd, and
    /// by formula in dots.
    private static XYChart derivatives() {
        XYChart chart = Charts.lines("Cross-entropy and its derivatives", "score of the wanted"
                + " class, against 0 and 0", "loss, slope, curvature", WIDTH, HEIGHT);
        double[] z = DoubleStream.iterate(-6, x -> x <= 6, x -> x + 0.1).toArray();
        line(chart, "loss", z, x -> loss(scores(x)).item(), 0);
        line(chart, "slope", z,
                x -> Differentiate.grad(SoftmaxPictures::loss).apply(scores(x)).get(0), 1);
        line(chart, "curvature", z,
                x -> Differentiate.hessian(SoftmaxPictures::loss).apply(scores(x)).get(0, 0), 2);
        dots(chart, "−ln p", x -> -Math.log(p(x)), 6, 0);
        dots(chart, "p − 1", x -> p(x) - 1, 6, 1);
        dots(chart, "p (1 − p)", x -> p(x) * (1 - p(x)), 6, 2);
        return chart;
    }

    private static Tensor scores(double x) {
        return Tensor.of(x, 0.0, 0.0);
    }

    private static Tensor loss(Tensor scores) {
        return SoftmaxAndCrossEntropy.crossEntropy(scores, 0);
    }

    private static double p(double x) {
        return Math.exp(x) / (Math.exp(x) + 2);
    }

    private static XYChart extremes() {
        XYChart chart = Charts.lines("Scores (s, −s), the second class wanted", "s", "loss", WIDTH,
                HEIGHT);
        Charts.powers(chart);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        double[] s = DoubleStream.iterate(1, x -> x <= 10_001, x -> x * Math.pow(10, 0.05))
                .toArray();
        line(chart, "Atled", s, x -> SoftmaxAndCrossEntropy.extreme(x).loss(), 0);
        double[] finite = DoubleStream.of(s)
                .filter(x -> Double.isFinite(SoftmaxAndCrossEntropy.extreme(x).naive())).toArray();
        XYSeries naive = chart.addSeries("naive; infinite beyond 372", finite,
                DoubleStream.of(finite).map(x -> SoftmaxAndCrossEntropy.extreme(x).naive())
                        .toArray());
        naive.setMarker(SeriesMarkers.NONE).setLineWidth(6)
                .setLineColor(new Color(213, 94, 0, 110));
        return chart;
    }

    private static void line(XYChart chart, String name, double[] x, DoubleUnaryOperator f,
            int color) {
        chart.addSeries(name, x, DoubleStream.of(x).map(f).toArray())
                .setMarker(SeriesMarkers.NONE).setLineColor(Charts.COLORS.get(color));
    }

    private static void dots(XYChart chart, String name, DoubleUnaryOperator f, int range,
            int color) {
        double[] x = IntStream.rangeClosed(-range, range).asDoubleStream().toArray();
        chart.addSeries(name, x, DoubleStream.of(x).map(f).toArray())
                .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
                .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Charts.COLORS.get(color));
    }
}

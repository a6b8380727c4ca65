package io.atled.examples;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The one look that all pictures of the examples share.
final class Charts {
    /// Distinguishable with any kind of color vision. **Source** Okabe and Ito 2008.
    static final List<Color> COLORS = List.of(new Color(0, 114, 178), new Color(213, 94, 0),
            new Color(0, 158, 115), new Color(204, 121, 167), new Color(230, 159, 0));

    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;

    private Charts() {}

    /// An empty chart for lines, to be filled by `addSeries`.
    static XYChart lines(String title, String x, String y) {
        return lines(title, x, y, WIDTH, HEIGHT);
    }

    /// An empty chart for lines of a given size in pixels.
    static XYChart lines(String title, String x, String y, int width, int height) {
        XYChart chart = new XYChartBuilder().width(width).height(height).title(title).xAxisTitle(x)
                .yAxisTitle(y).build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE)
                .setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false)
                .setSeriesColors(COLORS.toArray(Color[]::new));
        return chart;
    }

    /// The same values, one of them moved by less than can be seen: XChart writes every n-th of
    /// evenly spaced ones below the axis, as 34, 68, 102, and round numbers below others.
    static double[] roundTicks(double... x) {
        double[] uneven = x.clone();
        uneven[1] += (x[1] - x[0]) / 100;
        return uneven;
    }

    /// Adds a plain line.
    static void add(XYChart chart, String name, double[] x, double[] y) {
        chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
    }

    /// Makes the axis upward logarithmic, its ticks powers of ten.
    static void powersUpward(XYChart chart) {
        chart.getStyler().setYAxisLogarithmic(true).setPlotGridLinesVisible(false)
                .setYAxisTickLabelsFormattingFunction(Charts::power);
    }

    /// Makes both axes logarithmic, their ticks powers of ten.
    static void powers(XYChart chart) {
        powersUpward(chart);
        chart.getStyler().setXAxisLogarithmic(true)
                .setXAxisTickLabelsFormattingFunction(Charts::power);
    }

    /// A power of ten, as 10⁻³.
    private static String power(double number) {
        String exponent = Long.toString(Math.round(Math.log10(number)));
        return "10" + exponent.chars().mapToObj(c -> c == '-' ? "⁻"
                : "⁰¹²³⁴⁵⁶⁷⁸⁹".substring(c - '0', c - '0' + 1)).collect(Collectors.joining());
    }

    /// Prints where pictures are.
    static void say(Path folder, String... names) {
        System.out.println("\npictures:");
        for (String name : names) {
            System.out.println("  " + folder.resolve(name));
        }
    }

    /// The color at `share` of the way between two, from 0 to 1.
    static Color between(Color from, Color to, double share) {
        return new Color(part(from.getRed(), to.getRed(), share),
                part(from.getGreen(), to.getGreen(), share),
                part(from.getBlue(), to.getBlue(), share));
    }

    private static int part(int from, int to, double share) {
        return (int) Math.round(from + (to - from) * share);
    }

    /// Writes charts of one size as one PNG, `columns` side by side.
    static void write(Path file, int columns, Chart<?, ?>... charts) throws IOException {
        write(file, columns, Stream.of(charts)
                .map(chart -> BitmapEncoder.getBufferedImage(chart)).toList());
    }

    /// Writes pictures of one size as one PNG, `columns` side by side.
    static void write(Path file, int columns, List<BufferedImage> pictures) throws IOException {
        int width = pictures.getFirst().getWidth();
        int height = pictures.getFirst().getHeight();
        int rows = (pictures.size() + columns - 1) / columns;
        var sheet = new BufferedImage(width * Math.min(columns, pictures.size()), height * rows,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < pictures.size(); i++) {
            g.drawImage(pictures.get(i), i % columns * width, i / columns * height, null);
        }
        g.dispose();
        ImageIO.write(sheet, "png", file.toFile());
    }
}

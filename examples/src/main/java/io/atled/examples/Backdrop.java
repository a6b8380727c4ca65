package io.atled.examples;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import org.knowm.xchart.XYChart;

/// A function of the plane as the background of a chart: shades of color with level lines.
///
/// @param field the function: points F32 `(n,2)` in, `(n)` numbers out
/// @param shade the color of a number
/// @param levels where lines are drawn
record Backdrop(UnaryOperator<Tensor> field, DoubleFunction<Color> shade,
        ImmutableDoubleArray levels) {
    /// Half the width of a level line in pixels.
    private static final double HALF_WIDTH = 0.6;

    private static final Color LINE = new Color(60, 60, 60);
    private static final Color NOTHING = new Color(0, 0, 0, 0);

    /// The chart, whose axes have to be linear with both ends set, in front of this backdrop.
    BufferedImage behind(XYChart chart) {
        var style = chart.getStyler();
        style.setChartBackgroundColor(NOTHING).setPlotBackgroundColor(NOTHING);
        var picture = new BufferedImage(chart.getWidth(), chart.getHeight(),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        chart.paint(g, chart.getWidth(), chart.getHeight());       // lays the chart out
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        int left = (int) Math.round(chart.getScreenXFromChart(style.getXAxisMin()));
        int right = (int) Math.round(chart.getScreenXFromChart(style.getXAxisMax()));
        int top = (int) Math.round(chart.getScreenYFromChart(style.getYAxisMax()));
        int bottom = (int) Math.round(chart.getScreenYFromChart(style.getYAxisMin()));
        g.drawImage(image(Tensor.linspace(style.getXAxisMin(), style.getXAxisMax(), right - left),
                Tensor.linspace(style.getYAxisMax(), style.getYAxisMin(), bottom - top)),
                left, top, null);
        chart.paint(g, chart.getWidth(), chart.getHeight());
        g.dispose();
        return picture;
    }

    private BufferedImage image(Tensor x, Tensor y) {
        var image = new BufferedImage(x.size(), y.size(), BufferedImage.TYPE_INT_RGB);
        Shape grid = Shape.of(y.size(), x.size());
        double[][] z = field.apply(Tensor.stack(2,
                        List.of(x.expand(grid), y.unsqueeze(1).expand(grid))).reshape(-1, 2))
                .reshape(grid).toArray(double[][].class);
        for (int row = 0; row < y.size(); row++) {
            for (int column = 0; column < x.size(); column++) {
                image.setRGB(column, row, mixed(shade.apply(z[row][column]),
                        line(z, row, column)).getRGB());
            }
        }
        return image;
    }

    /// How much of a pixel a level line covers, from its distance: |z − level| / |∇z|.
    private double line(double[][] z, int row, int column) {
        int up = Math.max(row - 1, 0);
        int down = Math.min(row + 1, z.length - 1);
        int before = Math.max(column - 1, 0);
        int after = Math.min(column + 1, z[row].length - 1);
        double slope = Math.hypot((z[down][column] - z[up][column]) / (down - up),
                (z[row][after] - z[row][before]) / (after - before));
        double nearest = levels.stream().map(level -> Math.abs(z[row][column] - level)).min()
                .orElse(Double.MAX_VALUE);
        return Math.clamp(HALF_WIDTH + 0.5 - nearest / slope, 0, 1);
    }

    /// `share` of the line's color, the rest of `color`.
    private static Color mixed(Color color, double share) {
        return Charts.between(color, LINE, share);
    }
}

package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Curves over two logarithmic axes, as a self-contained SVG. What is 0, infinite or not a number
/// is left out.
///
/// @param title shown above
/// @param across what the horizontal axis shows
/// @param up what the vertical axis shows
/// @param curves what is drawn
record LogPlot(String title, String across, String up, ImmutableList<Curve> curves) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 320;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 34;
    private static final int BOTTOM = 66;
    /// Decades with a grid line of their own, at most.
    private static final int LINES = 12;
    private static final List<String> COLORS = List.of("#c98a12", "#5180d6", "#2f9e5f", "#d32f2f");

    /// One curve.
    record Curve(String name, ImmutableDoubleArray x, ImmutableDoubleArray y) {
        private boolean has(int k) {
            return x.get(k) > 0 && y.get(k) > 0 && Double.isFinite(x.get(k) + y.get(k));
        }

        private DoubleStream drawn(ImmutableDoubleArray values) {
            return IntStream.range(0, x.length()).filter(this::has)
                    .mapToDouble(values::get);
        }
    }

    /// The decades that an axis spans.
    private record Axis(int from, int to, double start, double length) {
        static Axis of(DoubleStream values, double start, double length) {
            var s = values.map(Math::log10).summaryStatistics();
            int from = s.getCount() == 0 ? -1 : (int) Math.floor(s.getMin());
            int to = s.getCount() == 0 ? 0 : (int) Math.ceil(s.getMax());
            return new Axis(from, Math.max(to, from + 1), start, length);
        }

        double at(double value) {
            return start + length * (Math.log10(value) - from) / (to - from);
        }

        int stride() {
            return Math.max(1, (to - from + LINES - 1) / LINES);
        }
    }

    String svg() {
        var x = Axis.of(curves.stream().flatMapToDouble(c -> c.drawn(c.x)), LEFT,
                WIDTH - LEFT - RIGHT);
        var y = Axis.of(curves.stream().flatMapToDouble(c -> c.drawn(c.y)), HEIGHT - BOTTOM,
                TOP + BOTTOM - HEIGHT);
        var out = new StringBuilder(String.format(Locale.ROOT, "<svg xmlns="
                + "\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                + " font-family=\"system-ui, sans-serif\" font-size=\"12\">%n<rect width=\"100%%\""
                + " height=\"100%%\" fill=\"#ffffff\"/>%n", WIDTH, HEIGHT, WIDTH, HEIGHT));
        text(out, LEFT, 20, "start", "bold", title);
        for (int d = x.from; d <= x.to; d += x.stride()) {
            double at = x.at(Math.pow(10, d));
            line(out, at, TOP, at, HEIGHT - BOTTOM);
            text(out, at, HEIGHT - BOTTOM + 16, "middle", "normal", decade(d));
        }
        for (int d = y.from; d <= y.to; d += y.stride()) {
            double at = y.at(Math.pow(10, d));
            line(out, LEFT, at, WIDTH - RIGHT, at);
            text(out, LEFT - 6, at + 4, "end", "normal", decade(d));
        }
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 34, "middle", "normal", across);
        out.append(String.format(Locale.ROOT, "<g transform=\"rotate(-90 14 %d)\">",
                (TOP + HEIGHT - BOTTOM) / 2));
        text(out, 14, (TOP + HEIGHT - BOTTOM) / 2.0, "middle", "normal", up);
        out.append("</g>\n");
        for (int c = 0; c < curves.size(); c++) {
            draw(out, curves.get(c), x, y, COLORS.get(c % COLORS.size()));
            legend(out, c);
        }
        return out.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder out, Curve curve, Axis x, Axis y, String color) {
        out.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(color)
                .append("\" points=\"");
        for (int k = 0; k < curve.x.length(); k++) {
            if (curve.has(k)) {
                out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(curve.x.get(k)),
                        y.at(curve.y.get(k))));
            }
        }
        out.append("\"/>\n");
    }

    private void legend(StringBuilder out, int c) {
        double at = LEFT + c * (double) (WIDTH - LEFT - RIGHT) / curves.size();
        out.append(String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%d\" width=\"14\" height=\"4\""
                + " fill=\"%s\"/>%n", at, HEIGHT - 14, COLORS.get(c % COLORS.size())));
        text(out, at + 20, HEIGHT - 8, "start", "normal", curves.get(c).name);
    }

    private static void line(StringBuilder out, double x1, double y1, double x2, double y2) {
        out.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\""
                + " y2=\"%.1f\" stroke=\"#d9dee6\"/>%n", x1, y1, x2, y2));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String weight,
            String text) {
        out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\""
                + " font-weight=\"%s\" fill=\"#28313d\">%s</text>%n", x, y, anchor, weight,
                HtmlEscapers.htmlEscaper().escape(text)));
    }

    private static String decade(int exponent) {
        var digits = new StringBuilder(exponent < 0 ? "10⁻" : "10");
        Integer.toString(Math.abs(exponent)).chars()
                .forEach(c -> digits.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0')));
        return digits.toString();
    }
}

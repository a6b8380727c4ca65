package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Curves over two logarithmic axes, as a self-contained SVG. Zeros, for which such an axis has no
/// place, get a line of their own below it; what is infinite or not a number leaves a gap.
///
/// Curves that coincide are told apart by dashes, which leave the one below to be seen, and by
/// marks, which stand at different places of each.
///
/// @param title shown above
/// @param subtitle shown below the title
/// @param across what the horizontal axis shows
/// @param up what the vertical axis shows
/// @param curves what is drawn, at most four
record LogPlot(String title, String subtitle, String across, String up,
        ImmutableList<Curve> curves) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 360;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 52;
    private static final int BOTTOM = 70;
    /// What the line of the zeros takes of the height.
    private static final int ZEROS = 26;
    /// Decades with a grid line of their own, at most.
    private static final int LINES = 12;
    /// Decades that are left free beyond the largest and the smallest number at least.
    private static final double MARGIN = 0.15;
    /// Every so many points have a mark,
    private static final int MARKED = 8;
    /// which stand this many apart on two curves in turn.
    private static final int APART = 2;

    /// How a curve is drawn.
    ///
    /// @param color of the line and its marks
    /// @param dashes lengths of its dashes and gaps; empty if it is solid
    /// @param mark a path around 0
    private record Look(String color, String dashes, String mark) {}

    private static final List<Look> LOOKS = List.of(
            new Look("#c96f12", "", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"),
            new Look("#8e44ad", "6 5", "M-3.5 -3.5h7v7h-7z"),
            new Look("#2f6fd0", "", "M0 -5l5 5l-5 5l-5 -5z"),
            new Look("#1f8a4c", "6 5", "M0 -4.5l4.7 8.2h-9.4z"));

    /// One curve.
    record Curve(String name, ImmutableDoubleArray x, ImmutableDoubleArray y) {
        private boolean positive(int k) {
            return x.get(k) > 0 && y.get(k) > 0 && Double.isFinite(x.get(k) + y.get(k));
        }

        private boolean zero(int k) {
            return x.get(k) > 0 && Double.isFinite(x.get(k)) && y.get(k) == 0;
        }

        private boolean drawn(int k) {
            return positive(k) || zero(k);
        }

        private boolean zeros() {
            return IntStream.range(0, x.length()).anyMatch(this::zero);
        }

        private DoubleStream across() {
            return IntStream.range(0, x.length()).filter(this::drawn).mapToDouble(x::get);
        }

        private DoubleStream up() {
            return IntStream.range(0, x.length()).filter(this::positive).mapToDouble(y::get);
        }
    }

    /// The decades that an axis spans, and where its zeros are.
    private record Axis(int from, int to, double start, double length, double zero) {
        static Axis of(DoubleStream values, double start, double length, double zero) {
            var s = values.map(Math::log10).summaryStatistics();
            int from = s.getCount() == 0 ? -1 : (int) Math.floor(s.getMin() - MARGIN);
            int to = s.getCount() == 0 ? 0 : (int) Math.ceil(s.getMax() + MARGIN);
            return new Axis(from, to, start, length, zero);
        }

        double at(double value) {
            return value == 0 ? zero
                    : start + length * (Math.log10(value) - from) / (to - from);
        }

        int stride() {
            return Math.max(1, (to - from + LINES - 1) / LINES);
        }
    }

    String svg() {
        boolean zeros = curves.stream().anyMatch(Curve::zeros);
        double floor = HEIGHT - BOTTOM - (zeros ? ZEROS : 0);
        var x = Axis.of(curves.stream().flatMapToDouble(Curve::across), LEFT,
                WIDTH - LEFT - RIGHT, LEFT);
        var y = Axis.of(curves.stream().flatMapToDouble(Curve::up), floor, TOP - floor,
                HEIGHT - BOTTOM);
        var out = new StringBuilder(String.format(Locale.ROOT, "<svg xmlns="
                + "\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                + " font-family=\"system-ui, sans-serif\" font-size=\"12\">%n<rect width=\"100%%\""
                + " height=\"100%%\" fill=\"#ffffff\"/>%n", WIDTH, HEIGHT, WIDTH, HEIGHT));
        text(out, 14, 20, "start", "bold", title);
        text(out, 14, 37, "start", "normal", subtitle);
        axes(out, x, y, zeros);
        for (int c = 0; c < curves.size(); c++) {
            draw(out, c, x, y);
            legend(out, c);
        }
        return out.append("</svg>\n").toString();
    }

    private void axes(StringBuilder out, Axis x, Axis y, boolean zeros) {
        for (int d = x.from; d <= x.to; d += x.stride()) {
            double at = x.at(Math.pow(10, d));
            line(out, at, TOP, at, HEIGHT - BOTTOM);
            text(out, at, HEIGHT - BOTTOM + 18, "middle", "normal", decade(d));
        }
        for (int d = y.from; d <= y.to; d += y.stride()) {
            double at = y.at(Math.pow(10, d));
            line(out, LEFT, at, WIDTH - RIGHT, at);
            text(out, LEFT - 8, at + 4, "end", "normal", decade(d));
        }
        if (zeros) {
            line(out, LEFT, y.zero, WIDTH - RIGHT, y.zero);
            text(out, LEFT - 8, y.zero + 4, "end", "normal", "0");
        }
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 36, "middle", "normal", across);
        out.append(String.format(Locale.ROOT, "<g transform=\"rotate(-90 14 %d)\">",
                (TOP + HEIGHT - BOTTOM) / 2));
        text(out, 14, (TOP + HEIGHT - BOTTOM) / 2.0, "middle", "normal", up);
        out.append("</g>\n");
    }

    private void draw(StringBuilder out, int c, Axis x, Axis y) {
        Curve curve = curves.get(c);
        Look look = LOOKS.get(c);
        out.append("<g class=\"curve\"><title>").append(escaped(curve.name)).append("</title>\n");
        int n = curve.x.length();
        for (int from = 0; from < n; from++) {
            int to = from;
            while (to < n && curve.drawn(to) && curve.zero(to) == curve.zero(from)) {
                to++;
            }
            if (to > from) {
                var points = new StringBuilder();
                for (int k = from; k < to; k++) {
                    points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(curve.x.get(k)),
                            y.at(curve.y.get(k))));
                }
                stroke(out, look, points.toString().strip());
                from = to - 1;
            }
        }
        for (int k = 0; k < n; k++) {
            boolean alone = (k == 0 || curve.zero(k - 1) != curve.zero(k))
                    && (k + 1 == n || curve.zero(k + 1) != curve.zero(k));
            if (curve.drawn(k) && (k % MARKED == c * APART || alone)) {
                mark(out, look, x.at(curve.x.get(k)), y.at(curve.y.get(k)));
            }
        }
        out.append("</g>\n");
    }

    private void legend(StringBuilder out, int c) {
        double at = LEFT + c * (double) (WIDTH - LEFT - RIGHT) / curves.size();
        stroke(out, LOOKS.get(c), String.format(Locale.ROOT, "%.1f,%d %.1f,%d", at, HEIGHT - 12,
                at + 28, HEIGHT - 12));
        mark(out, LOOKS.get(c), at + 14, HEIGHT - 12);
        text(out, at + 34, HEIGHT - 8, "start", "normal", curves.get(c).name);
    }

    private static void stroke(StringBuilder out, Look look, String points) {
        out.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(look.color)
                .append(look.dashes.isEmpty() ? "" : "\" stroke-dasharray=\"" + look.dashes)
                .append("\" points=\"").append(points).append("\"/>\n");
    }

    private static void mark(StringBuilder out, Look look, double x, double y) {
        out.append(String.format(Locale.ROOT, "<path transform=\"translate(%.1f %.1f)\" d=\"%s\""
                + " fill=\"#ffffff\" stroke-width=\"1.8\" stroke=\"%s\"/>%n", x, y, look.mark,
                look.color));
    }

    private static void line(StringBuilder out, double x1, double y1, double x2, double y2) {
        out.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\""
                + " y2=\"%.1f\" stroke=\"#d9dee6\"/>%n", x1, y1, x2, y2));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String weight,
            String text) {
        out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\""
                + " font-weight=\"%s\" fill=\"#28313d\">%s</text>%n", x, y, anchor, weight,
                escaped(text)));
    }

    private static String escaped(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }

    private static String decade(int exponent) {
        var digits = new StringBuilder(exponent < 0 ? "10⁻" : "10");
        Integer.toString(Math.abs(exponent)).chars()
                .forEach(c -> digits.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0')));
        return digits.toString();
    }
}

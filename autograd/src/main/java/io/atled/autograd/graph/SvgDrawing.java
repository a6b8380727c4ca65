package io.atled.autograd.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.escape.Escaper;
import com.google.common.xml.XmlEscapers;
import java.util.Arrays;

/// A diagram painted as a self-contained SVG document.
///
/// Pointing at an arrow or a box shows what it is; the arrows of a source light up together.
final class SvgDrawing {

    private static final double MARGIN = 24;
    private static final double TITLE_ROOM = 34;
    private static final double LEGEND_ROOM = 40;
    private static final double LEGEND_TEXT = 12;
    private static final double ARROW_LENGTH = 8;
    private static final double ARROW_HALF = 3.6;
    private static final double SMOOTH = 0.5;
    private static final int LONGEST_LABEL = 16;
    private static final Escaper TEXT = XmlEscapers.xmlContentEscaper();
    private static final Escaper ATTRIBUTE = XmlEscapers.xmlAttributeEscaper();

    private final StringBuilder out = new StringBuilder();

    private SvgDrawing() {}

    static String of(Diagram diagram) {
        Layout layout = Layout.of(diagram);
        SvgDrawing drawing = new SvgDrawing();
        drawing.paint(diagram, layout);
        return drawing.out.toString();
    }

    /// The label of an edge as it is drawn.
    static String label(Diagram.Edge edge) {
        return Labels.shorten(Labels.clean(edge.label()), LONGEST_LABEL);
    }

    private void paint(Diagram diagram, Layout layout) {
        String title = Labels.clean(diagram.title());
        ImmutableList<Palette> legend = legend(diagram);
        double above = title.isEmpty() ? 0 : TITLE_ROOM;
        double below = legend.isEmpty() ? 0 : LEGEND_ROOM;
        double inner = Math.max(layout.width(),
                Math.max(TextWidth.sans(title, 17), legendWidth(legend)));
        open(title, inner + 2 * MARGIN, layout.height() + above + below + 2 * MARGIN);
        if (!title.isEmpty()) {
            text("name", MARGIN, MARGIN + 15, title);
        }
        String shift = num(MARGIN + (inner - layout.width()) / 2) + " " + num(MARGIN + above);
        out.append("<g transform=\"translate(").append(shift).append(")\">\n");
        layout.routes().forEach(this::route);
        layout.boxes().forEach(this::box);
        out.append("</g>\n");
        legend(legend, MARGIN + above + layout.height() + LEGEND_ROOM);
        out.append("</svg>\n");
    }

    private void open(String title, double width, double height) {
        String w = num(Math.ceil(width));
        String h = num(Math.ceil(height));
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"atled\" role=\"img\"")
                .append(" aria-label=\"").append(ATTRIBUTE.escape(title)).append("\" width=\"")
                .append(w).append("\" height=\"").append(h).append("\" viewBox=\"0 0 ")
                .append(w).append(' ').append(h).append("\">\n<style>\n").append(SvgStyle.css())
                .append("</style>\n")
                .append("<rect class=\"paper\" width=\"").append(w).append("\" height=\"")
                .append(h).append("\"/>\n");
    }

    private void box(Layout.Box box) {
        Diagram.Node node = box.node();
        Palette palette = Palette.of(node);
        out.append("<g class=\"").append(palette.label()).append("\"><title>")
                .append(TEXT.escape(tooltip(node))).append("</title>");
        rect(box.left(), box.top(), box.width(), box.height(), palette.corner());
        ImmutableList<String> rows = BoxText.of(node).rows();
        for (int i = 0; i < rows.size(); i++) {
            text(i == 0 ? "title" : "line", box.middle(), box.top() + BoxText.baseline(i),
                    rows.get(i));
        }
        out.append("</g>\n");
    }

    private static String tooltip(Diagram.Node node) {
        String mark = node.marked() ? " (marked)" : "";
        return "#" + node.id() + " " + node.kind().label() + mark + "\n"
                + String.join("\n", Labels.rows(node));
    }

    private void route(Layout.Route route) {
        out.append("<g class=\"edge\">");
        if (route.trunk().size() > 2 || !isStraight(route)) {
            out.append("<path d=\"").append(trunk(route.trunk())).append("\"/>");
        }
        for (Layout.Arrow arrow : route.arrows()) {
            arrow(route.source(), arrow);
        }
        out.append("</g>\n");
    }

    /// Whether the trunk has no length: its box fills the row.
    private static boolean isStraight(Layout.Route route) {
        return route.trunk().get(0).equals(route.trunk().get(1));
    }

    private static String trunk(ImmutableList<Layout.Point> points) {
        StringBuilder path = new StringBuilder("M").append(at(points.get(0)));
        for (int i = 1; i < points.size(); i++) {
            Layout.Point to = points.get(i);
            path.append(i % 2 == 1 ? "V" + num(to.y()) : curve(points.get(i - 1), to));
        }
        return path.toString();
    }

    /// A cubic spline that starts and ends vertically and stays between both heights.
    private static String curve(Layout.Point from, Layout.Point to) {
        if (from.x() == to.x()) {
            return "V" + num(to.y());
        }
        double reach = (to.y() - from.y()) * SMOOTH;
        return "C" + num(from.x()) + " " + num(from.y() + reach) + " " + num(to.x()) + " "
                + num(to.y() - reach) + " " + at(to);
    }

    private void arrow(Diagram.Node source, Layout.Arrow arrow) {
        Layout.Point start = arrow.points().get(0);
        Layout.Point entry = arrow.points().get(1);
        Layout.Point tip = arrow.points().get(2);
        double base = tip.y() - ARROW_LENGTH;
        Layout.Point end = new Layout.Point(entry.x(), Math.min(entry.y(), base));
        String label = Labels.clean(arrow.edge().label());
        String what = Labels.clean(source.name() + " → " + arrow.target().name()
                + (label.isEmpty() ? "" : " · " + label));
        out.append("<g><title>").append(TEXT.escape(what)).append("</title><path d=\"M")
                .append(at(start)).append(curve(start, end)).append('V').append(num(base + 1))
                .append("\"/><path class=\"head\" d=\"M").append(at(tip)).append('L')
                .append(at(new Layout.Point(tip.x() - ARROW_HALF, base))).append('H')
                .append(num(tip.x() + ARROW_HALF)).append("Z\"/>");
        if (!label.isEmpty()) {
            text("label", tip.x() + ARROW_HALF + 2, entry.y() - 4, label(arrow.edge()));
        }
        out.append("</g>");
    }

    private static ImmutableList<Palette> legend(Diagram diagram) {
        return Arrays.stream(Palette.values())
                .filter(p -> diagram.nodes().stream().anyMatch(n -> Palette.of(n) == p))
                .collect(ImmutableList.toImmutableList());
    }

    private static double legendWidth(ImmutableList<Palette> legend) {
        return legend.stream()
                .mapToDouble(p -> 38 + TextWidth.sans(p.label(), LEGEND_TEXT))
                .sum();
    }

    private void legend(ImmutableList<Palette> legend, double y) {
        double left = MARGIN;
        for (Palette palette : legend) {
            out.append("<g class=\"").append(palette.label()).append("\">");
            rect(left, y - 10, 18, 12, Math.min(5, palette.corner()));
            text("key", left + 24, y, palette.label());
            out.append("</g>\n");
            left += 38 + TextWidth.sans(palette.label(), LEGEND_TEXT);
        }
    }

    private void rect(double x, double y, double width, double height, int corner) {
        out.append("<rect x=\"").append(num(x)).append("\" y=\"").append(num(y))
                .append("\" width=\"").append(num(width)).append("\" height=\"")
                .append(num(height)).append("\" rx=\"").append(corner).append("\"/>");
    }

    private void text(String style, double x, double y, String text) {
        out.append("<text class=\"").append(style).append("\" x=\"").append(num(x))
                .append("\" y=\"").append(num(y)).append("\">").append(TEXT.escape(text))
                .append("</text>");
    }

    private static String at(Layout.Point point) {
        return num(point.x()) + " " + num(point.y());
    }

    /// A coordinate with at most one decimal, the same in every locale.
    private static String num(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }
}

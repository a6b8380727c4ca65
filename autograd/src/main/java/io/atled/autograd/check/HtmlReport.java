package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import io.atled.autograd.check.GradientReport.Direction;
import io.atled.autograd.check.GradientReport.Element;
import io.atled.autograd.check.GradientReport.Finding;
import io.atled.autograd.check.GradientReport.Input;
import io.atled.autograd.graph.Diagram;
import io.atled.autograd.graph.TensorGraph;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A [GradientReport] as one page that loads nothing and runs nothing: the table, the attacks, the
/// culprit in its graph, and for each input that is not right a map of its errors and the V-curves
/// of its worst elements.
final class HtmlReport {
    /// Boxes of the graph that are drawn, those nearest to the culprit.
    private static final int BOXES = 40;
    /// V-curves for each input.
    private static final int CURVES = 4;
    /// Inputs that get a map of their own.
    private static final int INPUTS = 24;

    private static final String STYLE = """
            body { font: 15px/1.45 system-ui, sans-serif; color: #1d2530; background: #fbfcfd;
                   margin: 2rem auto; max-width: 74rem; padding: 0 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            table { border-collapse: collapse; margin: .6rem 0; }
            th, td { padding: .25rem .7rem; border-bottom: 1px solid #dfe4ea; text-align: left; }
            th { font-weight: 600; }
            td.n { text-align: right; font-family: ui-monospace, monospace; }
            .pass, .fail, .warn { border-radius: .3rem; padding: .1rem .5rem; font-weight: 600; }
            .pass { background: #dff3e5; color: #12582f; }
            .fail { background: #fde3e3; color: #9c1c1c; }
            .warn { background: #fdf0d3; color: #744c00; }
            pre { background: #f1f4f8; padding: .7rem 1rem; overflow-x: auto; }
            .culprit { border-left: .3rem solid #d32f2f; padding-left: 1rem; }
            .graph { overflow-x: auto; } svg { max-width: 100%; height: auto; }
            .curves { display: flex; flex-wrap: wrap; gap: 1rem; }
            @media (prefers-color-scheme: dark) {
              body { color: #e6eaf0; background: #14181e; } pre { background: #1e242d; }
              th, td { border-color: #333c49; } }
            """;

    private final GradientReport report;
    private final StringBuilder out = new StringBuilder();

    private HtmlReport(GradientReport report) {
        this.report = report;
    }

    static String of(GradientReport report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .append(escaped("Gradient check of " + report.name())).append("</title>\n<style>\n")
                .append(STYLE).append("</style>\n</head>\n<body>\n<h1>")
                .append(escaped("Gradient check of " + report.name())).append(' ')
                .append(badge(report.verdict(), report.outcome())).append("</h1>\n");
        paragraph("Numbers are " + report.numbers().words() + ".");
        inputs();
        directions();
        report.culprit().ifPresent(this::culprit);
        attacks();
        report.inputs().stream().limit(INPUTS).forEach(this::details);
        return out.append("</body>\n</html>\n").toString();
    }

    private void inputs() {
        heading("Inputs");
        head("input", "shape", "type", "compared", "worst at", "reverse mode", "differences",
                "apart", "tolerated", "verdict");
        for (Input input : report.inputs()) {
            Element e = input.worst().orElse(null);
            String note = input.note().isEmpty() ? "" : " (" + input.note() + ")";
            row(List.of(input.name(), input.shape().toString(), input.dtype() + note,
                    input.checked() + " of " + input.shape().size(), e == null ? "–" : place(e)),
                    e == null ? List.of("–", "–", "–", "–") : List.of(digits(e.analytic()),
                            digits(e.numeric()), small(e.absoluteError()), small(e.tolerance())),
                    badge(input.verdict()));
        }
        out.append("</table>\n");
    }

    private void directions() {
        if (report.directions().isEmpty()) {
            return;
        }
        heading("Along random directions");
        head("direction", "elements at once", "reverse mode", "differences", "apart", "tolerated",
                "verdict");
        for (Direction d : report.directions()) {
            row(List.of(d.what(), Integer.toString(d.elements())), List.of(digits(d.analytic()),
                    digits(d.numeric()), small(Math.abs(d.analytic() - d.numeric())),
                    small(d.tolerance())), badge(d.verdict()));
        }
        out.append("</table>\n");
    }

    private void attacks() {
        if (report.findings().isEmpty()) {
            return;
        }
        heading("Attacks");
        int made = report.findings().size();
        int failed = report.failures().size();
        out.append("<details").append(failed == 0 ? "" : " open").append("><summary>")
                .append(made - failed).append(" of ").append(made).append(" held</summary>\n");
        head("what must hold", "what came of it", "");
        for (Finding f : report.findings()) {
            row(List.of(f.attack().sentence(), f.message()), List.of(), badge(f.verdict()));
        }
        out.append("</table>\n</details>\n");
    }

    private void culprit(Culprit c) {
        heading("Culprit");
        out.append("<div class=\"culprit\">\n");
        paragraph(c.operation() + ", the derivative by its input " + c.input() + ": "
                + c.message());
        out.append("<pre>").append(escaped(c.format())).append("</pre>\n</div>\n")
                .append("<div class=\"graph\">").append(graph(c)).append("</div>\n");
        c.element().flatMap(Element::sweep).ifPresent(s -> out.append(s.toSvg()));
    }

    /// The graph around the culprit, which is red.
    private String graph(Culprit c) {
        TensorGraph graph = TensorGraph.of(report.result());
        int red = graph.node(c.recorded()).map(TensorGraph.Node::id).orElse(-1);
        Diagram whole = graph.diagram("");
        Set<Integer> near = near(whole, red);
        return new Diagram(near.size() < whole.nodes().size() ? "the part around the culprit" : "",
                whole.nodes().stream().filter(n -> near.contains(n.id())).map(n -> new Diagram.Node(
                        n.id(), n.kind(), n.title(), n.lines(), n.id() == red))
                        .collect(ImmutableList.toImmutableList()),
                whole.edges().stream().filter(e -> near.contains(e.from()) && near.contains(e.to()))
                        .collect(ImmutableList.toImmutableList())).toSvg();
    }

    /// The boxes nearest to `red`, over edges in either direction.
    private static Set<Integer> near(Diagram whole, int red) {
        var near = new HashSet<Integer>();
        var queue = new ArrayDeque<Integer>(List.of(red >= 0 ? red
                : whole.nodes().getLast().id()));
        var neighbors = whole.edges().stream().collect(Collectors.groupingBy(Diagram.Edge::from));
        var producers = whole.edges().stream().collect(Collectors.groupingBy(Diagram.Edge::to));
        while (!queue.isEmpty() && near.size() < BOXES) {
            int box = queue.remove();
            if (near.add(box)) {
                neighbors.getOrDefault(box, List.of()).forEach(e -> queue.add(e.to()));
                producers.getOrDefault(box, List.of()).forEach(e -> queue.add(e.from()));
            }
        }
        return near;
    }

    private void details(Input input) {
        if (input.verdict() == Verdict.PASS || input.checked() == 0) {
            return;
        }
        heading(input.name());
        paragraph("Relative error of each element, from pale (none) to red (as large as the"
                + " derivative); the last axis runs to the right, gray was not compared.");
        out.append(new HeatMap(input.shape(), input.errors()).svg());
        out.append("<pre>").append(input.suspicious().stream().map(e -> escaped(e.format()))
                .collect(Collectors.joining("\n"))).append("</pre>\n<div class=\"curves\">\n");
        input.suspicious().stream().flatMap(e -> e.sweep().stream()).limit(CURVES)
                .forEach(s -> out.append(s.toSvg()));
        out.append("</div>\n");
    }

    private void heading(String text) {
        out.append("<h2>").append(escaped(text)).append("</h2>\n");
    }

    private void paragraph(String text) {
        out.append("<p>").append(escaped(text)).append("</p>\n");
    }

    private void head(String... columns) {
        out.append("<table>\n<tr>");
        for (String column : columns) {
            out.append("<th>").append(escaped(column)).append("</th>");
        }
        out.append("</tr>\n");
    }

    private void row(List<String> words, List<String> numbers, String badge) {
        out.append("<tr>");
        words.forEach(w -> out.append("<td>").append(escaped(w)).append("</td>"));
        numbers.forEach(n -> out.append("<td class=\"n\">").append(escaped(n)).append("</td>"));
        out.append("<td>").append(badge).append("</td></tr>\n");
    }

    private static String badge(Verdict verdict) {
        return badge(verdict, verdict.word());
    }

    private static String badge(Verdict verdict, String word) {
        String style = !verdict.passes() ? "fail" : verdict == Verdict.PASS ? "pass" : "warn";
        return "<span class=\"" + style + "\">" + escaped(word) + "</span>";
    }

    private static String place(Element e) {
        return e.index() + (e.output().isEmpty() ? "" : " of y" + e.output());
    }

    private static String digits(double x) {
        return String.format(Locale.ROOT, "%.8g", x);
    }

    private static String small(double x) {
        return String.format(Locale.ROOT, "%.1e", x);
    }

    private static String escaped(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }
}

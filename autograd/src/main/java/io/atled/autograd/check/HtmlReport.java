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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A [GradientReport] as one page that loads nothing and runs nothing: the table, the attacks, the
/// culprit in its graph, and for each input that is not right a map of its errors and the V-curves
/// of its worst elements.
final class HtmlReport {
    /// Boxes of the graph that are drawn, those nearest to the culprit.
    private static final int BOXES = 40;
    /// V-curves for each input.
    private static final int CURVES = 4;
    /// Columns of the table before the numbers.
    private static final int WORDS = 4;
    /// Inputs that get a map of their own.
    private static final int INPUTS = 24;

    private static final String STYLE = """
            body { font: 15px/1.45 system-ui, sans-serif; color: #1d2530; background: #fbfcfd;
                   margin: 2rem auto; max-width: 74rem; padding: 0 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            table { border-collapse: collapse; margin: .6rem 0; }
            th, td { padding: .25rem .7rem; border-bottom: 1px solid #dfe4ea; text-align: left; }
            th { font-weight: 600; }
            td.n { text-align: right; font-family: ui-monospace, monospace;
                   white-space: nowrap; }
            .pass, .fail, .warn { border-radius: .3rem; padding: .1rem .5rem; font-weight: 600;
                   display: inline-block; }
            .pass { background: #dff3e5; color: #12582f; }
            .fail { background: #fde3e3; color: #9c1c1c; }
            .warn { background: #fdf0d3; color: #744c00; }
            pre { background: #f1f4f8; padding: .7rem 1rem; white-space: pre-wrap;
                  overflow-wrap: anywhere; }
            .culprit { border-left: .3rem solid #d32f2f; }
            .graph, .table { overflow-x: auto; } svg { max-width: 100%; height: auto; }
            .curves { display: flex; flex-wrap: wrap; gap: 1rem; }
            @media (max-width: 60rem) {
              table { font-size: .75rem; } th, td { padding: .2rem .3rem; } }
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
        if (!report.passed()) {
            paragraph(report.failed());
        }
        paragraph("Numbers are " + report.numbers().words() + ".");
        inputs();
        report.culprit().ifPresent(this::culprit);
        attacks();
        report.inputs().stream().limit(INPUTS).forEach(this::details);
        return out.append("</body>\n</html>\n").toString();
    }

    private void inputs() {
        heading("Inputs");
        head(Stream.concat(Stream.concat(ReportText.COLUMNS.stream().limit(WORDS),
                Stream.of("type")), ReportText.COLUMNS.stream().skip(WORDS)).toList());
        for (Input input : report.inputs()) {
            row(ReportText.row(input), input.dtype().toString(),
                    badge(input.verdict(), ReportText.outcome(input)));
        }
        for (Direction d : report.directions()) {
            row(ReportText.row(d), "-", badge(d.verdict(), d.verdict().word()));
        }
        out.append("</table></div>\n");
    }

    private void attacks() {
        if (report.findings().isEmpty()) {
            return;
        }
        heading("Attacks");
        out.append("<details").append(report.failures().isEmpty() ? "" : " open")
                .append("><summary>").append(ReportText.held(report)).append("</summary>\n");
        head(List.of("what must hold", "what came of it", ""));
        for (Finding f : report.findings()) {
            out.append("<tr>");
            cell("", f.attack().sentence());
            cell("", f.message());
            cell(badge(f.verdict(), f.verdict().word()));
        }
        out.append("</table></div>\n</details>\n");
    }

    private void culprit(Culprit c) {
        heading("Culprit");
        out.append("<pre class=\"culprit\">").append(escaped(c.format())).append("</pre>\n")
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
        var map = new HeatMap(input.shape(), input.errors());
        paragraph("Relative error of each element, from pale (none) to red (as large as the"
                + " derivative); the last axis runs to the right, gray was not compared."
                + (map.sampled() ? " A cell shows the worst of several elements." : ""));
        out.append(map.svg());
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

    private void head(List<String> columns) {
        out.append("<div class=\"table\"><table>\n<tr>");
        for (String column : columns) {
            out.append("<th>").append(escaped(column)).append("</th>");
        }
        out.append("</tr>\n");
    }

    private void row(List<String> cells, String type, String badge) {
        out.append("<tr>");
        cells.subList(0, WORDS).forEach(w -> cell("", w));
        cell("", type);
        cells.subList(WORDS, cells.size()).forEach(n -> cell(" class=\"n\"", n));
        cell(badge);
    }

    private void cell(String style, String text) {
        out.append("<td").append(style).append('>').append(escaped(text)).append("</td>");
    }

    /// The last cell of a row.
    private void cell(String badge) {
        out.append("<td>").append(badge).append("</td></tr>\n");
    }

    private static String badge(Verdict verdict, String word) {
        String style = !verdict.passes() ? "fail" : verdict == Verdict.PASS ? "pass" : "warn";
        return "<span class=\"" + style + "\">" + escaped(word) + "</span>";
    }

    private static String escaped(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }
}

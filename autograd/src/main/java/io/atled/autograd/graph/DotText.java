package io.atled.autograd.graph;

import com.google.common.escape.Escaper;
import com.google.common.escape.Escapers;
import java.util.stream.Collectors;

/// A diagram in the DOT language.
///
/// **Source** of the escapes: a double-quoted DOT string knows `\"`; the label inside it knows
/// `\\`, `\n` and HTML entities (<https://graphviz.org/docs/attr-types/escString/>).
final class DotText {

    private static final Escaper ESCAPER = Escapers.builder()
            .addEscape('"', "\\\"")
            .addEscape('\\', "\\\\")
            .addEscape('&', "&amp;")
            .build();

    private DotText() {}

    static String of(Diagram diagram) {
        StringBuilder out = new StringBuilder("digraph {\n");
        out.append("  graph [rankdir=TB, nodesep=0.3, ranksep=0.45, labelloc=t, label=")
                .append(quote(diagram.title())).append(", fontname=\"Helvetica\"];\n");
        out.append("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", ")
                .append("fontsize=11, margin=\"0.15,0.08\"];\n");
        out.append("  edge [color=\"#8090a5\", fontname=\"Helvetica\", fontsize=9, ")
                .append("arrowsize=0.7];\n");
        diagram.nodes().forEach(node -> out.append("  ").append(node(node)).append(";\n"));
        diagram.edges().forEach(edge -> out.append("  ").append(edge(edge)).append(";\n"));
        return out.append("}\n").toString();
    }

    private static String node(Diagram.Node node) {
        String label = Labels.rows(node).stream()
                .map(ESCAPER::escape)
                .collect(Collectors.joining("\\n", "\"", "\""));
        return id(node.id()) + " [label=" + label + ", " + Palette.of(node).dot() + "]";
    }

    private static String edge(Diagram.Edge edge) {
        String ends = id(edge.from()) + " -> " + id(edge.to());
        return edge.label().isEmpty() ? ends : ends + " [label=" + quote(edge.label()) + "]";
    }

    /// Quoted, because a bare name must not hold the minus sign of a negative id.
    private static String id(int id) {
        return "\"n" + id + "\"";
    }

    private static String quote(String text) {
        return '"' + ESCAPER.escape(Labels.clean(text)) + '"';
    }
}

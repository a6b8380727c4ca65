package io.atled.autograd.graph;

import com.google.common.base.CharMatcher;
import com.google.common.escape.Escaper;
import com.google.common.escape.Escapers;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A diagram as a Mermaid flowchart.
///
/// Labels stand in double quotes. What could end the quotes, or be taken for HTML, Markdown, KaTeX
/// or an escape, is written as an entity code, `#35;` for `#`
/// (<https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters>).
final class MermaidText {

    private static final CharMatcher SPECIAL = CharMatcher.anyOf("\"#&<>`\\*_~$;{}|%@");
    private static final Escaper YAML = Escapers.builder()
            .addEscape('"', "\\\"").addEscape('\\', "\\\\").build();

    /// An invisible character that parts `\n` and `$$`, which Mermaid interprets even when coded.
    private static final String JOINER = "#8288;";

    /// A label that starts like an item of a Markdown list would be refused as one.
    private static final Pattern LIST_ITEM = Pattern.compile("(\\s*\\d*)([.)+-])(\\s.*)?");

    private MermaidText() {}

    static String of(Diagram diagram) {
        StringBuilder out = new StringBuilder();
        if (!diagram.title().isEmpty()) {
            String title = YAML.escape(Labels.clean(diagram.title()));
            out.append("---\ntitle: \"").append(title).append("\"\n---\n");
        }
        out.append("flowchart TB\n");
        diagram.nodes().forEach(node -> out.append("  ").append(node(node)).append('\n'));
        diagram.edges().forEach(edge -> out.append("  ").append(edge(edge)).append('\n'));
        Arrays.stream(Palette.values())
                .filter(p -> diagram.nodes().stream().anyMatch(node -> Palette.of(node) == p))
                .forEach(p -> out.append("  ").append(p.mermaid()).append('\n'));
        return out.toString();
    }

    private static String node(Diagram.Node node) {
        String label = Labels.rows(node).stream()
                .map(MermaidText::escape)
                .collect(Collectors.joining("<br/>"));
        String box = switch (node.kind()) {
            case VARIABLE -> "([\"" + label + "\"])";
            case CONSTANT, OUTPUT -> "[\"" + label + "\"]";
            case OPERATION -> "(\"" + label + "\")";
        };
        return id(node.id()) + box + ":::" + Palette.of(node).label();
    }

    private static String edge(Diagram.Edge edge) {
        String arrow = edge.label().isEmpty()
                ? " --> "
                : " -->|\"" + escape(Labels.clean(edge.label())) + "\"| ";
        return id(edge.from()) + arrow + id(edge.to());
    }

    /// `n7`; a minus sign would read as part of an arrow, so −7 becomes `m7`.
    private static String id(int id) {
        return (id < 0 ? "m" : "n") + Math.abs((long) id);
    }

    private static String escape(String text) {
        if (text.isBlank()) {
            return "#32;";
        }
        StringBuilder out = new StringBuilder();
        var item = LIST_ITEM.matcher(text);
        int bullet = item.matches() ? item.start(2) : -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i == bullet || SPECIAL.matches(c)) {
                out.append('#').append((int) c).append(';');
            } else {
                out.append(c);
            }
            if (c == '\\' || c == '$') {
                out.append(JOINER);
            }
        }
        return out.toString();
    }
}

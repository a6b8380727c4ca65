package io.atled.autograd.graph;

import java.util.Locale;

/// The colors of boxes, one row for each kind and one for marked nodes; the three formats share
/// them. Text on a fill keeps a contrast above 7 : 1 (WCAG AAA), light and dark.
enum Palette {
    CONSTANT("#f1f4f8", "#8b9bb0", "#1e242d", "#77869b", 9),
    VARIABLE("#e2f5e9", "#2f9e5f", "#12301f", "#4cc38a", 16),
    OPERATION("#e7effd", "#5180d6", "#172742", "#6a9bf0", 7),
    OUTPUT("#fdf0d3", "#c98a12", "#3a2a0a", "#e2ad45", 7),
    MARKED("#fde3e3", "#d32f2f", "#431619", "#ff6b6b", 7);

    private final String fill;
    private final String line;
    private final String darkFill;
    private final String darkLine;
    private final int corner;

    Palette(String fill, String line, String darkFill, String darkLine, int corner) {
        this.fill = fill;
        this.line = line;
        this.darkFill = darkFill;
        this.darkLine = darkLine;
        this.corner = corner;
    }

    static Palette of(Diagram.Node node) {
        return node.marked() ? MARKED : of(node.kind());
    }

    static Palette of(Diagram.Kind kind) {
        return switch (kind) {
            case CONSTANT -> CONSTANT;
            case VARIABLE -> VARIABLE;
            case OPERATION -> OPERATION;
            case OUTPUT -> OUTPUT;
        };
    }

    /// The name as a style class.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The radius of the corners of a box.
    int corner() {
        return corner;
    }

    String dot() {
        String width = this == OUTPUT || this == MARKED ? ", penwidth=2" : "";
        return "fillcolor=\"" + fill + "\", color=\"" + line + "\"" + width;
    }

    String mermaid() {
        return "classDef " + label() + " fill:" + fill + ",stroke:" + line + ",color:#16202e"
                + (this == OUTPUT || this == MARKED ? ",stroke-width:2px" : "");
    }

    String css(boolean dark) {
        return ".atled ." + label() + " rect { fill: " + (dark ? darkFill : fill) + "; stroke: "
                + (dark ? darkLine : line) + "; }";
    }
}

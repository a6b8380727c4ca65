package io.atled.autograd.graph;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The style sheet of a drawing: a light theme, and a dark one for viewers that prefer it.
///
/// Rules start with `.atled`, so that a drawing pasted into a page keeps its colors to itself. They
/// use no variables, which many viewers of SVG files do not know.
final class SvgStyle {

    private static final String STYLE = """
            .atled { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
            .atled .paper { fill: #ffffff; }
            .atled text { fill: #16202e; text-anchor: middle; }
            .atled .title { font-size: 14px; font-weight: bold; }
            .atled .line { font-size: 11px; fill: #38465e;
              font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; }
            .atled .name { font-size: 17px; font-weight: bold; text-anchor: start; }
            .atled .key { font-size: 12px; fill: #5b6980; text-anchor: start; }
            .atled .edge path { fill: none; stroke: #93a1b5; stroke-width: 1.4; }
            .atled .edge path.head { fill: #93a1b5; stroke: none; }
            .atled .edge text { font-size: 10px; fill: #5b6980; text-anchor: start;
              paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
            .atled .edge:hover path { stroke: #e0721d; stroke-width: 2.2; }
            .atled .edge:hover path.head { fill: #e0721d; stroke: none; }
            .atled rect { stroke-width: 1.4; }
            .atled .constant rect { stroke-dasharray: 4 3; }
            .atled .output rect { stroke-width: 2.6; }
            .atled .marked rect { stroke-width: 3; }
            """;

    private static final String DARK = """
            .atled .paper { fill: #0f1420; }
            .atled text { fill: #e8eef8; }
            .atled .line { fill: #b4c1d6; }
            .atled .key, .atled .edge text { fill: #8fa0ba; }
            .atled .edge text { stroke: #0f1420; }
            .atled .edge path { stroke: #66758d; }
            .atled .edge path.head { fill: #66758d; }
            """;

    private SvgStyle() {}

    static String css() {
        return STYLE + colors(false) + "@media (prefers-color-scheme: dark) {\n" + DARK
                + colors(true) + "}\n";
    }

    private static String colors(boolean dark) {
        return Arrays.stream(Palette.values())
                .map(palette -> palette.css(dark) + "\n")
                .collect(Collectors.joining());
    }
}

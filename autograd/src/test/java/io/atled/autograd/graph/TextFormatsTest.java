package io.atled.autograd.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

/// DOT and Mermaid. Graphviz 2.43 and Mermaid 11.17 were seen to draw these escapes as meant.
final class TextFormatsTest {

    private static Diagram single(String title, String... lines) {
        return new Diagram(
                title, ImmutableList.of(Sketch.node(0, title, lines)), ImmutableList.of());
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> "expected\n" + part + "\nin\n" + text);
    }

    @Test
    void dotHoldsNodesAndEdges() {
        String dot = Sketch.chain(2).toDot();
        assertTrue(dot.startsWith("digraph {\n"));
        assertContains(dot, "\"n0\" [label=\"n0\", fillcolor=");
        assertContains(dot, "\"n0\" -> \"n1\";\n");
        assertTrue(dot.endsWith("}\n"));
    }

    @Test
    void dotEscapesQuotesBackslashesAndEntities() {
        assertContains(single("a\"b\\n&lt;").toDot(), "label=\"a\\\"b\\\\n&amp;lt;\"");
    }

    @Test
    void dotPutsEveryLineOnItsOwn() {
        assertContains(single("matmul", "F32 (3)", "1\n2").toDot(),
                "label=\"matmul\\nF32 (3)\\n1\\n2\"");
    }

    @Test
    void mermaidHoldsNodesEdgesAndClasses() {
        String mermaid = Sketch.chain(2).toMermaid();
        assertTrue(mermaid.startsWith("flowchart TB\n"));
        assertContains(mermaid, "  n0(\"n0\"):::operation\n");
        assertContains(mermaid, "  n0 --> n1\n");
        assertContains(mermaid, "  classDef operation fill:");
        assertFalse(mermaid.contains("classDef marked"));
    }

    @Test
    void mermaidCodesWhatItWouldInterpret() {
        assertContains(single("\"#<`").toMermaid(), "(\"#34;#35;#60;#96;\")");
        assertContains(single("\\n").toMermaid(), "(\"#92;#8288;n\")");
        assertContains(single("1. list").toMermaid(), "(\"1#46; list\")");
        assertContains(single("- item").toMermaid(), "(\"#45; item\")");
        assertContains(single("−1.5", "-1.5").toMermaid(), "(\"−1.5<br/>-1.5\")");
    }

    @Test
    void mermaidQuotesTheTitle() {
        assertTrue(single("a \"b\" \\").toMermaid()
                .startsWith("---\ntitle: \"a \\\"b\\\" \\\\\"\n---\nflowchart TB\n"));
    }

    @Test
    void negativeIdsStayNames() {
        var diagram = new Diagram("",
                ImmutableList.of(Sketch.node(-1, "a"), Sketch.node(1, "b")),
                ImmutableList.of(new Diagram.Edge(-1, 1, "x|y")));
        assertContains(diagram.toMermaid(), "m1 -->|\"x#124;y\"| n1");
        assertContains(diagram.toDot(), "\"n-1\" -> \"n1\" [label=\"x|y\"]");
    }

    @Test
    void markedNodesHaveTheirOwnColor() {
        var culprit = new Diagram.Node(
                0, Diagram.Kind.OUTPUT, "exp", ImmutableList.of(), true);
        var diagram = new Diagram("", ImmutableList.of(culprit), ImmutableList.of());
        assertContains(diagram.toMermaid(), ":::marked");
        assertContains(diagram.toDot(), "#d32f2f");
        assertContains(diagram.toSvg(), "<g class=\"marked\"><title>#0 output (marked)");
    }

    @Test
    void whatNoFileMayHoldIsReplaced() {
        assertEquals("a�b�c d", Labels.clean("a\u0000b\ud800c\td"));
        assertEquals("🙂", Labels.clean("🙂"));
    }

    @Test
    void longTextIsCutBetweenCodePoints() {
        assertEquals("🙂🙂…", Labels.shorten("🙂🙂🙂🙂", 3));
        assertEquals("🙂🙂🙂", Labels.shorten("🙂🙂🙂", 3));
    }

    @Test
    void cyclesCanBeWrittenAsText() {
        Diagram cycle = Sketch.graph(2, 0, 1, 1, 0);
        assertContains(cycle.toDot(), "\"n1\" -> \"n0\"");
        assertContains(cycle.toMermaid(), "n1 --> n0");
    }
}

package io.atled.autograd.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class SvgDrawingTest {

    private static Document parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document document, String element) {
        NodeList found = document.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void textComesBackAsItWentIn() throws Exception {
        String title = "<&>\"' ]]> −∂ 🙂";
        var diagram = new Diagram(
                title, ImmutableList.of(Sketch.node(0, title, "F32 (3)")), ImmutableList.of());
        Document document = parse(diagram.toSvg());
        assertEquals(List.of(title, title, "F32 (3)", "operation"), texts(document, "text"));
        assertEquals(List.of("#0 operation\n" + title + "\nF32 (3)"), texts(document, "title"));
    }

    @Property(tries = 300)
    void anyTextGivesWellFormedXml(@ForAll String text) throws Exception {
        var a = Sketch.node(0, text, text, text);
        var b = Sketch.node(1, text);
        var edge = new Diagram.Edge(0, 1, text);
        parse(new Diagram(text, ImmutableList.of(a, b), ImmutableList.of(edge)).toSvg());
    }

    @Test
    void theDrawingIsSelfContained() {
        String svg = Sketch.random(5, 40).toSvg();
        assertFalse(svg.contains("<script"));
        assertFalse(svg.contains("href"));
        assertFalse(svg.contains("url("));
        assertTrue(svg.contains("prefers-color-scheme: dark"));
    }

    @Test
    void everyEdgeHasATooltip() throws Exception {
        assertTrue(texts(parse(Sketch.chain(2).toSvg()), "title").contains("0 'n0' → 1 'n1'"));
    }

    @Test
    void longLinesAreCutButTheTooltipHoldsThem() throws Exception {
        String line = "0.5, ".repeat(200);
        var diagram = new Diagram(
                "", ImmutableList.of(Sketch.node(0, "x", line)), ImmutableList.of());
        Document document = parse(diagram.toSvg());
        assertTrue(texts(document, "text").get(1).endsWith("…"));
        assertTrue(texts(document, "title").getFirst().contains(line));
        assertTrue(Layout.of(diagram).width() < 400);
    }

    @Test
    void anEmptyDiagramIsAnEmptyDrawing() throws Exception {
        assertEquals(List.of(), texts(parse(Sketch.graph(0).toSvg()), "text"));
    }

    @Test
    void tooManyNodesAreRefused() {
        Sketch.assertSays(() -> Sketch.chain(2_001).toSvg(),
                "Diagram.toSvg", "at most 2000 nodes", "got 2001", "draw a part", "toDot()");
        assertTrue(Sketch.chain(2_000).toSvg().endsWith("</svg>\n"));
    }

    @Test
    void tooManyLongEdgesAreRefused() {
        // the first 500 nodes of a chain also feed the last 500, each over 500 rows and more
        int[] chain = IntStream.range(1, 1_500).flatMap(i -> IntStream.of(i - 1, i)).toArray();
        int[] leaps = IntStream.range(0, 500).flatMap(i -> IntStream.of(i, i + 1_000)).toArray();
        int[] ends = IntStream.concat(IntStream.of(chain), IntStream.of(leaps)).toArray();
        Sketch.assertSays(() -> Sketch.graph(1_500, ends).toSvg(),
                "Diagram.toSvg", "100000 rows", "1500 rows", "draw a part", "toDot()");
    }

    @Test
    void boxesAreWideEnoughForTheirText() {
        Layout layout = Layout.of(new Diagram("",
                ImmutableList.of(Sketch.node(0, "WWWW", "iiii"), Sketch.node(1, "i", "WWWW")),
                ImmutableList.of()));
        double sans = TextWidth.sans("WWWW", BoxText.TITLE_SIZE);
        double monospace = TextWidth.monospace("WWWW", BoxText.LINE_SIZE);
        assertTrue(layout.boxes().get(0).width() > sans);
        assertTrue(layout.boxes().get(1).width() > monospace);
        assertEquals(monospace, TextWidth.monospace("iiii", BoxText.LINE_SIZE));
        assertTrue(sans > 3 * TextWidth.sans("iiii", BoxText.TITLE_SIZE));
    }

    @Test
    void theSpineOfAChainIsStraight() {
        // 0 → 1 → 2 → 3 with a weight beside each step
        Layout layout = Layout.of(Sketch.graph(7, 0, 1, 4, 1, 1, 2, 5, 2, 2, 3, 6, 3));
        double first = layout.boxes().get(1).middle();
        assertEquals(first, layout.boxes().get(2).middle());
        assertEquals(first, layout.boxes().get(3).middle());
    }

    @Test
    void aDiamondIsSymmetric() {
        List<Layout.Box> boxes = Layout.of(Sketch.graph(4, 0, 1, 0, 2, 1, 3, 2, 3)).boxes();
        assertEquals(boxes.get(0).middle(), boxes.get(3).middle());
        assertEquals(2 * boxes.get(0).middle(),
                boxes.get(1).middle() + boxes.get(2).middle(), 1);
        assertTrue(boxes.get(1).middle() < boxes.get(2).middle());
    }

    @Test
    void componentsStandSideBySide() {
        List<Layout.Box> boxes = Layout.of(Sketch.graph(4, 0, 1, 2, 3)).boxes();
        assertTrue(boxes.get(1).right() < boxes.get(2).left());
        assertEquals(boxes.get(0).top(), boxes.get(2).top());
    }

    @Test
    void manyComponentsFillSeveralShelves() {
        Layout layout = Layout.of(Sketch.graph(100));
        assertTrue(layout.width() < 2_000);
        double lowest = layout.boxes().stream()
                .map(Layout.Box::top).max(Comparator.naturalOrder()).orElseThrow();
        assertTrue(lowest > 0);
    }
}

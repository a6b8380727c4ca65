package io.atled.autograd.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class HtmlReportTest {
    /// Twice the right derivative.
    private record Doubled() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.sin();
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.cos().mul(2);
        }
    }

    private static final Tensor X = Tensor.of(0.3, -1.2, 2.5).reshape(1, 3).named("<x>");

    private static GradientReport wrong() {
        return GradientCheck.of((Tensor x) -> Tensor.apply(new Doubled(), x.mul(2)).square().sum(),
                X).named("a & b").run();
    }

    @Test
    void thePageShowsTheCulpritInRedAndLoadsNothing() {
        String page = wrong().toHtml();
        assertTrue(page.contains("doubled") && page.contains("counted twice"), page);
        assertTrue(page.contains("culprit: doubled (step"), page);
        assertTrue(page.contains("marked"), "the culprit is marked in the graph");
        assertTrue(page.contains("a &amp; b") && page.contains("&lt;x&gt;"), "names are escaped");
        assertTrue(page.contains("polyline") && page.contains("fill=\"hsl("), "curves and map");
        String own = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assertFalse(own.contains("http") || own.contains("<script") || own.contains("<link")
                || own.contains("src="), "self-contained");
    }

    @Test
    void theHeadingSaysWhatTheTextSays() {
        assertTrue(wrong().toHtml().contains(">WRONG</span></h1>"));
        assertTrue(wrong().format().startsWith("Gradient check of a & b: WRONG;"));
        GradientReport kink = GradientCheck.of((Tensor x) -> x.relu(), Tensor.of(0.0)).run();
        assertTrue(kink.toHtml().contains(">passed</span></h1>"));
        assertTrue(kink.format().startsWith("Gradient check of the function: passed;"));
    }

    @Test
    void thePageOfAPassedCheckIsShort() {
        String page = GradientCheck.of(Tensor::exp, X).run().toHtml();
        assertTrue(page.contains(">ok<"), page);
        assertFalse(page.contains("<h2>Culprit"), page);
    }

    @Test
    void anElementAtAKinkHasAMapAndACurve() {
        String page = GradientCheck.of((Tensor x) -> x.relu().sum(), Tensor.of(-1.0, 0.0, 1.0))
                .run().toHtml();
        assertTrue(page.contains(">kink<") && page.contains("polyline"), page);
    }

    @Test
    void theJsonHoldsEveryComponent() {
        GradientReport report = wrong();
        JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
        assertEquals("a & b", json.get("name").getAsString());
        JsonObject input = json.getAsJsonArray("inputs").get(0).getAsJsonObject();
        assertEquals(3, input.getAsJsonObject("counts").get("WRONG").getAsInt());
        assertEquals(report.inputs().getFirst().worst().orElseThrow().analytic(),
                input.getAsJsonObject("worst").get("analytic").getAsDouble());
        assertEquals("COUNTED_TWICE", json.getAsJsonObject("culprit").get("hint").getAsString());
        assertEquals(3, input.getAsJsonArray("errors").size());
    }

    @Test
    void jsonEscapesAndWritesWhatIsNotFiniteAsText() {
        record Odd(String text, double number, double whole) {}
        JsonObject json = JsonParser.parseString(
                JsonText.of(new Odd("a\"b\\c\nd\te", Double.NaN, 2))).getAsJsonObject();
        assertEquals("a\"b\\c\nd\te", json.get("text").getAsString());
        assertEquals("NaN", json.get("number").getAsString());
        assertEquals(2, json.get("whole").getAsDouble());
    }

    @Test
    void aSweepIsPlottedAsWellFormedSvg(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("new/sweep.svg");
        GradientCheck.sweep(Tensor::exp, Tensor.of(1.0)).plot(file);
        var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(Files.readString(file))));
        assertEquals(3, svg.getElementsByTagName("polyline").getLength());
    }

    @Test
    void theExtensionChoosesTheForm(@TempDir Path folder) throws IOException {
        GradientReport report = wrong();
        report.write(folder.resolve("r.html"));
        report.write(folder.resolve("r.json"));
        report.write(folder.resolve("r.txt"));
        assertEquals(report.format(), Files.readString(folder.resolve("r.txt")));
        String message = assertThrows(IllegalArgumentException.class,
                () -> report.write(folder.resolve("r.pdf"))).getMessage();
        assertTrue(message.contains("html, json, txt") && message.contains("r.pdf"), message);
    }
}

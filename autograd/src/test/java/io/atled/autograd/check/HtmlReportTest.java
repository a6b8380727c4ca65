package io.atled.autograd.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.common.html.HtmlEscapers;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.atled.autograd.Algebra;
import io.atled.autograd.Custom;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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
        assertTrue(page.contains(">1 kink<") && page.contains("polyline"), page);
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
        assertEquals(List.of("forward", "backward", "central", "extrapolated"),
                IntStream.range(0, svg.getElementsByTagName("title").getLength())
                        .mapToObj(k -> svg.getElementsByTagName("title").item(k).getTextContent())
                        .toList());
    }

    @Test
    void aSweepIsNamedAfterItsOperations() {
        Tensor zero = Tensor.of(0.0);
        assertEquals("relu: y[0] by input 0[0]", GradientCheck.sweep(Tensor::relu, zero).what());
        assertEquals("exp → sin: y[0] by input 0[0]",
                GradientCheck.sweep((Tensor x) -> x.exp().sin(), zero).what());
        assertEquals("exp → … → tanh (4 operations): y[0] by input 0[0]", GradientCheck.sweep(
                (Tensor x) -> x.exp().sin().square().tanh(), zero).what());
        assertEquals("exp: y by input 0", GradientCheck.sweep(Tensor::exp, Tensor.scalar(1.0))
                .what());
    }

    @Test
    void bothSidesOfAKinkAreSeenWithinThePlot() {
        StepSweep relu = GradientCheck.sweep(Tensor::relu, Tensor.of(0.0));
        assertEquals(1, relu.errors(relu.forward()).get(0));
        assertEquals(0, relu.errors(relu.backward()).get(0));
        String svg = relu.toSvg();
        double[] forward = heights(svg, "forward");
        double[] backward = heights(svg, "backward");
        double[] central = heights(svg, "central");
        // The plot reaches from 52 to 290, and zeros lie on its lower edge.
        assertTrue(forward[0] > 60 && forward[0] < central[0] - 10, svg);
        assertTrue(central[0] < 264, svg);
        assertEquals(290, backward[0]);
        assertEquals(relu.steps().length(), backward.length);
        assertTrue(svg.contains(">0</text>"), "the line of the zeros has its number");
    }

    /// How far down the points of a curve are.
    private static double[] heights(String svg, String curve) {
        String from = svg.substring(svg.indexOf("<title>" + curve + "</title>"));
        Matcher points = Pattern.compile("[\\d.]+,([\\d.]+)")
                .matcher(from.substring(0, from.indexOf("</g>")));
        return points.results().mapToDouble(p -> Double.parseDouble(p.group(1))).toArray();
    }

    @Test
    void aFailureThatNoDifferenceShowsIsSaidAboveTheTable() {
        var seen = new AtomicReference<>(X);
        GradientReport report = GradientCheck.of((Tensor x) -> Custom.apply("myCube", in -> {
            seen.set(in.getFirst().detach());
            return in.getFirst().pow(3);
        }, (dy, y, in) -> List.of(dy.mul(seen.get().square()).mul(3)), x).sum(), X).run();
        assertEquals(Verdict.PASS, report.inputs().getFirst().verdict());
        String failed = report.failed();
        assertTrue(failed.matches("failed: none of the derivatives in the table, but \\d of 16"
                + " attacks \\(the first: a backward pass is not changed by later runs on other"
                + " inputs\\); culprit: myCube, the derivative by its input 0"), failed);
        assertEquals(failed, report.format().lines().toList().get(1));
        String page = report.toHtml();
        assertTrue(page.indexOf(failed) > 0 && page.indexOf(failed) < page.indexOf("<table>"));
        JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
        assertEquals(failed, json.get("failed").getAsString());
        assertEquals(report.verdict().name(), json.get("verdict").getAsString());
    }

    @Test
    void failedElementsAndAttacksAreCounted() {
        assertEquals("failed: 3 of 3 elements compared; 1 of 16 attacks (each rule agrees with the"
                + " verbs its value is written in); culprit: doubled, the derivative by its"
                + " input 0", wrong().failed());
        assertEquals("", GradientCheck.of(Tensor::exp, X).run().failed());
    }

    @Test
    void thePageHasTheRowsOfTheText() {
        GradientReport report = wrong();
        String page = report.toHtml();
        for (String cell : Splitter.on("  ").trimResults().omitEmptyStrings()
                .split(report.format().lines().toList().get(3))) {
            assertTrue(page.contains(">" + HtmlEscapers.htmlEscaper().escape(cell) + "<"), cell);
        }
        assertTrue(page.contains("attacks: 15 of 16 held"));
        assertTrue(report.format().contains("attacks: 15 of 16 held"));
    }

    @Test
    void theCulpritHasItsCurve() {
        String page = wrong().toHtml();
        assertTrue(page.contains(">doubled: y[0, 0] by input 0[0, 0]<")
                || page.contains(">doubled: y[0, 1] by input 0[0, 1]<")
                || page.contains(">doubled: y[0, 2] by input 0[0, 2]<"), page);
    }

    @Test
    void cellsOfAMapAreAsLargeAsTheirNumberAllows() {
        assertTrue(map(3, 4).startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"225\""
                + " height=\"85\""), map(3, 4));
        assertTrue(map(3, 4).contains(">1.0e-03</text>"), "large cells have their number");
        assertTrue(map(64, 64).contains("width=\"577\" height=\"577\""));
        assertFalse(map(64, 64).contains("</text>"));
        assertTrue(map(200, 300).contains("width=\"577\" height=\"577\""), "sampled");
        assertTrue(map(1, 784).contains("width=\"577\" height=\"29\""));
    }

    private static String map(int... sizes) {
        double[] errors = new double[Shape.of(sizes).size()];
        Arrays.fill(errors, 1e-3);
        return new HeatMap(Shape.of(sizes), ImmutableDoubleArray.copyOf(errors)).svg();
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

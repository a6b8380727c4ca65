package io.atled.stranger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.Custom;
import io.atled.autograd.GradientError;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.check.GradientReport;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Gradient checks as a stranger's project runs them.
final class GradientCheckTest {
    /// Extrapolated differences of a smooth function of size 1 keep about ten digits.
    private static final double DIFFERENCES = 1e-9;

    private static final Tensor X = Tensor.ofNested(new double[][] {{0.5, -1, 2}, {1.5, 0.25, -3}});

    /// x³ whose derivative at the elements above 1.6 is off by `error` parts.
    private static Tensor cube(Tensor t, double error) {
        return Custom.apply("cube", x -> x.getFirst().pow(3), (dy, y, x) -> {
            Tensor off = x.getFirst().greater(1.6).to(dy.dtype()).mul(error).add(1);
            return List.of(dy.mul(x.getFirst().square().mul(3)).mul(off));
        }, t);
    }

    private static void assertSays(Throwable error, String... parts) {
        for (String part : parts) {
            assertTrue(String.valueOf(error.getMessage()).contains(part), error.getMessage());
        }
    }

    @Test
    void rightGradientsPassAndEveryElementIsCompared() {
        GradientReport report = GradientCheck.of(x -> x.tanh().square(), X).run();
        assertTrue(report.passed(), report.format());
        GradientReport.Input input = report.inputs().getFirst();
        assertEquals(6, input.checked());
        assertTrue(input.worst().orElseThrow().relativeError() < DIFFERENCES, report.format());
    }

    @Test
    void theWorstElementIsNamedWithBothValues() {
        GradientReport report = GradientCheck.of(x -> cube(x, 0.01), X).named("cubes").run();
        assertFalse(report.passed());
        GradientReport.Element worst = report.worst().orElseThrow().worst().orElseThrow();
        assertEquals(ImmutableIntArray.of(0, 2), worst.index());
        assertEquals(1.01, worst.analytic() / worst.numeric(), DIFFERENCES);
        assertEquals(0.01 / 1.01, worst.relativeError(), DIFFERENCES);
        String text = report.format();
        for (String part : List.of("cubes", "FAILED", "input 0[0, 2]", "WRONG", "(2,3)",
                "6 of 6", "correct the derivative")) {
            assertTrue(text.contains(part), text);
        }
    }

    @Test
    void anErrorOfOnePartInAMillionIsFound() {
        assertFalse(GradientCheck.of(x -> cube(x, 1e-6), X).run().passed());
        assertTrue(GradientCheck.of(x -> cube(x, 1e-6), X).tolerance(1e-5).run().passed());
    }

    @Test
    void smallGradientsAreCheckedRelativeToThemselves() {
        assertTrue(GradientCheck.of(x -> x.pow(3).mul(1e-9), X).run().passed());
        assertFalse(GradientCheck.of(x -> cube(x, 1e-4).mul(1e-9), X).run().passed());
    }

    @Test
    void largeInputsAndSteepFunctionsPass() {
        GradientCheck.assertGradients(x -> x.logSumExp(), Tensor.of(1e4, 1e4 - 1, 1e4 + 0.5));
        GradientCheck.assertGradients(Tensor::log, Tensor.of(0.05, 1e6));
    }

    @Test
    void theAssertionThrowsTheReport() {
        var error = assertThrows(AssertionError.class,
                () -> GradientCheck.assertGradients(x -> cube(x, 1), X));
        assertSays(error, "Gradient check", "WRONG", "analytic", "numeric");
        GradientCheck.assertGradients(Tensor::mul, X, X.add(1));
        GradientCheck.assertGradients(x -> x.get(0).mul(x.get(1)).div(x.get(2)),
                List.of(X, X.add(1), X.square()));
    }

    @Test
    void parametersKeepTheirNames() {
        var parameters = new LinkedHashMap<String, Tensor>();
        parameters.put("0.weight", Tensor.ofNested(new float[][] {{1, 2}, {0.5f, -1}, {1, 1}}));
        parameters.put("0.bias", Tensor.of(0.1f, -0.2f));
        GradientReport report = GradientCheck.of(
                p -> X.matmul(p.get(0)).add(p.get(1)).tanh().mean(), parameters).run();
        assertTrue(report.passed(), report.format());
        assertEquals(List.of("0.weight", "0.bias"),
                report.inputs().stream().map(GradientReport.Input::name).toList());
        assertEquals("F32 converted to F64", report.inputs().getFirst().note());
    }

    @Test
    void labelsNameInputsAndIntegersPassThrough() {
        GradientReport report = GradientCheck.of(x -> x.get(0).gather(0, x.get(1)),
                List.of(X.named("scores"), Tensor.ofNested(new int[][] {{0, 1, 1}}))).run();
        assertTrue(report.passed(), report.format());
        assertEquals(List.of("scores"),
                report.inputs().stream().map(GradientReport.Input::name).toList());
    }

    @Test
    void samplingComparesAsManyAsAskedAndTheSameForTheSameSeed() {
        Tensor large = Tensor.linspace(-1, 1, 500).to(DType.F64);
        GradientReport a = GradientCheck.of(Tensor::exp, large)
                .sampling(20, new SplittableRandom(5)).run();
        GradientReport b = GradientCheck.of(Tensor::exp, large)
                .sampling(20, new SplittableRandom(5)).run();
        assertEquals(20, a.inputs().getFirst().checked());
        assertEquals(a, b);
    }

    @Test
    void theGivenCotangentIsUsed() {
        Tensor dy = Tensor.ofNested(new double[][] {{0, 0, 0}, {0, 7, 0}});
        GradientReport report = GradientCheck.of(Tensor::square, X).cotangent(dy).run();
        GradientReport.Element worst = report.worst().orElseThrow().worst().orElseThrow();
        assertTrue(report.passed(), report.format());
        assertEquals(7 * 2 * 0.25, worst.index().equals(ImmutableIntArray.of(1, 1))
                ? worst.analytic() : 3.5);
        assertTrue(GradientCheck.of(x -> cube(x, 1), X).cotangent(dy).run().passed(),
                "what is wrong at [0, 2] is not seen by a cotangent that is 0 there");
        var error = assertThrows(ShapeMismatch.class,
                () -> GradientCheck.of(Tensor::sum, X).cotangent(dy).run());
        assertSays(error, "cotangent", "()", "(2,3)");
    }

    @Test
    void aKinkIsSuspectedWhereTheDifferencesDisagree() {
        GradientReport report = GradientCheck.of(Tensor::abs, Tensor.of(1e-5, 1)).run();
        assertFalse(report.passed());
        assertTrue(report.format().contains("kink"), report.format());
    }

    @Test
    void aSmallerStepStaysOnOneSideOfTheKink() {
        assertTrue(GradientCheck.of(Tensor::abs, Tensor.of(1e-5, 1)).step(0x1p-18).run().passed());
    }

    @Test
    void aGradientThatIsNotFiniteFails() {
        GradientReport report = GradientCheck.of(t -> Custom.apply("bad",
                x -> x.getFirst().mul(2), (dy, y, x) -> List.of(dy.div(0)), t), X).run();
        assertFalse(report.passed());
        assertTrue(report.format().contains("reverse mode is"), report.format());
    }

    @Test
    void anInputThatReverseModeDoesNotReachIsNotedAndStillCompared() {
        GradientReport cut = GradientCheck.of((a, b) -> a.mul(b.detach()), X, X.add(1)).run();
        assertFalse(cut.passed(), cut.format());
        assertTrue(cut.inputs().get(1).note().contains("does not reach"), cut.format());
        assertTrue(GradientCheck.of((a, b) -> a.square(), X, X).run().passed());
    }

    @Test
    void resultsThatCannotBeComparedAreClearErrors() {
        assertSays(assertThrows(DTypeMismatch.class,
                () -> GradientCheck.of(x -> x.to(DType.F32), X).run()), "F32", "do not convert");
        assertSays(assertThrows(DTypeMismatch.class,
                () -> GradientCheck.of(x -> x.greater(0), X).run()), "BOOL", "no derivatives");
        assertSays(assertThrows(GradientError.class,
                () -> GradientCheck.of(x -> X.exp(), X).run()), "does not depend", "captured");
        assertSays(assertThrows(GradientError.class,
                () -> GradientCheck.of(Tensor::log, X).run()), "element 1", "NaN", "domain");
        assertSays(assertThrows(GradientError.class,
                () -> GradientCheck.of(Tensor::log, Tensor.of(1e-4)).run()), "input 0[0]", "step");
    }

    @Test
    void aFunctionThatGivesTwoResultsForOneInputIsAClearError() {
        var calls = new AtomicInteger();
        assertSays(assertThrows(GradientError.class,
                () -> GradientCheck.of(x -> x.mul(calls.incrementAndGet()), X).run()),
                "different results", "deterministic");
    }

    @Test
    void senselessSettingsAreRefused() {
        GradientCheck check = GradientCheck.of(Tensor::exp, X);
        assertSays(assertThrows(IllegalArgumentException.class, () -> check.step(0)), "step");
        assertSays(assertThrows(IllegalArgumentException.class,
                () -> check.tolerance(Double.NaN)), "tolerance", "NaN");
        assertSays(assertThrows(IllegalArgumentException.class,
                () -> check.sampling(0, new SplittableRandom(1))), "sampling");
    }

    @Test
    void emptyInputsPassWithNothingCompared() {
        GradientReport report = GradientCheck.of(x -> x.get(0).sum().add(x.get(1).sum()),
                List.of(Tensor.zeros(DType.F64, Shape.of(0, 3)), X)).run();
        assertTrue(report.passed(), report.format());
        assertEquals(0, report.inputs().getFirst().checked());
        assertTrue(report.inputs().getFirst().worst().isEmpty());
    }

    @Test
    void variablesOfTheCallerAreLeftAlone() {
        Tensor w = X.variable();
        var seen = new ArrayList<Tensor>();
        GradientCheck.assertGradients(x -> {
            seen.add(x);
            return x.exp();
        }, w);
        assertTrue(seen.stream().noneMatch(x -> x == w));
        assertEquals(X.toString(), w.detach().toString());
    }
}

package io.atled.stranger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.Custom;
import io.atled.autograd.GradientError;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Culprit;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.check.GradientReport;
import io.atled.autograd.check.GradientReport.Numbers;
import io.atled.autograd.check.StepSweep;
import io.atled.autograd.check.Verdict;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        assertEquals(Map.of(Verdict.PASS, 6), input.counts());
        assertTrue(report.findings().size() > 10, "attacks were made");
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
        for (String part : List.of("cubes: WRONG;", "input 0[0, 2]", "WRONG", "(2,3)",
                "6 of 6", "ratio 1.01", "culprit: cube", "GradientCheckTest.java")) {
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
        assertSays(error, "Gradient check", "WRONG", "reverse mode", "differences");
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
        assertEquals("F32, converted to F64", report.inputs().getFirst().note());
        assertEquals(Numbers.OF_THE_RESULT, report.numbers());
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
        assertEquals(480, a.directions().getFirst().elements(), "all others at once");
        assertEquals(a.format(), b.format());
    }

    @Test
    void theGivenCotangentIsUsed() {
        Tensor dy = Tensor.ofNested(new double[][] {{0, 0, 0}, {0, 7, 0}});
        GradientReport report = GradientCheck.of(Tensor::square, X).cotangent(dy).run();
        GradientReport.Element worst = report.worst().orElseThrow().worst().orElseThrow();
        assertTrue(report.passed(), report.format());
        assertEquals(7 * 2 * 0.25, worst.index().equals(ImmutableIntArray.of(1, 1))
                ? worst.analytic() : 3.5);
        assertEquals(Numbers.WEIGHTED_AS_GIVEN, report.numbers());
        GradientReport blind = GradientCheck.of(x -> cube(x, 1), X).cotangent(dy).run();
        assertTrue(blind.inputs().getFirst().passed(),
                "what is wrong at [0, 2] is not seen by a cotangent that is 0 there");
        assertFalse(blind.passed(), "but the attacks see it");
        var error = assertThrows(ShapeMismatch.class,
                () -> GradientCheck.of(Tensor::sum, X).cotangent(dy).run());
        assertSays(error, "cotangent", "()", "(2,3)");
    }

    @Test
    void aDerivativeBesideAKinkIsTold() {
        GradientReport report = GradientCheck.of(Tensor::abs, Tensor.of(1e-5, 1)).run();
        assertEquals(Map.of(Verdict.PASS, 2), report.inputs().getFirst().counts());
    }

    @Test
    void atAKinkEverySlopeBetweenBothSidesPasses() {
        GradientReport report = GradientCheck.of(Tensor::abs, Tensor.of(0.0, 1)).run();
        assertTrue(report.passed(), report.format());
        assertEquals(Map.of(Verdict.PASS, 1, Verdict.KINK, 1),
                report.inputs().getFirst().counts());
        assertTrue(report.format().contains("a kink with the slopes -1.00 to the left"),
                report.format());
    }

    @Test
    void aGradientThatIsNotFiniteFails() {
        GradientReport report = GradientCheck.of(t -> Custom.apply("bad",
                x -> x.getFirst().mul(2), (dy, y, x) -> List.of(dy.div(0)), t), X).run();
        assertFalse(report.passed());
        assertTrue(report.format().contains("by reverse mode is"), report.format());
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
                () -> GradientCheck.of(x -> x.greater(0), X).run()), "BOOL", "no derivatives");
        assertSays(assertThrows(GradientError.class,
                () -> GradientCheck.of(x -> X.exp(), X).run()), "does not depend", "captured");
    }

    @Test
    void aValueThatIsNotFiniteIsNamed() {
        GradientReport report = GradientCheck.of(Tensor::log, X).run();
        assertEquals(Verdict.NON_FINITE, report.verdict());
        Culprit culprit = report.culprit().orElseThrow();
        assertEquals("log", culprit.operation());
        assertTrue(culprit.message().contains("NaN at [0, 1]"), culprit.message());
        GradientCheck.assertGradients(Tensor::log, Tensor.of(1e-4));
    }

    @Test
    void aFunctionThatConvertsToF32IsChecked() {
        assertTrue(GradientCheck.of(x -> x.to(DType.F32).sin(), X).run().passed());
        assertFalse(GradientCheck.of(x -> cube(x.to(DType.F32), 1e-3), X).run().passed());
    }

    @Test
    void aFunctionThatGivesTwoResultsForOneInputIsNotDeterministic() {
        var calls = new AtomicInteger();
        GradientReport report = GradientCheck.of(x -> x.mul(calls.incrementAndGet()), X).run();
        assertTrue(report.failures().stream().anyMatch(
                f -> f.verdict() == Verdict.NOT_DETERMINISTIC), report.format());
        assertTrue(report.format().contains("make the function deterministic"), report.format());
    }

    @Test
    void senselessSettingsAreRefused() {
        GradientCheck check = GradientCheck.of(Tensor::exp, X);
        assertSays(assertThrows(IllegalArgumentException.class, () -> check.order(0)), "order");
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

    @Test
    void theFastModeFindsTheElementThatIsWrong() {
        Tensor large = Tensor.linspace(-1, 1.605, 400).to(DType.F64);
        GradientReport right = GradientCheck.of(Tensor::exp, large)
                .fast(2, new SplittableRandom(3)).run();
        assertTrue(right.passed(), right.format());
        assertEquals(2, right.directions().size());
        GradientReport wrong = GradientCheck.of(x -> cube(x, 1e-6).sum(), large)
                .fast(1, new SplittableRandom(3)).run();
        assertEquals(ImmutableIntArray.of(399),
                wrong.worst().orElseThrow().worst().orElseThrow().index());
    }

    @Test
    void recordsOfTensorsNameTheirComponents() {
        record Line(Tensor slope, Tensor shift) {}
        var line = new Line(Tensor.of(2.0, 1), Tensor.scalar(-1.0));
        GradientReport report = GradientCheck.of(
                (Line p) -> p.slope().mul(p.shift()).exp(), line).run();
        assertTrue(report.passed(), report.format());
        assertEquals(List.of("slope", "shift"),
                report.inputs().stream().map(GradientReport.Input::name).toList());
    }

    @Test
    void secondDerivativesAreCheckedByOrder() {
        assertTrue(GradientCheck.of(Tensor::tanh, X).order(3).run().passed());
    }

    @Test
    void weightedNumbersAreCalledSo() {
        Tensor large = Tensor.linspace(-1, 1, 300).to(DType.F64);
        GradientReport report = GradientCheck.of(Tensor::exp, large)
                .sampling(3, new SplittableRandom(1)).run();
        assertEquals(Numbers.WEIGHTED_AT_RANDOM, report.numbers());
        assertTrue(report.format().contains("with a random cotangent"), report.format());
    }

    @Test
    void aSweepHasItsValleyAtTheCubeRootOfEpsilon() {
        StepSweep sweep = GradientCheck.sweep(Tensor::exp, Tensor.of(1.0));
        assertEquals(Math.E, sweep.reference(), DIFFERENCES);
        double best = sweep.bestStep(sweep.central());
        assertTrue(best > 1e-7 && best < 1e-4, () -> "ε to the power of a third is 6e-6: " + best);
        assertTrue(sweep.bestStep(sweep.forward()) < best);
    }
}

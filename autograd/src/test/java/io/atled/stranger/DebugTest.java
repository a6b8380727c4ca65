package io.atled.stranger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Activations;
import io.atled.autograd.Attention;
import io.atled.autograd.Custom;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Gradients;
import io.atled.autograd.Recording;
import io.atled.autograd.Step;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Anomaly;
import io.atled.autograd.check.Anomaly.Operand;
import io.atled.autograd.check.Anomaly.Pass;
import io.atled.autograd.check.AnomalyFound;
import io.atled.autograd.check.Debug;
import io.atled.autograd.check.Trap;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Which operation brought NaN and ∞ in, and which infinities are meant.
class DebugTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static Tensor variable(double... values) {
        return Tensor.of(values).variable();
    }

    private static Anomaly found(Supplier<?> body) {
        return assertThrows(AnomalyFound.class, () -> Debug.anomalies(body::get)).anomaly();
    }

    private static Anomaly assertFound(Pass pass, String operation, Trap trap, Supplier<?> body) {
        Anomaly a = found(body);
        assertEquals(List.of(pass, operation, trap), List.of(a.pass(), a.operation(), a.trap()));
        return a;
    }

    @Test
    void aBranchThatIsNotTakenIsFoundWhereItIsComputed() {
        Tensor x = variable(1, 0, 2).named("x");
        Anomaly log = assertFound(Pass.FORWARD, "log", Trap.POLE,
                () -> x.greater(0).where(x.log(), 0).sum());
        assertEquals(-INFINITY, log.value());
        assertEquals(List.of(1), log.index().asList());
        Anomaly root = assertFound(Pass.BACKWARD, "sqrt", Trap.BRANCH_NOT_TAKEN,
                () -> x.greater(0).where(x.sqrt(), 0).sum().gradients());
        assertTrue(Double.isNaN(root.value()));
        assertEquals(List.of(1), root.index().asList());
        Tensor zero = variable(0, 0, 1);
        assertFound(Pass.FORWARD, "div", Trap.POLE,
                () -> zero.notEqualTo(0).where(x.add(1).div(zero), 0));
        assertFound(Pass.FORWARD, "div", Trap.ZERO_BY_ZERO,
                () -> zero.notEqualTo(0).where(x.mul(0).div(zero), 0));
    }

    @Test
    void whatAnActivationHidesIsFound() {
        Tensor x = Tensor.of(Shape.of(1, 1), 3e38f);
        Tensor w = Tensor.of(Shape.of(1, 1), -3e38f).variable();
        Supplier<Tensor> hidden = () -> x.affine(w, Tensor.of(0f), new Activations.Relu());
        assertEquals(0, hidden.get().item());
        assertEquals(-INFINITY, found(hidden).value());
        assertEquals("affine", found(hidden).operation());
    }

    @Test
    void whatTheTrapAdvisesPasses() {
        Tensor x = variable(1, 0, 2);
        Tensor b = variable(4, 0, 2);
        assertArrayEquals(new double[] {1, 0, 0.5}, Debug.anomalies(() -> x.greater(0)
                .where(x.greater(0).where(x, 1).log(), 0).sum().gradients().get(x)).toDoubles());
        assertArrayEquals(new double[] {0.25, 0, 0.5}, Debug.anomalies(() -> b.notEqualTo(0)
                .where(x.div(b.notEqualTo(0).where(b, 1)), 0).sum().gradients().get(x))
                .toDoubles());
        assertArrayEquals(new double[] {0, 0}, Debug.anomalies(() -> {
            Tensor zeros = variable(0, 0);
            return zeros.norm().gradients().get(zeros);
        }).toDoubles());
    }

    @Test
    void aRootAtZeroHasAValueButNoSlope() {
        Anomaly a = assertFound(Pass.BACKWARD, "sqrt", Trap.INFINITE_SLOPE,
                () -> variable(0, 0).square().sum().sqrt().gradients());
        assertEquals(INFINITY, a.value());
        assertEquals("the cotangent of input 0", a.operands().getLast().name());
        assertFound(Pass.BACKWARD, "pow", Trap.INFINITE_SLOPE,
                () -> variable(1, 0).pow(0.5).sum().gradients());
        assertFound(Pass.BACKWARD, "asin", Trap.INFINITE_SLOPE,
                () -> variable(0.5, 1).asin().sum().gradients());
    }

    @Test
    void overflowAndNumbersOutsideTheDomainAreFound() {
        Anomaly exp = assertFound(Pass.FORWARD, "exp", Trap.OVERFLOW,
                () -> Tensor.of(Shape.of(2, 2), 1f, 2, 100, 3).exp());
        assertEquals(List.of(1, 0), exp.index().asList());
        assertFound(Pass.FORWARD, "sum", Trap.OVERFLOW, () -> Tensor.of(3e38f, 3e38f).sum());
        assertFound(Pass.FORWARD, "log", Trap.OUTSIDE_THE_DOMAIN, () -> Tensor.of(1.0, -2).log());
        assertFound(Pass.FORWARD, "pow", Trap.OUTSIDE_THE_DOMAIN,
                () -> Tensor.of(-2.0).pow(0.5));
        assertFound(Pass.FORWARD, "mean", Trap.TOO_FEW, () -> Tensor.zeros(0).mean());
        assertFound(Pass.FORWARD, "std", Trap.TOO_FEW,
                () -> Tensor.of(5.0).std(1, Axes.of(0)));
        assertFound(Pass.BACKWARD, "adding up the cotangents of the variable", Trap.OVERFLOW,
                () -> {
                    Tensor x = variable(0);
                    return x.mul(1e308).add(x.mul(1.5e308)).sum().gradients();
                });
    }

    @Test
    void aRowThatIsMaskedFullyIsFound() {
        Tensor scores = variable(1, 2, 3, 4).reshape(2, 2);
        Tensor mask = Tensor.of(Shape.of(2, 2), false, true, true, true);
        Anomaly a = assertFound(Pass.FORWARD, "softmax", Trap.MASKED_ROW,
                () -> scores.maskedFill(mask, -INFINITY).softmax(-1));
        assertEquals(List.of(1, 0), a.index().asList());
        assertEquals(3, a.operands().getFirst().infinities());
    }

    @Test
    void infinitiesThatAreAskedForPass() {
        Tensor x = variable(1, 2, 3, 4).reshape(2, 2);
        Tensor mask = Tensor.of(Shape.of(2, 2), false, true, false, false);
        Tensor added = Tensor.of(Shape.of(2, 2), 0, -INFINITY, 0, 0);
        Gradients g = Debug.anomalies(() -> {
            Tensor masked = x.maskedFill(mask, -INFINITY);
            Tensor sum = masked.softmax(-1).square().sum().add(masked.logSumExp(1).sum())
                    .add(masked.max(1).sum()).add(x.add(added).softmax(1).square().sum())
                    .add(x.scaledDotProductAttention(x, x, Attention.Sight.PAST).sum())
                    .add(x.scaledDotProductAttention(x, x, Attention.Sight.ALL, added).sum())
                    .add(masked.softmaxCrossEntropy(1, Tensor.of(0, 1)).sum());
            return sum.gradients();
        });
        assertEquals(1, g.variables().size());
        assertEquals(-INFINITY, Debug.anomalies(() -> Tensor.zeros(0).logSumExp()).item());
        assertEquals(INFINITY, Debug.anomalies(() -> Tensor.of(INFINITY).mul(2).exp()).item());
        assertTrue(Double.isNaN(Debug.anomalies(() -> Tensor.of(Double.NaN).exp().sum()).item()));
    }

    @Test
    void whatIsAskedForElsewhereHidesNothing() {
        Anomaly a = assertFound(Pass.FORWARD, "exp", Trap.OVERFLOW,
                () -> Tensor.of(INFINITY, 1000, Double.NaN).exp());
        assertEquals(List.of(1), a.index().asList());
        assertFound(Pass.FORWARD, "mul", Trap.INFINITIES,
                () -> Tensor.of(INFINITY, 1).mul(Tensor.of(0.0, 1)));
        assertFound(Pass.FORWARD, "sum", Trap.INFINITIES,
                () -> Tensor.of(INFINITY, -INFINITY).sum());
        Anomaly broadcast = assertFound(Pass.FORWARD, "div", Trap.POLE, () -> Tensor
                .of(Shape.of(2, 2), INFINITY, 1, 1, 1).div(Tensor.of(1.0, 0)));
        assertEquals(List.of(0, 1), broadcast.index().asList());
        Operand divisor = broadcast.operands().get(1);
        assertEquals(List.of(1), divisor.element().orElseThrow().asList());
        assertEquals(0, divisor.value());
    }

    @Test
    void theLineAndTheNumbersAreThoseOfTheProgram() {
        Tensor x = Tensor.of(Shape.of(2, 2), 4f, 9, 0, 1).variable();
        int[] line = new int[2];
        Anomaly a = found(() -> {
            line[0] = line() + 1;
            Tensor y = x.sqrt();
            line[1] = line() + 1;
            return y.sum().gradients();
        });
        assertEquals(line[0], a.source().getFirst().line());
        assertEquals("DebugTest.theLineAndTheNumbersAreThoseOfTheProgram",
                a.source().getFirst().method());
        assertEquals(line[1], a.caller().getFirst().line());
        assertEquals(List.of("the cotangent of the result", "input 0", "the cotangent of input 0"),
                a.operands().stream().map(Operand::name).toList());
        Operand in = a.operands().get(1);
        assertEquals(List.of(0.0, 9.0, 0, 0, 0.0),
                List.of(in.min(), in.max(), in.nans(), in.infinities(), in.value()));
        assertEquals(List.of(1, 0), in.element().orElseThrow().asList());
        Operand out = a.operands().get(2);
        assertEquals(List.of(0.5, 1, INFINITY), List.of(out.max(), out.infinities(),
                out.value()));
    }

    private static int line() {
        return StackWalker.getInstance().walk(frames -> frames.skip(1).findFirst().orElseThrow()
                .getLineNumber());
    }

    @Test
    void theMessageReads() {
        Tensor x = variable(0, 1, 2);
        int line = line() + 1;
        String message = found(() -> x.greater(0).where(x.sqrt(), 0).sum().gradients()).format();
        assertEquals("""
                sqrt, in the backward pass: the cotangent of input 0 is NaN at (0), though no NaN \
                went in
                  at DebugTest.theMessageReads(DebugTest.java:LINE)
                  asked for at DebugTest.theMessageReads(DebugTest.java:LINE)
                  the cotangent of the result  F64 (3), 0 to 1, all finite; 0 at (0)
                  input 0                      F64 (3), 0 to 2, all finite; 0 at (0)
                  the cotangent of input 0     F64 (3), 0.3536 to 0.5000, 1 NaN; NaN at (0)
                  0·∞: its derivative is infinite here and its cotangent 0, because a where(…) or \
                a mask after it
                  leaves this element out, which is too late; choose a harmless argument \
                before it, as in
                  x.greater(0).where(x, 1).sqrt()""".replace("LINE", "" + line), message);
    }

    @Test
    void whatWasRecordedBeforeIsLookedAtWhenItIsPassed() {
        Tensor x = variable(0, 1);
        Tensor infinite = x.log().mul(0).sum();
        Anomaly a = assertFound(Pass.FORWARD, "log", Trap.POLE, infinite::gradients);
        assertEquals(List.of(), a.source());
        assertTrue(a.format().contains("before Debug.anomalies began"), a.format());
        Tensor steep = x.sqrt().sum();
        assertFound(Pass.BACKWARD, "sqrt", Trap.INFINITE_SLOPE, steep::gradients);
    }

    @Test
    void whatAStepTookBackIsNotAskedFor() {
        Tensor x = Tensor.ones(100, 100).variable();
        var leaked = new ArrayList<Tensor>();
        new Step().run(() -> leaked.add(x.add(1).neg().reshape(-1)));
        Tensor y = leaked.getFirst();
        assertThrows(IllegalStateException.class, y::toFloats);
        Gradients g = Debug.anomalies(() -> y.gradients(Tensor.ones(10_000).mul(3)));
        assertEquals(-3, g.get(x).get(99, 99));
    }

    @Test
    void derivativesOfDerivativesAreWatched() {
        Tensor x = Tensor.of(0.0, 1);
        Anomaly a = assertFound(Pass.BACKWARD, "pow in the derivative of pow", Trap.INFINITE_SLOPE,
                () -> Differentiate.grad((Tensor t) -> Differentiate.grad((Tensor u) ->
                        u.pow(1.5).sum()).apply(t).sum()).apply(x));
        assertTrue(a.source().getFirst().method().startsWith("DebugTest"), a.format());
        assertFound(Pass.TANGENTS, "pow in the derivative of pow", Trap.INFINITE_SLOPE,
                () -> Differentiate.hvp(u -> u.pow(1.5).sum(), x, Tensor.of(1.0, 1)));
        assertFound(Pass.TANGENTS, "sqrt", Trap.INFINITE_SLOPE,
                () -> Differentiate.jvp(Tensor::sqrt, x, Tensor.of(1.0, 1)));
    }

    @Test
    void aRuleMayMeetInfinitiesThatItDoesNotGiveOn() {
        Tensor x = variable(0, 4);
        Supplier<Tensor> gradient = () -> Custom.apply("safeRoot", in -> in.getFirst().sqrt(),
                (dy, y, in) -> List.of(y.greater(0).where(dy.div(y.mul(2)), 0)), x)
                .sum().gradients().get(x);
        assertArrayEquals(new double[] {0, 0.25}, Debug.anomalies(gradient::get).toDoubles());
    }

    @Test
    void theBodysValueAndExceptionsComeOut() throws IOException {
        Tensor x = Tensor.of(1.0);
        assertSame(x, Debug.anomalies(() -> x));
        var thrown = new IOException("read");
        assertSame(thrown, assertThrows(IOException.class, () -> Debug.anomalies(() -> {
            throw thrown;
        })));
        assertThrows(AnomalyFound.class, () -> Debug.anomalies(() -> Tensor.of(0.0).log()));
        assertEquals(-INFINITY, Tensor.of(0.0).log().item());
        assertThrows(AnomalyFound.class, () -> Debug.anomalies(() ->
                Recording.off(() -> Tensor.of(0.0).log())));
    }
}

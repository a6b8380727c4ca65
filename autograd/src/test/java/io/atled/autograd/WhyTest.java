package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Explanations of gradients that are there, and of those that are missing.
class WhyTest {
    private final Tensor w = Tensor.of(1.0, 2).variable().named("w");
    private final Tensor other = Tensor.of(3.0, 4).variable().named("other");

    private static void assertSays(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "“" + part + "” is not in: " + text);
        }
    }

    @Test
    void aGradientThatIsThere() {
        assertEquals("the result of sum of shape () depends on “w” of shape (2): there is a"
                + " gradient", w.square().sum().why(w));
        assertSays(w.why(w), "there is a gradient");
    }

    @Test
    void aVariableThatWasNotUsed() {
        Tensor loss = w.square().sum();
        assertSays(loss.why(other), "was not computed from “other”", "nothing on the way used it",
                "No path was cut", "replaced by another tensor");
        assertError(GradientError.class, () -> loss.gradients().get(other), "sum",
                "no gradient by “other” of shape (2)", "nothing on the way used it",
                "ask loss.why(variable)");
    }

    @Test
    void aConstant() {
        Tensor constant = Tensor.of(5.0, 6);
        Tensor loss = w.mul(constant).sum();
        assertSays(loss.why(constant), "is used, but it is a constant", "call variable()");
        assertError(GradientError.class, () -> loss.gradients().get(constant), "constant",
                "variable()");
    }

    @Test
    void integersAndMasks() {
        Tensor labels = Tensor.of(0, 1);
        Tensor loss = w.gather(0, labels).sum();
        assertSays(loss.why(labels), "is used, but it is I32, which has no derivatives");
        assertError(GradientError.class, () -> loss.gradients().get(labels), "I32");
    }

    @Test
    void aPathCutByDetach() {
        Tensor cut = w.square().detach().mul(2);
        Tensor loss = cut.mul(other).sum();
        assertSays(loss.why(w), "was not computed from “w”", "These paths end early", "detach()");
        assertError(GradientError.class, () -> loss.gradients().get(w), "no gradient by “w”");
    }

    @Test
    void aPathCutByRecordingOff() {
        Tensor cut = Recording.off(() -> w.square().mul(2).add(1));
        assertSays(cut.mul(other).sum().why(w), "These paths end early", "Recording.off");
    }

    @Test
    void aPathCutByAMask() {
        Tensor cut = w.greater(0).to(DType.F64).mul(2);
        assertSays(cut.mul(other).sum().why(w), "These paths end early",
                "an operation without derivative");
        assertSays(w.greater(0).where(other, 0).sum().why(w), "These paths end early",
                "it is BOOL, which has no derivatives");
    }

    @Test
    void aPathCutByRounding() {
        Tensor cut = w.to(DType.I32).to(DType.F64);
        assertSays(cut.mul(other).sum().why(w), "an operation without derivative");
    }

    @Test
    void aRootThatWasNeverRecorded() {
        assertError(GradientError.class, () -> Tensor.of(1.0).square().gradients(),
                "the tensor of shape (1) was not recorded", "nothing it was computed from",
                "variable() before computing");
    }

    @Test
    void aRootComputedInsideRecordingOff() {
        Tensor loss = Recording.off(() -> w.square().sum());
        assertError(GradientError.class, loss::gradients, "was not recorded", "Recording.off",
                "compute it outside");
        assertSays(loss.why(w), "was not recorded", "Recording.off");
    }

    @Test
    void aRootComputedFromDetachedValues() {
        Tensor loss = w.detach().square().sum();
        assertError(GradientError.class, loss::gradients, "was not recorded", "detach()",
                "differentiate what came before");
        assertSays(loss.why(w), "detach()");
    }

    @Test
    void aRootComputedFromAMask() {
        Tensor hits = w.greater(1.5).to(DType.F64).mean();
        assertError(GradientError.class, hits::gradients, "was not recorded",
                "without derivative");
    }

    @Test
    void aMaskAsRoot() {
        assertError(GradientError.class, () -> w.sum().greater(0).gradients(), "BOOL",
                "no derivatives", "F32 or F64");
    }

    @Test
    void somethingInTheMiddle() {
        Tensor middle = w.square();
        Tensor loss = middle.sum();
        assertSays(loss.why(middle), "there is a gradient");
        assertError(GradientError.class, () -> loss.gradients().get(middle),
                "in the middle of the graph", "Backward.only", "hook");
    }

    @Test
    void manyCutsAreCountedRatherThanListed() {
        Tensor sum = other;
        for (int i = 0; i < 12; i++) {
            sum = sum.add(w.mul(i).detach().named("part " + i));
        }
        String text = sum.sum().why(w);
        assertSays(text, "“part", "and 7 more");
        assertTrue(text.length() < 1000, text);
    }

    @Test
    void aValueOfItsOwnIsNotTheVariableItWasMadeFrom() {
        Tensor copy = w.detach().variable();
        Tensor loss = copy.square().sum();
        assertFalse(loss.gradients().reaches(w));
        assertSays(loss.why(w), "a second variable() of the same values");
    }

    @Test
    void whatAnOutsiderComputedFromConstantsIsNoCut() {
        Tensor plain = Tensor.of(1.0, 2).mul(3);
        String text = plain.mul(other).sum().why(w);
        assertSays(text, "No path was cut");
        assertEquals(List.of(), plain.inputs());
    }

    @Test
    void gradientsOfGradientsThatWereNotRecorded() {
        Tensor v = Tensor.of(1.0, 2).variable();
        Tensor g = v.pow(3).sum().gradients().get(v);
        assertError(GradientError.class, () -> g.sum().gradients(), "computed from one",
                "Differentiate.grad", "recorded()");
    }
}

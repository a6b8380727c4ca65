package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Graphs recorded before a parameter changed: a clear error, never a wrong gradient.
class SupersededTest {
    private static final String REASON = "was updated after this graph was recorded";

    @Test
    void gradientsThroughAnOldValueAreRefusedByName() {
        Tensor w = Tensor.of(1.0).variable().named("weight");
        Tensor loss = w.square().sum();
        w.supersede(REASON);
        assertError(GradientError.class, loss::gradients, "gradients: “weight” of shape (1) "
                + REASON, "run the model again");
        assertError(GradientError.class, () -> Backward.from(loss).recorded().run(), REASON);
        assertError(GradientError.class, () -> w.sum().gradients(), REASON);
    }

    @Test
    void graphsWithoutTheOldValueGoOn() {
        Tensor old = Tensor.of(1.0).variable();
        Tensor other = Tensor.of(2.0).variable();
        old.supersede(REASON);
        assertEquals(4, other.square().gradients().get(other).item());
        assertEquals(1, other.mul(old.detach()).gradients().get(other).item());
    }

    @Test
    void theValuesOfAnOldGraphStayReadable() {
        Tensor w = Tensor.of(3.0).variable();
        Tensor y = w.square();
        w.supersede(REASON);
        assertEquals(9, y.item());
        assertTrue(y.why(w).contains("depends on"));
    }

    @Test
    void aGradientByAnotherVariableThroughTheOldGraphIsRefusedToo() {
        Tensor w = Tensor.of(1.0).variable();
        Tensor x = Tensor.of(2.0).variable();
        Tensor y = w.mul(x);
        w.supersede(REASON);
        assertError(GradientError.class,
                () -> Backward.from(y).only(List.of(x)).run(), REASON);
    }

    @Test
    void aFunctionMayCaptureAnOldValueButNotBeDifferentiatedThroughIt() {
        Tensor w = Tensor.of(3.0).variable();
        Tensor y = w.square();
        w.supersede(REASON);
        Tensor dt = Differentiate.grad((Tensor t) -> t.mul(y).sum()).apply(Tensor.of(1.0));
        assertEquals(9, dt.item());
        assertError(GradientError.class, () -> dt.sum().gradients(), REASON);
        assertError(GradientError.class,
                () -> Differentiate.grad((Tensor t) -> t.mul(w).sum()).apply(Tensor.of(1.0)),
                REASON);
    }

    @Test
    void anotherNameDoesNotMakeAnOldValueNew() {
        Tensor w = Tensor.of(1.0).variable();
        w.supersede(REASON);
        assertError(GradientError.class, () -> w.named("again").square().gradients(), REASON);
    }
}

package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void aVariableIsALeafThatAsksForAGradient() {
        Tensor w = Tensor.of(1f, 2).variable();
        assertTrue(w.requiresGrad());
        assertTrue(w.isLeaf());
        assertNull(w.op());
        assertEquals(List.of(), w.inputs());
    }

    @Test
    void whatIsComputedFromAVariableKnowsItsOrigin() {
        Tensor w = Tensor.of(1f, 2).variable();
        Tensor y = w.tanh();
        assertTrue(y.requiresGrad());
        assertFalse(y.isLeaf());
        assertEquals("tanh", assertNotNullOp(y).name());
        assertSame(w, y.inputs().getFirst());
    }

    private static Op assertNotNullOp(Tensor y) {
        assertNotNull(y.op());
        return y.op();
    }

    @Test
    void whatIsComputedFromConstantsAloneIsNotRecorded() {
        Tensor y = Tensor.of(1f, 2).tanh().sum();
        assertFalse(y.requiresGrad());
        assertTrue(y.isLeaf());
    }

    @Test
    void recordingOffRecordsNothing() {
        Tensor w = Tensor.of(1f, 2).variable();
        Tensor y = Recording.off(() -> w.square().sum());
        assertFalse(y.requiresGrad());
        assertEquals(5, y.item());
        Tensor inside = Recording.off(() -> Recording.on(() -> w.square()));
        assertTrue(inside.requiresGrad());
        assertTrue(Recording.isOn());
    }

    @Test
    void recordingIsBackOnAfterAnError() {
        assertError(IllegalStateException.class, () -> Recording.off(() -> {
            throw new IllegalStateException("stop");
        }), "stop");
        assertTrue(Recording.isOn());
    }

    @Test
    void detachKeepsTheValuesAndLosesTheOrigin() {
        Tensor w = Tensor.of(1f, 2).variable();
        Tensor y = w.mul(3).detach();
        assertFalse(y.requiresGrad());
        assertArrayEquals(new float[] {3, 6}, y.toFloats());
        assertSame(y, y.detach());
    }

    @Test
    void aVariableOfAResultStartsAnew() {
        Tensor w = Tensor.of(2.0).variable();
        Tensor middle = w.square().variable();
        Gradients g = middle.square().sum().gradients();
        assertEquals(8, g.get(middle).item());
        assertFalse(g.reaches(w));
    }

    @Test
    void aNameChangesNothingElse() {
        Tensor w = Tensor.of(1f, 2).variable().named("weight");
        assertEquals("weight", w.label());
        Tensor y = w.mul(2).named("twice");
        assertEquals("mul", assertNotNullOp(y).name());
        assertArrayEquals(new float[] {2, 2}, y.sum().gradients().get(w).toFloats());
        assertEquals("weight", w.variable().label());
    }

    @Test
    void aLineSaysTypeShapeValuesNameAndOrigin() {
        assertEquals("Tensor F32 (2) [1, 2]", Tensor.of(1f, 2).toString());
        assertEquals("Tensor F64 (2,2) [0.5, 1, 1.5, 2] variable",
                Tensor.of(Shape.of(2, 2), 0.5, 1, 1.5, 2).variable().toString());
        assertEquals("Tensor F32 (2) [2, 4] “y” from mul",
                Tensor.of(1f, 2).variable().mul(2).named("y").toString());
        assertEquals("Tensor I32 (8) [0, 1, 2, 3, 4, 5, …]", Tensor.arange(8).toString());
        assertEquals("Tensor BOOL (2) [true, false]", Tensor.of(true, false).toString());
        assertEquals("Tensor F32 (0) []", Tensor.zeros(0).toString());
        assertEquals("Tensor F64 () [3.142]", Tensor.scalar(Math.PI).toString());
    }

    @Test
    void aLineStaysShortWhateverTheNumbers() {
        assertEquals("Tensor F64 (5) [NaN, Infinity, -Infinity, 1e+10, -1.235e-07]", Tensor.of(
                Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e10, -1.2345678e-7)
                .toString());
        Tensor deep = Tensor.full(DType.F64, Shape.of(100, 100), -Math.PI * 1e-20).variable();
        for (int i = 0; i < 100; i++) {
            deep = deep.neg();
        }
        assertTrue(deep.toString().length() < 120, deep.toString());
    }

    @Test
    void aStrangersVerbStandsInAChain() {
        Tensor y = Tensor.of(1f, 4).then(x -> x.sqrt().sum()).mul(2);
        assertEquals(6, y.item());
        assertEquals("(2)", Tensor.of(1f, 4).then(x -> x.shape().toString()));
    }

    @Test
    void aConstantHasTheTypeOfItsTensor() {
        assertEquals(DType.F64, Tensor.of(1.0).constant(0.1).dtype());
        assertEquals(0.1, Tensor.of(1.0).constant(0.1).item());
        assertEquals((double) 0.1f, Tensor.of(1f).constant(0.1).item());
        assertEquals(DType.F32, Tensor.of(1f).mul(0.1).dtype());
        assertEquals(DType.F64, Tensor.of(1.0).mul(0.1).dtype());
    }

    @Test
    void arraysGivenInAndOutAreCopies() {
        float[] values = {1, 2};
        Tensor x = Tensor.of(values);
        values[0] = 9;
        x.toFloats()[1] = 9;
        assertArrayEquals(new float[] {1, 2}, x.toFloats());
        double[][] rows = {{1, 2}};
        Tensor y = Tensor.ofNested(rows);
        rows[0][0] = 9;
        y.toArray(double[][].class)[0][1] = 9;
        assertArrayEquals(new double[] {1, 2}, y.toDoubles());
    }

    @Test
    void tensorsAreEqualOnlyToThemselves() {
        assertNotEquals(Tensor.of(1f), Tensor.of(1f));
    }

    /// An operation whose value does not keep the promise of its shape rule.
    record Liar() implements Custom {
        @Override
        public Shape infer(List<Shape> shapes) {
            return Shape.of(7);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return x.getFirst();
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy;
        }
    }

    @Test
    void theDoorRefusesAnOperationThatBreaksItsPromise() {
        assertError(ShapeMismatch.class, () -> Tensor.apply(new Liar(), Tensor.of(1f, 2)),
                "liar: infer promises the shape (7)", "run gave (2)",
                "correct the operation");
    }

    @Test
    void theSameExpressionGivesTheSameBits() {
        Tensor x = random(5, 64, 33);
        Tensor first = x.matmul(x.transpose()).softmax(-1).logSumExp(0);
        for (int i = 0; i < 3; i++) {
            assertSameBits(first, x.matmul(x.transpose()).softmax(-1).logSumExp(0));
        }
    }

    /// A name once made a variable another one, and its gradients were silently lost.
    @Test
    void aVariableUnderANameIsTheSameVariable() {
        Tensor w = Tensor.of(3.0).variable();
        assertEquals(6, w.mul(w.named("w")).sum().gradients().get(w).item());
        assertEquals(6, Differentiate.grad((Tensor x) -> x.named("x").square().sum())
                .apply(Tensor.of(3.0)).item());
    }
}

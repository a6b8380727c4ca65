package io.atled.nn;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.GradientError;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParameterTest {
    @Test
    void itsValueIsTheKeyOfItsGradient() {
        Parameter w = Parameter.of(Tensor.of(1f, 2f));
        Tensor loss = w.value().square().sum();
        assertArrayEquals(new float[] {2, 4}, loss.gradients().get(w.value()).toFloats());
        assertSame(w.value(), w.value());
        assertEquals(Shape.of(2), w.shape());
        assertEquals(DType.F32, w.dtype());
        assertEquals(2, w.size());
    }

    @Test
    void whereTheFirstValuesCameFromIsForgotten() {
        Tensor source = Tensor.of(3f).variable();
        Parameter w = Parameter.of(source.mul(2));
        var gradients = w.value().sum().gradients();
        assertTrue(w.value().isLeaf());
        assertFalse(gradients.reaches(source));
    }

    @Test
    void anUpdateReplacesTheValueAndForgetsItsOrigin() {
        Parameter w = Parameter.of(Tensor.of(1f, 2f).named("w"));
        w.update(w.value().mul(10));
        assertArrayEquals(new float[] {10, 20}, w.value().toFloats());
        assertTrue(w.value().isLeaf());
        assertTrue(w.value().requiresGrad());
        assertEquals("w", w.value().label());
    }

    @Test
    void gradientsThroughAGraphRecordedBeforeAnUpdateAreRefused() {
        Parameter w = Parameter.of(Tensor.of(1f, 2f).named("w"));
        Parameter b = Parameter.of(Tensor.of(0f, 0f));
        Tensor loss = w.value().square().add(b.value()).sum();
        loss.gradients();
        w.update(Tensor.of(5f, 5f));
        refused(GradientError.class, loss::gradients, "“w”", "was updated after this graph was"
                + " recorded", "run the model again");
        Tensor again = w.value().square().add(b.value()).sum();
        assertArrayEquals(new float[] {10, 10}, again.gradients().get(w.value()).toFloats());
    }

    @Test
    void anUpdateThatDoesNotFitIsRefusedAndChangesNothing() {
        Parameter w = Parameter.of(Tensor.of(1f, 2f));
        Tensor before = w.value();
        refused(ShapeMismatch.class, () -> w.update(Tensor.of(1f)), "parameter", "(2)", "(1)",
                "one value for each element");
        refused(DTypeMismatch.class, () -> w.update(Tensor.of(1.0, 2.0)), "parameter", "F32", "F64",
                "to(DType.F32)");
        assertSame(before, w.value());
        before.sum().gradients().get(before);                   // and nothing was superseded
    }

    @Test
    void onlyFloatingPointValuesCanBeLearned() {
        refused(DTypeMismatch.class, () -> Parameter.of(Tensor.of(1, 2)), "parameter",
                "needs F32 or F64", "I32", "to(DType.F32)");
        refused(DTypeMismatch.class, () -> Parameter.of(Tensor.of(true)), "BOOL");
    }

    @Test
    void twoParametersWithTheSameValuesAreNotEqual() {
        Tensor values = Tensor.of(1f);
        assertNotEquals(Parameter.of(values), Parameter.of(values));
        assertEquals("Parameter(F32 (1))", Parameter.of(values).toString());
    }

    @Test
    void threadsDifferentiateGraphsThatShareParameters() throws Exception {
        Parameter w = Parameter.of(Tensor.of(1f, 2f, 3f));
        int threads = 4;
        int runs = 200;
        List<Callable<Boolean>> tasks = IntStream.rangeClosed(1, threads)
                .<Callable<Boolean>>mapToObj(k -> () -> {
                    boolean right = true;
                    for (int i = 0; i < runs; i++) {
                        Tensor loss = w.value().mul(k).square().sum();
                        float[] g = loss.gradients().get(w.value()).toFloats();
                        right &= g[0] == 2f * k * k && g[2] == 6f * k * k;
                    }
                    return right;
                }).toList();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var result : pool.invokeAll(tasks)) {
                assertTrue(result.get());
            }
        }
    }

    @Test
    void whileAnotherThreadUpdatesAGradientIsRightOrRefused() throws Exception {
        Parameter w = Parameter.of(Tensor.of(1f));
        int updates = 2000;
        try (var pool = Executors.newFixedThreadPool(2)) {
            var writer = pool.submit(() -> {
                for (int i = 2; i <= updates; i++) {
                    w.update(Tensor.of((float) i));
                }
            });
            var reader = pool.submit(() -> {
                float last = 0;
                boolean right = true;
                while (last < updates) {
                    Tensor value = w.value();
                    last = (float) value.item();
                    Tensor loss = value.square().sum();
                    try {
                        right &= loss.gradients().get(value).item() == 2.0 * last;
                    } catch (GradientError stale) {
                        right &= String.valueOf(stale.getMessage()).contains("was updated");
                    }
                }
                return right;
            });
            writer.get();
            assertTrue(reader.get());               // and it saw the last update, or would not end
        }
    }
}

package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Operations given by two functions.
class CustomTest {
    private final Tensor a = Tensor.of(1.0, 2.0).variable();
    private final Tensor b = Tensor.of(3.0, 5.0).variable();
    private final AtomicInteger pulls = new AtomicInteger();

    private Tensor product(Tensor left, Tensor right) {
        return Custom.apply("product", in -> in.get(0).mul(in.get(1)), (dy, y, in) -> {
            pulls.incrementAndGet();
            return List.of(dy.mul(in.get(1)), dy.mul(in.get(0)));
        }, left, right);
    }

    @Test
    void allCotangentsArePulledAtOnce() {
        Gradients g = product(a, b).sum().gradients();
        assertArrayEquals(new double[] {3, 5}, g.get(a).toDoubles());
        assertArrayEquals(new double[] {1, 2}, g.get(b).toDoubles());
        assertEquals(1, pulls.get());
    }

    @Test
    void onlyWhatAsksIsGivenOn() {
        assertArrayEquals(new double[] {1, 2},
                product(a.detach(), b).sum().gradients().get(b).toDoubles());
        assertArrayEquals(new double[] {2, 4}, product(a, a).sum().gradients().get(a).toDoubles());
    }

    @Test
    void derivativesOfDerivativesGoThroughTheSameFunctions() {
        var twice = Differentiate.grad((Tensor t) -> Differentiate.grad(
                (Tensor u) -> product(u, product(u, u)).sum()).apply(t).sum());
        assertArrayEquals(new double[] {6, 12}, twice.apply(a.detach()).toDoubles());
    }

    @Test
    void aWrongNumberOfCotangentsIsRefused() {
        Tensor y = Custom.apply("half", in -> in.get(0).mul(0.5),
                (dy, value, in) -> List.of(dy), a, b);
        assertError(GradientError.class, () -> y.sum().gradients(), "half:", "1 cotangents",
                "2 inputs");
    }
}

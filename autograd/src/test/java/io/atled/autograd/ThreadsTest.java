package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static io.atled.autograd.Values.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsTest {
    private final int before = Threads.count();

    @AfterEach
    void restore() {
        Threads.use(before);
    }

    @Test
    void theCountIsWhatWasAskedFor() {
        for (int n : new int[] {1, 2, 64, 3}) {
            Threads.use(n);
            assertEquals(n, Threads.count());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65})
    void impossibleCountsAreRefused(int n) {
        assertError(IllegalArgumentException.class, () -> Threads.use(n), "threads:", "1 to 64",
                "got " + n);
        assertEquals(before, Threads.count());
    }

    /// Large enough that every kind of operation is cut into tasks.
    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F32", "F64"})
    void theNumberOfThreadsChangesNoBit(DType type) {
        var random = new SplittableRandom(5);
        Tensor a = Tensor.normal(Shape.of(300, 400), 0, 1, random).to(type).variable();
        Tensor b = Tensor.normal(Shape.of(400, 350), 0, 1, random).to(type).variable();
        Threads.use(1);
        Tensor wanted = gradient(a, b);
        for (int n : new int[] {2, 3, 4, 7}) {
            Threads.use(n);
            assertSameBits(wanted, gradient(a, b));
            assertSameBits(wanted, new Step().run(() -> gradient(a, b)));
        }
    }

    private static Tensor gradient(Tensor a, Tensor b) {
        Tensor y = a.matmul(b).gelu().softmax(-1).mul(a.sum(1).unsqueeze(1)).sum(0).norm();
        return y.gradients().get(a);
    }
}

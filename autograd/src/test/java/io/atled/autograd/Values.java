package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.Shape;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.function.Executable;

/// What the tests of this package say about numbers and messages.
final class Values {
    /// A few roundings in F64 at values around 1.
    static final double ROUNDING = 1e-12;

    private Values() {}

    /// F64 numbers between low and high, drawn from a fixed seed.
    static Tensor between(double low, double high, long seed, int... sizes) {
        Shape shape = Shape.of(sizes);
        return Tensor.of(shape, new SplittableRandom(seed).doubles(shape.size(), low, high)
                .toArray());
    }

    /// F64 numbers between −1 and 1.
    static Tensor random(long seed, int... sizes) {
        return between(-1, 1, seed, sizes);
    }

    static void assertNear(Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape());
        assertNear(expected.toDoubles(), actual.toDoubles(), tolerance);
    }

    static void assertNear(double[] expected, double[] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            double e = expected[i];
            double a = actual[i];
            int at = i;
            assertTrue(Double.compare(e, a) == 0
                    || Math.abs(e - a) <= tolerance * Math.max(1, Math.abs(e)),
                    () -> "element " + at + ": expected " + e + ", got " + a);
        }
    }

    /// The same shape, element type and bits (one NaN is as good as another).
    static void assertSameBits(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertEquals(expected.dtype(), actual.dtype());
        double[] e = expected.toDoubles();
        double[] a = actual.toDoubles();
        for (int i = 0; i < e.length; i++) {
            assertEquals(Double.doubleToLongBits(e[i]), Double.doubleToLongBits(a[i]),
                    "element " + i + ": " + e[i] + " and " + a[i]);
        }
    }

    /// These values, with shape and in F64.
    static void assertValues(Tensor actual, Shape shape, double... expected) {
        assertEquals(shape, actual.shape());
        assertNear(expected, actual.toDoubles(), ROUNDING);
    }

    /// The error that `body` raises, whose message holds all `parts`.
    static <X extends Throwable> X assertError(Class<X> type, Executable body, String... parts) {
        X error = assertThrows(type, body);
        String message = String.valueOf(error.getMessage());
        for (String part : parts) {
            assertTrue(message.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)),
                    () -> "“" + part + "” is not in: " + message);
        }
        return error;
    }
}

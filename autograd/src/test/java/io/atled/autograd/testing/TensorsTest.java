package io.atled.autograd.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import org.junit.jupiter.api.Test;

/// What the arbitraries give, and what a falsified property shrinks to.
class TensorsTest {
    private static final int SAMPLED = 2000;

    /// How often `what` holds of shapes drawn with a fixed seed.
    private static int count(Predicate<Shape> what) {
        var random = new Random(1);
        var generator = Tensors.shapes().generator(SAMPLED);
        int count = 0;
        for (int k = 0; k < SAMPLED; k++) {
            count += what.test(generator.next(random).value()) ? 1 : 0;
        }
        return count;
    }

    @Example
    void scalarsEmptyAxesAndAxesOfOneElementComeAlong() {
        assertTrue(count(s -> s.rank() == 0) > SAMPLED / 20);
        assertTrue(count(s -> s.rank() == 3) > SAMPLED / 10);
        assertTrue(count(s -> s.size() == 0) > SAMPLED / 20);
        assertTrue(count(s -> s.size() == 0) < SAMPLED / 4);
        assertTrue(count(s -> s.rank() > 1 && Arrays.stream(s.toArray()).anyMatch(n -> n == 1))
                > SAMPLED / 10);
        assertEquals(SAMPLED, count(s -> s.rank() <= 3 && s.size() <= 64));
    }

    @Provide
    Arbitrary<Tensor> separated() {
        return Tensors.values().of(Tensors.shapes().ofSizes(1, 5)).between(-1, 3)
                .awayFrom(0.25, 0, 1).wellSeparated();
    }

    /// What is left of 4 is 3, and n numbers share it.
    @Property(tries = 300)
    void wellSeparatedNumbersAreFarFromEachOtherAndFromThePoints(
            @ForAll("separated") Tensor x) {
        double[] values = Arrays.stream(x.toDoubles()).sorted().toArray();
        for (int k = 0; k < values.length; k++) {
            assertTrue(values[k] >= -1 && values[k] <= 3 && Math.abs(values[k]) >= 0.25
                    && Math.abs(values[k] - 1) >= 0.25, x::format);
            assertTrue(k == 0 || values[k] - values[k - 1] > 2.999 / values.length, x::format);
        }
    }

    @Provide
    Arbitrary<Tensor> viewed() {
        return Tensors.values().positive().awayFrom(0.1, 1).in(DType.F32).viewed();
    }

    @Property(tries = 500)
    void viewsHoldNumbersOfTheDomain(@ForAll("viewed") Tensor x) {
        assertEquals(DType.F32, x.dtype());
        for (double v : x.toDoubles()) {
            assertTrue(v >= 0.0999 && v <= 2 && Math.abs(v - 1) >= 0.0999, x::format);
        }
    }

    @Property(tries = 60)
    void gradientsCanBeCheckedWithWhateverComes(@ForAll("inputs") Tensor x) {
        GradientCheck.assertGradients(t -> t.log().mul(t), x);
    }

    @Provide
    Arbitrary<Tensor> inputs() {
        return Tensors.values().of(Tensors.shapes().ofSizes(1, 3)).positive().viewed();
    }

    @Test
    void everyPlacementShowsTheSameNumbersButTheRepeatedOne() {
        Tensor x = Tensor.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6);
        for (Placement p : Placement.values()) {
            assertEquals(x.shape(), p.of(x).shape());
            assertArrayEquals(p == Placement.REPEATED ? new double[] {1, 1, 1, 4, 4, 4}
                    : x.toDoubles(), p.of(x).toDoubles());
            assertEquals(0.5, p.of(Tensor.scalar(0.5)).item());
            assertEquals(Shape.of(2, 0), p.of(Tensor.zeros(2, 0)).shape());
        }
    }

    /// The smallest that fails, going down as long as something smaller does.
    private static <T> T shrunk(Arbitrary<T> arbitrary, long seed, Predicate<T> fails) {
        var random = new Random(seed);
        var generator = arbitrary.generator(SAMPLED);
        Shrinkable<T> s = generator.next(random);
        while (!fails.test(s.value())) {
            s = generator.next(random);
        }
        Optional<Shrinkable<T>> smaller = Optional.of(s);
        while (smaller.isPresent()) {
            s = smaller.get();
            smaller = s.shrink().filter(t -> fails.test(t.value())).findFirst();
        }
        return s.value();
    }

    @Example
    void falsifiedPropertiesShrinkToSmallExamples() {
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(Shape.of(1, 1), shrunk(Tensors.shapes(), seed, s -> s.rank() >= 2));
            Tensor large = shrunk(Tensors.values(), seed, x -> x.size() > 0
                    && x.max().item() > 1);
            assertTrue(large.rank() <= 1 && large.size() <= 4, large::format);
            assertEquals(1.001, large.max().item());
            assertEquals(1.001, large.sum().item());                // all others are 0
            Tensor pair = shrunk(Tensors.values().wellSeparated().viewed(), seed,
                    x -> x.size() > 0 && x.max().item() > x.min().item());
            assertArrayEquals(new double[] {-1, 1}, pair.toDoubles());
        }
    }

    @Example
    void wrongWishesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Tensors.shapes().ofRank(3, 2));
        assertThrows(IllegalArgumentException.class, () -> Tensors.values().between(2, 2));
        assertThrows(IllegalArgumentException.class,
                () -> Tensors.values().between(0, 1).awayFrom(0.5, 0.5));
        assertThrows(DTypeMismatch.class, () -> Tensors.values().in(DType.I32));
        assertEquals(Shape.of(3, 2), Tensors.values().of(3, 2).sample().shape());
    }
}

package io.atled.autograd;

import static io.atled.autograd.Values.assertValues;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
    private static final double NAN = Double.NaN;

    private static boolean[] flags(boolean... flags) {
        return flags;
    }

    @Test
    void comparisonsGiveMasksWithoutGradient() {
        for (DType type : List.of(DType.F32, DType.F64, DType.I32)) {
            Tensor a = Tensor.of(1, 2, 3).to(type);
            Tensor b = Tensor.of(2, 2, 2).to(type);
            assertArrayEquals(flags(true, false, false), a.less(b).toBooleans());
            assertArrayEquals(flags(true, true, false), a.lessEqual(b).toBooleans());
            assertArrayEquals(flags(false, false, true), a.greater(b).toBooleans());
            assertArrayEquals(flags(false, true, true), a.greaterEqual(b).toBooleans());
            assertArrayEquals(flags(false, true, false), a.equalTo(b).toBooleans());
            assertArrayEquals(flags(true, false, true), a.notEqualTo(b).toBooleans());
        }
        Tensor w = Tensor.of(1.0).variable();
        assertFalse(w.greater(0).requiresGrad());
        assertEquals(DType.BOOL, w.greater(0).dtype());
    }

    @Test
    void numbersCompareToo() {
        Tensor x = Tensor.of(-1.0, 0, 1);
        assertArrayEquals(flags(false, false, true), x.greater(0).toBooleans());
        assertArrayEquals(flags(false, true, true), x.greaterEqual(0).toBooleans());
        assertArrayEquals(flags(true, false, false), x.less(0).toBooleans());
        assertArrayEquals(flags(true, true, false), x.lessEqual(0).toBooleans());
        assertArrayEquals(flags(false, true, false), x.equalTo(0).toBooleans());
        assertArrayEquals(flags(true, false, true), x.notEqualTo(0).toBooleans());
        assertArrayEquals(flags(false, true), Tensor.of(16_777_216, 16_777_217)
                .equalTo(16_777_217).toBooleans());
    }

    @Test
    void comparisonsBroadcast() {
        Tensor mask = Tensor.of(Shape.of(2, 1), 1.0, 3).less(Tensor.of(2.0, 4));
        assertEquals(Shape.of(2, 2), mask.shape());
        assertArrayEquals(flags(true, true, false, true), mask.toBooleans());
    }

    @Test
    void nothingIsOrderedWithNaN() {
        Tensor x = Tensor.of(NAN, 1);
        Tensor y = Tensor.of(NAN, NAN);
        for (Tensor mask : List.of(x.less(y), x.lessEqual(y), x.greater(y), x.greaterEqual(y),
                x.equalTo(y))) {
            assertArrayEquals(flags(false, false), mask.toBooleans());
        }
        assertArrayEquals(flags(true, true), x.notEqualTo(y).toBooleans());
    }

    @Test
    void zeroEqualsMinusZero() {
        assertTrue(Tensor.of(0.0).equalTo(Tensor.of(-0.0)).toBooleans()[0]);
        assertFalse(Tensor.of(-0.0).less(Tensor.of(0.0)).toBooleans()[0]);
    }

    @Test
    void masksCombine() {
        Tensor a = Tensor.of(true, true, false, false);
        Tensor b = Tensor.of(true, false, true, false);
        assertArrayEquals(flags(true, false, false, false), a.and(b).toBooleans());
        assertArrayEquals(flags(true, true, true, false), a.or(b).toBooleans());
        assertArrayEquals(flags(false, false, true, true), a.not().toBooleans());
        assertArrayEquals(flags(false, true, true, false), a.notEqualTo(b).toBooleans());
        assertArrayEquals(flags(true, true, true, true), a.or(a.not()).toBooleans());
    }

    @Test
    void whereChoosesAndBroadcasts() {
        Tensor mask = Tensor.of(Shape.of(2, 1), true, false);
        Tensor y = mask.where(Tensor.of(1.0, 2), Tensor.scalar(9.0));
        assertValues(y, Shape.of(2, 2), 1, 2, 9, 9);
        assertValues(mask.where(1, Tensor.of(5.0)), Shape.of(2, 1), 1, 5);
        assertValues(mask.where(Tensor.of(5.0), 1), Shape.of(2, 1), 5, 1);
    }

    @Test
    void whatWasNotChosenGetsZeroAlsoWhereItsDerivativeIsNotFinite() {
        Tensor x = Tensor.of(0.0, 4).variable();
        Tensor y = x.equalTo(0).where(x.mul(3), x.mul(0).add(7));
        assertValues(y.detach(), Shape.of(2), 0, 7);
        Tensor bad = Tensor.of(NAN, 4).variable();
        Tensor chosen = Tensor.of(false, true).where(bad, Tensor.of(1.0, 2));
        assertValues(chosen.sum().gradients().get(bad), Shape.of(2), 0, 1);
    }

    @Test
    void gradientOfMaximumAndMinimumSplitsTiesEvenly() {
        Tensor a = Tensor.of(1.0, 2, 3).variable();
        Tensor b = Tensor.of(3.0, 2, 1).variable();
        Gradients max = a.maximum(b).sum().gradients();
        assertValues(max.get(a), Shape.of(3), 0, 0.5, 1);
        assertValues(max.get(b), Shape.of(3), 1, 0.5, 0);
        Gradients min = a.minimum(b).sum().gradients();
        assertValues(min.get(a), Shape.of(3), 1, 0.5, 0);
        assertValues(min.get(b), Shape.of(3), 0, 0.5, 1);
        assertValues(a.maximum(a).sum().gradients().get(a), Shape.of(3), 1, 1, 1);
    }

    @Test
    void kinksTakeTheDocumentedSlope() {
        Tensor x = Tensor.of(-2.0, 0, 2).variable();
        assertValues(x.abs().sum().gradients().get(x), Shape.of(3), -1, 0, 1);
        assertValues(x.relu().sum().gradients().get(x), Shape.of(3), 0, 0, 1);
        assertValues(x.leakyRelu(0.1).sum().gradients().get(x), Shape.of(3), 0.1, 0.1, 1);
        assertValues(x.clamp(-2, 1).sum().gradients().get(x), Shape.of(3), 1, 1, 0);
        assertValues(x.sign().sum().gradients().get(x), Shape.of(3), 0, 0, 0);
        assertValues(x.elu(2).sum().gradients().get(x), Shape.of(3), 2 * Math.exp(-2), 2, 1);
        Tensor lost = Tensor.of(NAN, -1, -0.0).variable();
        assertValues(lost.relu().sum().gradients().get(lost), Shape.of(3), 1, 0, 0);
    }

    @Test
    void extremesKeepNaN() {
        Tensor x = Tensor.of(NAN, 1);
        Tensor y = Tensor.of(0.0, NAN);
        for (Tensor t : List.of(x.maximum(y), x.minimum(y))) {
            assertTrue(Double.isNaN(t.get(0)) && Double.isNaN(t.get(1)));
        }
        assertTrue(Double.isNaN(Tensor.of(NAN).relu().item()));
        assertTrue(Double.isNaN(Tensor.of(NAN).clamp(0, 1).item()));
    }

    @Test
    void masksOfNumbersAreOneAndZero() {
        assertEquals(1, new Real(2).greater(1).value());
        assertEquals(0, new Real(2).less(1).value());
        assertEquals(5, new Real(1).where(new Real(5), new Real(6)).value());
        assertEquals(6, new Real(0).where(new Real(5), 6).value());
        assertEquals(1, new Real(0).not().value());
    }
}

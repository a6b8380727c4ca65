package io.atled.autograd;

import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.assertValues;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.testing.Tensors;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NormalizationsTest {
    private static final double ROUNDING = 1e-14;
    private static final double INF = Double.POSITIVE_INFINITY;

    @Provide
    Arbitrary<Tensor> scores() {
        return Tensors.values().of(Tensors.shapes().ofRank(0, 4)).between(-3, 3).viewed();
    }

    @Property(tries = 300)
    void bothMatchTheirFormulaAlongEveryAxisOfEveryLayout(@ForAll("scores") Tensor x) {
        for (int axis = 0; axis < x.rank() && x.size() > 0; axis++) {
            Tensor e = x.exp();
            Tensor expected = e.div(e.sum(Axes.of(axis).kept()));
            assertNear(expected, x.softmax(axis), ROUNDING);
            assertNear(expected.log(), x.logSoftmax(axis - x.rank()), ROUNDING);
            Tensor copy = Tensor.of(x.shape(), x.toDoubles());
            assertSameBits(copy.softmax(axis), x.softmax(axis));
            assertSameBits(copy.logSoftmax(axis), x.logSoftmax(axis));
        }
    }

    @Test
    void probabilitiesAddUpToOne() {
        Tensor y = random(1, 50, 17).mul(20).to(DType.F32).softmax(1);
        assertNear(Tensor.ones(50).toDoubles(), y.sum(1).toDoubles(), 1e-6);
        assertTrue(y.min().item() >= 0);
    }

    @Test
    void scoresOfAnySizeAreExact() {
        assertValues(Tensor.of(1e4, 1e4, -1e4).softmax(0), Shape.of(3), 0.5, 0.5, 0);
        assertValues(Tensor.of(0.0, -1e4).logSoftmax(0), Shape.of(2), 0, -1e4);
        assertValues(Tensor.of(1e300, 1e300).softmax(0), Shape.of(2), 0.5, 0.5);
        assertValues(Tensor.of(-INF, 1, -INF).softmax(0), Shape.of(3), 0, 1, 0);
        assertEquals(-INF, Tensor.of(-INF, 1).logSoftmax(0).get(0));
        assertValues(Tensor.of(3e4f, -3e4f).logSoftmax(0).to(DType.F64), Shape.of(2), 0, -6e4);
    }

    @Test
    void aRowWithoutAnyFiniteScoreIsNaN() {
        Tensor y = Tensor.of(-INF, -INF).softmax(0);
        assertTrue(Double.isNaN(y.get(0)) && Double.isNaN(y.get(1)));
    }

    @Test
    void oneScoreIsCertain() {
        assertValues(random(1, 3, 1).softmax(1), Shape.of(3, 1), 1, 1, 1);
        assertValues(random(1, 3, 1).logSoftmax(1), Shape.of(3, 1), 0, 0, 0);
        assertEquals(Shape.of(2, 0), Tensor.zeros(2, 0).softmax(1).shape());
        assertEquals(Shape.of(0, 2), Tensor.zeros(0, 2).softmax(0).shape());
    }

    @Test
    void gradientsMatchDifferencesAlongEveryAxis() {
        Tensor x = random(3, 2, 3, 2);
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            GradientCheck.assertGradients(t -> t.softmax(a), x);
            GradientCheck.assertGradients(t -> t.logSoftmax(a), x);
            GradientCheck.assertGradients(
                    Differentiate.grad((Tensor t) -> t.softmax(a).square().sum()), x);
            GradientCheck.assertGradients(
                    Differentiate.grad((Tensor t) -> t.logSoftmax(a).square().sum()), x);
        }
    }

    @Test
    void theGradientOfCrossEntropyIsProbabilityMinusTarget() {
        Tensor x = Tensor.of(1e4, 0, -1e4).variable();
        Tensor loss = x.logSoftmax(0).select(0, 1).neg();
        assertEquals(1e4, loss.item());
        assertValues(loss.gradients().get(x), Shape.of(3), 1, -1, 0);
    }

    @Test
    void rowsAreIndependent() {
        Tensor a = random(1, 3, 40);
        Tensor whole = Tensor.concat(0, List.of(a, random(2, 600, 40)));
        assertSameBits(a.softmax(1), whole.softmax(1).slice(0, 0, 3).add(0));
    }
}

package io.atled.autograd;

import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.assertValues;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.testing.Tensors;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /// 0.0625 is an ulp of 10⁶ in F32, so that the mean lies between two numbers.
    @Test
    void aLargeMeanCostsNoDigits() {
        Tensor far = Tensor.of(1e6f, 1e6f + 0.0625f);
        assertValues(far.standardize(Axes.of(0), 0), Shape.of(2), -1, 1);
        double[] values = random(5, 8).add(1e4).toDoubles();
        Tensor x = Tensor.of(values).to(DType.F32).variable();
        Tensor exact = x.detach().to(DType.F64).variable();
        Tensor weights = random(6, 8);
        Tensor dx = x.standardize(Axes.of(0), 0).mul(weights.to(DType.F32)).sum().gradients()
                .get(x);
        Tensor reference = exact.standardize(Axes.of(0), 0).mul(weights.to(DType.F32)
                .to(DType.F64)).sum().gradients().get(exact);
        Tensor scale = Tensor.ones(8);
        Tensor normal = x.layerNorm(scale, scale, 0).mul(weights.to(DType.F32)).sum()
                .gradients().get(x);
        for (int i = 0; i < 8; i++) {                   // of numbers around 1: some ulps of F32
            assertEquals(reference.toDoubles()[i], dx.toDoubles()[i], 1e-5);
            assertEquals(reference.toDoubles()[i], normal.toDoubles()[i], 1e-5);
        }
    }

    /// Two rows are worked on side by side; the second starts far from its mean, which is large.
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 48, 1500})
    void normalizedRowsDoNotDependOnEachOther(int n) {
        Tensor first = random(1, 1, n).to(DType.F32);
        double[] start = IntStream.range(0, n).mapToDouble(i -> i < 16 ? 9 : 0).toArray();
        Tensor far = random(2, 1, n).add(1e4).add(Tensor.of(start)).to(DType.F32);
        Tensor x = Tensor.concat(0, List.of(first, far, first)).variable();
        Tensor scale = random(3, n).to(DType.F32).variable();
        Tensor shift = random(4, n).to(DType.F32).variable();
        Tensor dy = random(5, 3, n).to(DType.F32);
        Tensor y = x.layerNorm(scale, shift, 0.1);
        Gradients by = y.gradients(dy);
        for (int r = 0; r < 3; r++) {
            Tensor row = x.detach().slice(0, r, r + 1).variable();
            Tensor alone = row.layerNorm(scale, shift, 0.1);
            assertSameBits(alone, y.slice(0, r, r + 1).add(0));
            assertSameBits(alone.gradients(dy.slice(0, r, r + 1)).get(row),
                    by.get(x).slice(0, r, r + 1).add(0));
        }
        Tensor wide = x.detach().to(DType.F64).variable();
        Tensor factors = scale.detach().to(DType.F64).variable();
        Gradients exact = wide.layerNorm(factors, shift.to(DType.F64), 0.1)
                .gradients(dy.to(DType.F64));
        assertClose(exact.get(wide), by.get(x));
        assertClose(exact.get(factors), by.get(scale));
    }

    /// Numbers of size 1 to 10, from sums whose errors are some ulps of F32 each.
    private static void assertClose(Tensor expected, Tensor got) {
        assertArrayEquals(expected.toDoubles(), got.toDoubles(), 1e-5);
    }

    /// Beside 1 they are lost: a loss and gradients of 0 from a gap of 40 on (of 20 in F32).
    @ParameterizedTest
    @CsvSource({"1, 1e-14", "10, 1e-14", "30, 1e-14", "40, 1e-14", "300, 1e-14",
            "1, 1e-6", "10, 1e-6", "20, 1e-6", "80, 1e-6"})
    void aCertainClassKeepsTheDigitsOfTheOthers(double gap, double rounding) {
        DType type = rounding == 1e-14 ? DType.F64 : DType.F32;
        double others = Math.exp(-gap) + Math.exp(-gap - 1);
        double rest = others / (1 + others);
        Tensor x = Tensor.of(-gap, 0, -gap - 1).to(type).variable();
        Tensor first = Tensor.of(0.0, 1, 0).to(type);
        Tensor loss = x.softmaxCrossEntropy(0, Tensor.scalar(1));
        assertRelative(Math.log1p(others), loss, rounding);
        assertRelative(Math.log1p(others), x.softmaxCrossEntropy(0, first), rounding);
        assertRelative(Math.log1p(others), x.logSumExp(0), rounding);
        assertRelative(-Math.log1p(others), x.logSoftmax(0).select(0, 1), rounding);
        assertRelative(-rest, loss.gradients().get(x).select(0, 1), rounding);
        assertRelative(rest, x.logSoftmax(0).gradients(first).get(x).select(0, 1), rounding);
        assertRelative(rest * (1 - rest), x.softmax(0).gradients(first).get(x).select(0, 1),
                rounding);
    }

    private static void assertRelative(double expected, Tensor got, double rounding) {
        assertEquals(expected, got.item(), Math.abs(expected) * rounding);
    }

    @Test
    void whatDoesNotCountHasNoDerivativeWhateverItsLogit() {
        var counting = new Normalizations.SoftmaxCrossEntropy(0, 0, ImmutableDoubleArray.of(1, 0),
                OptionalInt.empty());
        Tensor target = Tensor.of(0.5, 0.5).variable();
        Tensor loss = Tensor.apply(counting, Tensor.of(1, Double.NEGATIVE_INFINITY), target);
        assertValues(loss.gradients().get(target), Shape.of(2), 0, 0);

        Tensor logits = Tensor.of(Shape.of(2, 2), Double.NaN, 1, 2, 3);
        var ignoring = Normalizations.SoftmaxCrossEntropy.along(1).withIgnoredLabel(-1);
        Tensor labels = Tensor.of(-1, 0);
        Tensor slope = Differentiate.grad((Tensor t) -> Differentiate.grad((Tensor u) ->
                Tensor.apply(ignoring, u, labels).sum()).apply(t).square().sum()).apply(logits);
        double p = 1 / (1 + Math.E);                    // ∂/∂x₀ of 2(p − 1)²
        assertValues(slope, Shape.of(2, 2), 0, 0, -4 * (1 - p) * p * (1 - p),
                4 * (1 - p) * p * (1 - p));
    }
}

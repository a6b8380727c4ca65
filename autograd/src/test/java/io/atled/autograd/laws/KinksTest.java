package io.atled.autograd.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The subgradients chosen at kinks and ties, which differences do not know. All of them are exact.
final class KinksTest {
    private static double[] gradient(UnaryOperator<Tensor> f, double... at) {
        Tensor x = Tensor.of(at).variable();
        return f.apply(x).sum().gradients().get(x).toDoubles();
    }

    private static void assertShares(BinaryOperator<Tensor> f, double first, double second) {
        Tensor a = Tensor.of(2.0).variable();
        Tensor b = Tensor.of(2.0).variable();
        var gradients = f.apply(a, b).sum().gradients();
        assertArrayEquals(new double[] {first}, gradients.get(a).toDoubles());
        assertArrayEquals(new double[] {second}, gradients.get(b).toDoubles());
    }

    @Test
    void gradientOfReluAtZeroIsZero() {
        assertArrayEquals(new double[] {0, 0, 1, 0}, gradient(Tensor::relu, 0, -0.0, 1, -1));
    }

    @Test
    void gradientOfLeakyReluAtZeroIsItsSlope() {
        assertArrayEquals(new double[] {0.1, 1, 0.1}, gradient(x -> x.leakyRelu(0.1), 0, 1, -1));
    }

    @Test
    void gradientOfEluAtZeroIsAlpha() {
        assertArrayEquals(new double[] {0.7, 1}, gradient(x -> x.elu(0.7), 0, 1));
    }

    @Test
    void gradientOfAbsAndSignAtZeroIsZero() {
        assertArrayEquals(new double[] {0, 1, -1}, gradient(Tensor::abs, 0, 2, -2));
        assertArrayEquals(new double[] {0, 0, 0}, gradient(Tensor::sign, 0, 2, -2));
    }

    @Test
    void gradientOfClampAtTheLimitsIsThatInside() {
        assertArrayEquals(new double[] {1, 1, 1, 0, 0},
                gradient(x -> x.clamp(-1, 1), -1, 1, 0, 2, -2));
    }

    @Test
    void gradientOfMaximumAndMinimumIsHalvedAtATie() {
        assertShares(Tensor::maximum, 0.5, 0.5);
        assertShares(Tensor::minimum, 0.5, 0.5);
    }

    @Test
    void gradientOfMaxAndMinSplitsTiesEvenly() {
        double[] x = {3, 1, 3, 1};
        assertArrayEquals(new double[] {0.5, 0, 0.5, 0}, gradient(Tensor::max, x));
        assertArrayEquals(new double[] {0, 0.5, 0, 0.5}, gradient(Tensor::min, x));
    }

    @Test
    void gradientOfMaxSplitsTiesWithinEachRow() {
        Tensor x = Tensor.ofNested(new double[][] {{1, 1, 0}, {2, 2, 2}}).variable();
        double third = 1.0 / 3;
        assertArrayEquals(new double[] {0.5, 0.5, 0, third, third, third},
                x.max(1).sum().gradients().get(x).toDoubles());
    }

    @Test
    void gradientOfNormAtZeroIsZero() {
        assertArrayEquals(new double[] {0, 0}, gradient(Tensor::norm, 0, 0));
        assertArrayEquals(new double[] {0, 0}, gradient(x -> x.norm(3, Axes.all()), 0, 0));
        assertArrayEquals(new double[] {0, 0}, gradient(x -> x.norm(1, Axes.all()), 0, 0));
    }

    @Test
    void gradientOfNormOfInfiniteOrderSplitsTiesEvenly() {
        assertArrayEquals(new double[] {0.5, -0.5, 0},
                gradient(x -> x.norm(Double.POSITIVE_INFINITY, Axes.all()), 2, -2, 1));
    }

    @Test
    void gradientOfPowAtZeroHasNoNaN() {
        assertArrayEquals(new double[] {0}, gradient(x -> x.pow(0.0), 0));
        assertArrayEquals(new double[] {0}, gradient(x -> x.pow(3.0), 0));
        assertArrayEquals(new double[] {0}, gradient(b -> Tensor.of(0.0).pow(b), 2));
    }

    @Test
    void gradientOfProdIsExactWhereElementsAreZero() {
        assertArrayEquals(new double[] {6, 0, 0}, gradient(Tensor::prod, 0, 2, 3));
        assertArrayEquals(new double[] {0, 0, 0}, gradient(Tensor::prod, 0, 0, 3));
    }

    @Test
    void gradientOfHypotAtTheOriginIsZero() {
        assertArrayEquals(new double[] {0}, gradient(x -> x.hypot(Tensor.of(0.0)), 0));
    }

    @Test
    void whatWhereDoesNotChooseGetsZeroAlsoIfItIsNotFinite() {
        Tensor mask = Tensor.of(true, false, false);
        assertArrayEquals(new double[] {0, 1, 1}, gradient(b -> mask.where(5, b),
                Double.NaN, Double.POSITIVE_INFINITY, 2));
        assertArrayEquals(new double[] {1, 0, 0}, gradient(a -> mask.where(a, 5),
                2, Double.NaN, Double.POSITIVE_INFINITY));
    }

    @Test
    void whatIsNotChosenGetsZeroAlsoFromAnInfiniteCotangent() {
        assertArrayEquals(new double[] {0, 0.25}, gradient(x -> x.relu().sqrt(), -1, 4));
        assertArrayEquals(new double[] {0, 0.25}, gradient(x -> x.leakyRelu(0).sqrt(), -1, 4));
        assertArrayEquals(new double[] {0, 0.25}, gradient(x -> x.clamp(0, 9).sqrt(), -1, 4));
        assertArrayEquals(new double[] {0, 0.25}, gradient(x -> x.maximum(0).sqrt(), -1, 4));
        assertArrayEquals(new double[] {0, 0.25},
                gradient(x -> x.greater(0).where(x, 0).sqrt(), -1, 4));
        assertArrayEquals(new double[] {0, 0}, gradient(x -> x.maskedFill(
                Tensor.of(true, true), Double.NEGATIVE_INFINITY).softmax(0), 1, 2));
    }

    @Test
    void gradientOfAQuotientSurvivesASmallDenominator() {
        double subnormal = 1e-310;                      // whose reciprocal is infinite
        assertArrayEquals(new double[] {1e-5 / subnormal},
                gradient(x -> x.div(subnormal).mul(1e-5), 1e-20), 1e291);
    }

    @Test
    void gradientOfStdWhereAllIsEqualIsZero() {
        assertArrayEquals(new double[] {0, 0, 0}, gradient(x -> x.std(), 2, 2, 2));
    }

    @Test
    void gradientOfAFractionalNormIsZeroAtAZeroElement() {
        assertArrayEquals(new double[] {0, 1}, gradient(x -> x.norm(0.5, Axes.all()), 0, 1));
    }
}

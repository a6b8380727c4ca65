package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DualTest {
    /// A few roundings.
    private static final double ROUNDING = 1e-14;

    private static double slope(UnaryOperator<Dual<Real>> f, double x) {
        Real tangent = f.apply(new Dual<>(new Real(x), new Real(1))).tangent();
        return tangent == null ? 0 : tangent.value();
    }

    @Test
    void tangentsFollowTheChainRule() {
        assertEquals(Math.exp(0.6), slope(x -> x.exp(), 0.6), ROUNDING);
        assertEquals(2 * 0.6 * Math.cos(0.36), slope(x -> x.mul(x).sin(), 0.6), ROUNDING);
        assertEquals(-1 / 0.36, slope(x -> x.rdiv(1), 0.6), ROUNDING);
        assertEquals(3 * 0.36, slope(x -> x.pow(3), 0.6), ROUNDING);
        assertEquals(1, slope(x -> x.sub(5), 0.6));
        assertEquals(-1, slope(x -> x.rsub(5), 0.6));
    }

    @Test
    void whatDoesNotMoveHasNoTangent() {
        var x = new Dual<>(new Real(2), null);
        assertNull(x.exp().mul(x).add(1).tangent());
        assertNull(x.constant(3).tangent());
        assertEquals(3, x.constant(3).value().value());
    }

    @Test
    void partialDerivativesOfCompositesComeFromDuals() {
        var two = List.of(new Real(3), new Real(4));
        assertEquals(4, Dual.derivative(new Arithmetic.Mul(), 0, two).value());
        assertEquals(3, Dual.derivative(new Arithmetic.Mul(), 1, two).value());
        assertEquals(0.6, Dual.derivative(new Arithmetic.Hypot(), 0, two).value(), ROUNDING);
        assertEquals(0, Dual.derivative(new Comparisons.Less(), 0, two).value());
    }

    /// A composite without a derivative of its own.
    record Bump() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.square().neg().exp();
        }
    }

    record Constant() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.constant(7);
        }
    }

    @Test
    void everyReaderGetsTheDerivativeOfAComposite() {
        double expected = -2 * 0.5 * Math.exp(-0.25);
        assertEquals(expected, new Bump().derivative(new Real(0), new Real(0.5)).value(), ROUNDING);
        Tensor x = Tensor.of(0.5).variable();
        Tensor y = Tensor.apply(new Bump(), x);
        assertEquals(expected, y.gradients().get(x).item(), ROUNDING);
        assertEquals(expected, Backward.from(y).recorded().run().get(x).item(), ROUNDING);
        double second = (4 * 0.25 - 2) * Math.exp(-0.25);
        assertEquals(second, Differentiate.hvp(t -> Tensor.apply(new Bump(), t).sum(),
                x.detach(), Tensor.of(1.0)).item(), ROUNDING);
    }

    @Test
    void aCompositeThatIgnoresItsOperandHasSlopeZero() {
        Tensor x = Tensor.of(0.5, 2).variable();
        Tensor y = Tensor.apply(new Constant(), x);
        assertEquals(14, y.sum().item());
        assertEquals(0, y.sum().gradients().get(x).square().sum().item());
    }

    @Test
    void dualsOfDualsGiveSecondDerivatives() {
        var inner = new Dual<>(new Real(0.5), new Real(1));
        var one = new Dual<>(new Real(1), null);
        Dual<Dual<Real>> x = new Dual<>(inner, one);
        Dual<Real> slope = x.mul(x).mul(x).tangent();
        assertEquals(3 * 0.25, slope.value().value(), ROUNDING);
        assertEquals(6 * 0.5, slope.tangent().value(), ROUNDING);
    }
}

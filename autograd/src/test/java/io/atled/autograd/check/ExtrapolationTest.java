package io.atled.autograd.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/// The reference derivative is as good as it says.
final class ExtrapolationTest {
    /// An estimate may be too small by this; the judge allows ten.
    private static final double TRUE_WITHIN = 4;
    private static final double ULPS = 8;
    /// What a smooth function of size 1 allows.
    private static final double SHARP = 1e-12;

    private static Measurement measured(DoubleUnaryOperator f, double x) {
        double unit = Ladder.unit(x);
        double[] steps = Ladder.whole(DType.F64, 1, Math.abs(x));
        double[] right = new double[steps.length];
        double[] left = new double[steps.length];
        double here = f.applyAsDouble(x);
        for (int k = 0; k < steps.length; k++) {
            double up = x + steps[k] * unit;
            double down = x - steps[k] * unit;
            right[k] = (f.applyAsDouble(up) - here) / (up - x) * unit;
            left[k] = (here - f.applyAsDouble(down)) / (x - down) * unit;
        }
        return Extrapolation.read(new Slopes(steps, right, left, Math.ulp(here) / 2)).per(unit);
    }

    private static void assertHonest(DoubleUnaryOperator f, DoubleUnaryOperator slope, double x) {
        Measurement m = measured(f, x);
        double wanted = slope.applyAsDouble(x);
        assertEquals(Form.SMOOTH, m.form());
        assertEquals(wanted, m.value(), TRUE_WITHIN * m.estimate() + ULPS * Math.ulp(wanted));
    }

    @Property(tries = 300)
    void estimatesAreTrue(@ForAll @DoubleRange(min = -4, max = 4) double x) {
        assertHonest(Math::sin, Math::cos, x);
        assertHonest(Math::exp, Math::exp, x);
        assertHonest(Math::tanh, t -> 1 / (Math.cosh(t) * Math.cosh(t)), x);
        assertHonest(t -> t * t * t - t, t -> 3 * t * t - 1, x);
        assertHonest(t -> 1 / (1 + 25 * t * t),
                t -> -50 * t / ((1 + 25 * t * t) * (1 + 25 * t * t)), x);
    }

    @Property(tries = 300)
    void estimatesAreTrueOverManyScales(@ForAll @DoubleRange(min = -12, max = 12) double power) {
        double x = Math.pow(10, power);
        assertHonest(Math::log, t -> 1 / t, x);
        assertHonest(Math::sqrt, t -> 0.5 / Math.sqrt(t), x);
        assertHonest(t -> 1 / t, t -> -1 / (t * t), x);
    }

    @Property(tries = 300)
    void kinksAreSeenWhereTheyAreAndNotBeside(
            @ForAll @DoubleRange(min = -11, max = -1) double power) {
        double distance = Math.pow(10, power);
        Measurement at = measured(t -> Math.abs(t - 0.5), 0.5);
        assertEquals(Form.KINK, at.form());
        assertEquals(-1, at.left(), SHARP);
        assertEquals(1, at.right(), SHARP);
        Measurement beside = measured(t -> Math.max(0, t), distance);
        assertEquals(Form.SMOOTH, beside.form());
        assertEquals(1, beside.value(), SHARP);
        assertEquals(0, measured(t -> Math.max(0, t), -distance).value(), SHARP);
    }

    @Test
    void smoothFunctionsAreMeasuredToTwelveDigits() {
        Stream.of(-1.0, 0.3, 1.0, 2.0).forEach(x ->
                assertTrue(measured(Math::exp, x).estimate() < SHARP * Math.exp(x)));
    }

    @Test
    void formsAreToldApart() {
        assertEquals(Form.SMOOTH, measured(t -> t * t, 0).form());
        assertEquals(Form.KINK, measured(Math::abs, 0).form());
        assertEquals(Form.CUSP, measured(t -> Math.sqrt(Math.abs(t)), 0).form());
        assertEquals(Form.STEP, measured(Math::signum, 0).form());
        assertEquals(Form.VERTICAL, measured(Math::cbrt, 0).form());
        assertEquals(Form.VERTICAL, measured(Math::sqrt, 0).form());
        assertEquals(Form.EDGE, measured(t -> t * Math.sqrt(t), 0).form());
    }

    @Test
    void aStaircaseIsFlatAndItsSlopeIsKnown() {
        Measurement m = measured(t -> Math.rint(t * 1e6) / 1e6, 0.2);
        assertEquals(0, m.value());
        assertEquals(1, m.stairs().orElseThrow().slope(), 1e-4);
    }
}

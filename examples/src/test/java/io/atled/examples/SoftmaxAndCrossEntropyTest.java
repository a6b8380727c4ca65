package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.examples.SoftmaxAndCrossEntropy.Differences;
import io.atled.examples.SoftmaxAndCrossEntropy.Extreme;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoftmaxAndCrossEntropyTest {
    /// A few roundings of numbers of about 1.
    private static final double ROUNDING = 1e-15;
    /// A few roundings of a loss of any size.
    private static final double RELATIVE = 1e-15;

    @Test
    void formulasAreWhatAutogradGives() {
        Differences d = SoftmaxAndCrossEntropy.differences();
        assertEquals(0, d.twoClasses(), ROUNDING);
        assertEquals(0, d.jacobian(), ROUNDING);
        assertEquals(0, d.gradient(), ROUNDING);
        assertEquals(0, d.hessian(), ROUNDING);
        assertEquals(0, d.rows(), ROUNDING);
        assertEquals(0, d.variance(), ROUNDING);
    }

    @Test
    void temperatureSpreadsTheProbabilities() {
        double before = 1;
        for (double t : SoftmaxAndCrossEntropy.TEMPERATURES) {
            Tensor p = SoftmaxAndCrossEntropy.SCORES.div(t).softmax(0);
            assertEquals(1, p.sum().item(), ROUNDING);
            double greatest = p.max().item();
            assertTrue(greatest < before && greatest > 0.2, t + ": " + p);
            before = greatest;
        }
    }

    @Test
    void lossIsExactWhereTheNaiveFormulaOverflows() {
        for (double s : SoftmaxAndCrossEntropy.EXTREMES) {
            Extreme e = SoftmaxAndCrossEntropy.extreme(s);
            double exact = Math.max(2 * s, 0) + Math.log1p(Math.exp(-2 * Math.abs(s)));
            assertEquals(exact, e.loss(), ROUNDING + RELATIVE * exact, e.toString());
            assertEquals(1 / (1 + Math.exp(-2 * s)), e.slope(), ROUNDING, e.toString());
            boolean extreme = Math.abs(s) > 300;
            assertEquals(!extreme, Double.isFinite(e.naive()), e.toString());
            assertEquals(extreme, Double.isNaN(e.naiveSlope()), e.toString());
        }
        assertTrue(Double.isNaN(SoftmaxAndCrossEntropy.extreme(-10_000).naive()));
        assertFalse(Double.isFinite(SoftmaxAndCrossEntropy.extreme(10_000).naive()));
    }

    @Test
    void drawsItsPictures(@TempDir Path out) throws IOException {
        new SoftmaxAndCrossEntropy().run(out);
        Pictures.assertDrawn(out.resolve("softmax-temperature.png"), 5 * 260, 260,
                Charts.COLORS.subList(0, 1));
        Pictures.assertDrawn(out.resolve("softmax-derivation.png"), 2 * 560, 2 * 400,
                Charts.COLORS.subList(0, 3));
    }
}

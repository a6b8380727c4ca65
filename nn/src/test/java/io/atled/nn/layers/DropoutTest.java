package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Training;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final Shape LARGE = Shape.of(200, 500);

    private static Tensor trained(Dropout layer, Tensor x, long seed) {
        return Training.with(new SplittableRandom(seed), () -> layer.forward(x));
    }

    @Test
    void outsideTrainingNothingHappens() {
        Tensor x = Tensor.of(1f, 2f);
        assertSame(x, new Dropout(0.9).forward(x));
        assertSame(x, trained(new Dropout(0), x, 1));
    }

    @Test
    void droppedAreAboutAsManyAsSaidAndTheOthersAreScaled() {
        for (double p : new double[] {0.1, 0.5, 0.8}) {
            float[] y = trained(new Dropout(p), Tensor.ones(DType.F32, LARGE), 3).toFloats();
            long dropped = 0;
            for (float v : y) {
                assertTrue(v == 0 || v == (float) (1 / (1 - p)), "got " + v);
                dropped += v == 0 ? 1 : 0;
            }
            double fiveSigma = 5 * Math.sqrt(p * (1 - p) / y.length);
            assertEquals(p, (double) dropped / y.length, fiveSigma);
        }
    }

    @Test
    void neighborsAreDroppedIndependently() {
        float[] y = trained(new Dropout(0.5), Tensor.ones(DType.F32, LARGE), 4).toFloats();
        long both = 0;
        for (int i = 1; i < y.length; i++) {
            both += y[i] == 0 && y[i - 1] == 0 ? 1 : 0;
        }
        // pairs overlap: a pair covaries with both neighbors by 1/8 − 1/16, 3/16 + 2·1/16 in all
        double fiveSigma = 5 * Math.sqrt((0.1875 + 0.125) / y.length);
        assertEquals(0.25, (double) both / y.length, fiveSigma);
    }

    @Test
    void sameSeedSameBits() {
        Tensor x = Tensor.ones(DType.F32, LARGE);
        Dropout layer = new Dropout(0.3);
        float[] once = trained(layer, x, 5).toFloats();
        assertArrayEquals(once, trained(layer, x, 5).toFloats());
        assertFalse(Arrays.equals(once, trained(layer, x, 6).toFloats()));
    }

    @Test
    void everyRunInAScopeDropsOthers() {
        Tensor x = Tensor.ones(DType.F32, LARGE);
        Dropout layer = new Dropout(0.3);
        Training.with(new SplittableRandom(5), () -> {
            assertFalse(Arrays.equals(layer.forward(x).toFloats(), layer.forward(x).toFloats()));
            return null;
        });
    }

    @Test
    void gradientsFlowWhereNumbersWereKept() {
        for (DType dtype : new DType[] {DType.F32, DType.F64}) {
            Tensor x = Tensor.full(dtype, Shape.of(50), 2).variable();
            Tensor y = trained(new Dropout(0.5), x, 7);
            Tensor dx = y.sum().gradients().get(x);
            assertEquals(dtype, y.dtype());
            assertArrayEquals(y.toDoubles(), dx.mul(2).toDoubles());
        }
    }

    @Test
    void aNumberThatIsNoProbabilityIsRefused() {
        refused(IllegalArgumentException.class, () -> new Dropout(20), "Dropout",
                "from 0 to 1", "20.0", "not a percentage");
        refused(IllegalArgumentException.class, () -> new Dropout(-0.1), "-0.1");
        refused(IllegalArgumentException.class, () -> new Dropout(Double.NaN), "NaN");
    }
}

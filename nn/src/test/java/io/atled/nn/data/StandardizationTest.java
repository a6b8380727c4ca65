package io.atled.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StandardizationTest {
    /// Means and deviations of some hundred F32 numbers of size 1: a few units in the last place.
    private static final double ROUNDING = 1e-5;

    @Test
    void givesMeanZeroAndDeviationOne() {
        Tensor x = Tensor.normal(Shape.of(200, 3), 50, 4, new SplittableRandom(1));
        Tensor z = Standardization.of(x).apply(x);
        for (int feature = 0; feature < 3; feature++) {
            assertEquals(0, z.mean(0).get(feature), ROUNDING);
            assertEquals(1, z.std(0, Axes.of(0)).get(feature), ROUNDING);
        }
        assertEquals(DType.F32, z.dtype());
    }

    @Test
    void measuresOnOneSetAndAppliesToAnother() {
        var scale = Standardization.of(Tensor.ofNested(new double[][] {{1, 10}, {3, 30}}));
        Dataset other = new Dataset(
                Tensor.ofNested(new double[][] {{2, 20}, {5, 0}}), Tensor.arange(2));
        assertArrayEquals(new double[] {0, 0, 3, -2}, scale.apply(other).inputs().toDoubles());
    }

    @Test
    void aConstantFeatureIsOnlyShifted() {
        Tensor x = Tensor.full(DType.F32, Shape.of(1000, 1), 0.1);  // not exact in binary
        assertArrayEquals(new float[1000], Standardization.of(x).apply(x).toFloats());
    }

    @Test
    void worksOnPictures() {
        Tensor x = Tensor.uniform(Shape.of(5, 2, 3), 0, 1, new SplittableRandom(2));
        assertEquals(Shape.of(5, 2, 3), Standardization.of(x).apply(x).shape());
    }

    @Test
    void refusesWhatItCannotMeasure() {
        assertThrows(DataError.class, () -> Standardization.of(Tensor.zeros(0, 3)));
        assertThrows(DTypeMismatch.class, () -> Standardization.of(Tensor.arange(3)));
    }

    @Test
    void refusesOtherFeatures() {
        var scale = Standardization.of(Tensor.zeros(4, 3));
        var error = assertThrows(ShapeMismatch.class, () -> scale.apply(Tensor.zeros(4, 2)));
        assertTrue(error.getMessage().contains("(3)") && error.getMessage().contains("(4,2)"),
                error.getMessage());
    }
}

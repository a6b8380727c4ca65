package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayerNormTest {
    /// Rounding of sums of a few F64 numbers around 1.
    private static final double ROUNDING = 1e-14;

    private static Tensor input(int... sizes) {
        return Tensor.normal(Shape.of(sizes), 3, 2, new SplittableRandom(8)).to(DType.F64);
    }

    @Test
    void eachSampleHasMeanZeroAndVarianceOne() {
        Tensor y = LayerNorm.normalize(input(4, 2, 3), 2, 0);
        assertArrayEquals(new double[4], y.mean(1, 2).toDoubles(), ROUNDING);
        assertArrayEquals(new double[] {1, 1, 1, 1}, y.square().mean(1, 2).toDoubles(), ROUNDING);
    }

    @Test
    void scaleStartsAtOneAndShiftAtZero() {
        Tensor x = input(4, 3);
        Layer layer = LayerNorm.of(3);
        assertEquals(List.of("scale", "shift"), List.copyOf(layer.parameters().keySet()));
        assertArrayEquals(LayerNorm.withoutParameters(3).forward(x).toDoubles(),
                layer.to(DType.F64).forward(x).toDoubles());
    }

    @Test
    void aConstantSampleGivesZerosAndFiniteGradients() {
        Tensor x = Tensor.full(DType.F32, Shape.of(2, 4), 1e6).variable();
        Tensor y = LayerNorm.of(4).forward(x);
        assertArrayEquals(new float[8], y.toFloats());
        assertArrayEquals(new float[8], y.sum().gradients().get(x).toFloats());
    }

    @Test
    void aLargeMeanCostsNoDigits() {
        Tensor small = Tensor.of(Shape.of(1, 4), 1f, 2f, 4f, 9f);
        assertArrayEquals(LayerNorm.normalize(small, 1, 0).toFloats(),
                LayerNorm.normalize(small.add(1 << 20), 1, 0).toFloats());
    }

    @Test
    void gradientsAgreeWithDifferences() {
        for (LayerNorm layer : List.of(LayerNorm.of(3), LayerNorm.of(2, 3),
                LayerNorm.of(3).epsilon(0.1), new LayerNorm(Shape.of(3), Optional.empty(),
                        Optional.of(Parameter.of(Tensor.of(1f, 2f, 3f))), 1e-3))) {
            Layer exact = layer.to(DType.F64);
            Tensor x = input(4, 2, 3);
            GradientCheck.of((List<Tensor> w) -> exact.withValues(w).forward(x), exact.state())
                    .run().orThrow();
            GradientCheck.assertGradients(exact::forward, x);
        }
        GradientCheck.assertGradients(LayerNorm.withoutParameters(3)::forward, input(4, 3));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(ShapeMismatch.class, () -> LayerNorm.of(4).forward(Tensor.zeros(2, 3)),
                "LayerNorm(4)", "expects 4 features", "(…,4)", "got (2,3)");
        refused(ShapeMismatch.class, () -> LayerNorm.of(2, 3).forward(Tensor.zeros(3)),
                "LayerNorm(2,3)", "(…,2,3)", "got (3)");
        refused(DTypeMismatch.class, () -> LayerNorm.of(3).forward(input(2, 3)), "LayerNorm(3)",
                "F32", "F64");
        refused(ShapeMismatch.class, () -> LayerNorm.of(), "LayerNorm", "at least one feature");
        refused(ShapeMismatch.class, () -> LayerNorm.of(2, 0), "at least one feature", "(2,0)");
        refused(ShapeMismatch.class, () -> LayerNorm.normalize(Tensor.zeros(2), 2, 0),
                "normalize", "1 to 1 axes", "(2)", "got 2");
        refused(ShapeMismatch.class, () -> new LayerNorm(Shape.of(3),
                Optional.of(Parameter.of(Tensor.zeros(2))), Optional.empty(), 0), "scale",
                "F32 (3)", "F32 (2)");
        refused(IllegalArgumentException.class, () -> LayerNorm.of(3).epsilon(-1), "epsilon",
                "at least 0", "-1.0");
        refused(IllegalArgumentException.class, () -> LayerNorm.of(3).epsilon(Double.NaN), "NaN");
    }
}

package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Group, instance and root-mean-square normalization.
class GroupNormTest {
    /// Rounding of sums of a few F64 numbers around 1.
    private static final double ROUNDING = 1e-13;

    private static Tensor input(int... sizes) {
        return Tensor.normal(Shape.of(sizes), 3, 2, new SplittableRandom(8)).to(DType.F64);
    }

    @Test
    void eachGroupOfEachSampleHasMeanZeroAndVarianceOne() {
        Tensor y = GroupNorm.of(4, 2).epsilon(0).to(DType.F64).forward(input(3, 4, 5))
                .reshape(6, -1);
        assertArrayEquals(new double[6], y.mean(1).toDoubles(), ROUNDING);
        assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, y.square().mean(1).toDoubles(),
                ROUNDING);
    }

    @Test
    void oneGroupIsLayerNormalizationOfTheWholeSample() {
        Tensor x = input(3, 4, 5);
        assertArrayEquals(LayerNorm.normalize(x, 2, 1e-5).toDoubles(),
                GroupNorm.of(4, 1).to(DType.F64).forward(x).toDoubles(), ROUNDING);
    }

    @Test
    void theRootMeanSquareOfFeaturesIsOne() {
        Tensor y = RmsNorm.of(7).epsilon(0).to(DType.F64).forward(input(4, 7));
        assertArrayEquals(new double[] {1, 1, 1, 1}, y.square().mean(1).toDoubles(), ROUNDING);
        Tensor x = input(4, 7);
        assertArrayEquals(x.div(x.square().mean(1).sqrt().unsqueeze(1)).toDoubles(), y.toDoubles(),
                ROUNDING);
    }

    @Test
    void gradientsAgreeWithDifferences() {
        for (Layer layer : List.of(GroupNorm.of(4, 2), GroupNorm.ofInstances(4), RmsNorm.of(4, 3),
                RmsNorm.of(3))) {
            Layer exact = layer.to(DType.F64);
            Tensor x = input(2, 4, 3);
            GradientCheck.of((List<Tensor> w) -> exact.withValues(w).forward(x), exact.state())
                    .run().orThrow();
            GradientCheck.assertGradients(exact::forward, x);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(ShapeMismatch.class, () -> GroupNorm.of(4, 3), "GroupNorm", "4 channels",
                "3 groups");
        refused(ShapeMismatch.class, () -> GroupNorm.of(4, 2).forward(Tensor.zeros(2, 3)),
                "4 channels", "(2,3)");
        refused(ShapeMismatch.class, () -> RmsNorm.of(4).forward(Tensor.zeros(2, 3)), "RmsNorm(4)",
                "(…,4)", "(2,3)");
        refused(ShapeMismatch.class, () -> RmsNorm.of(), "at least one feature");
        refused(IllegalArgumentException.class, () -> RmsNorm.of(4).epsilon(-1), "epsilon");
    }
}

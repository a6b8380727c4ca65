package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.init.Gain;
import io.atled.nn.init.Initializer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LinearTest {
    private static RandomGenerator seed() {
        return new SplittableRandom(5);
    }

    private static Tensor input(int... sizes) {
        return Tensor.normal(Shape.of(sizes), 0, 1, new SplittableRandom(6));
    }

    @Test
    void eachOutputIsARowOfTheWeightTimesTheInputPlusBias() {
        var layer = new Linear(
                Parameter.of(Tensor.ofNested(new float[][] {{1, 2, 3}, {4, 5, 6}})),
                Optional.of(Parameter.of(Tensor.of(10f, 20f))));
        Tensor x = Tensor.of(Shape.of(2, 3), 1f, 0f, 0f, 0f, 1f, 1f);
        assertArrayEquals(new float[] {11, 24, 15, 31}, layer.forward(x).toFloats());
        assertEquals(3, layer.inputs());
        assertEquals(2, layer.outputs());
    }

    @Test
    void leadingAxesArePassedThrough() {
        Linear layer = Linear.of(3, 2, seed());
        for (int[] lead : List.of(new int[] {}, new int[] {1}, new int[] {4}, new int[] {2, 5},
                new int[] {0})) {
            Shape in = Shape.of(lead).concat(Shape.of(3));
            assertEquals(Shape.of(lead).concat(Shape.of(2)),
                    layer.forward(Tensor.zeros(DType.F32, in)).shape());
        }
    }

    @Test
    void withoutBiasZeroStaysZero() {
        Linear layer = Linear.withoutBias(3, 2, seed());
        assertArrayEquals(new float[2], layer.forward(Tensor.zeros(3)).toFloats());
        assertEquals(List.of("weight"), List.copyOf(layer.parameters().keySet()));
        assertEquals("Linear(3 → 2, no bias)", layer.kind());
    }

    @Test
    void theDefaultIsPytorchs() {
        Linear layer = Linear.of(400, 50, seed());
        double bound = 1 / Math.sqrt(400);
        for (Parameter p : layer.parameters().values()) {
            double most = p.value().abs().max().item();
            assertTrue(most <= bound && most > 0.9 * bound, p + " " + most);
        }
        assertEquals(DType.F32, layer.weight().dtype());
    }

    @Test
    void chosenWeightsComeWithABiasOfZeros() {
        Linear layer = Linear.of(3, 2, Initializer.glorotUniform().gain(Gain.TANH), seed());
        assertArrayEquals(new float[2], layer.bias().orElseThrow().value().toFloats());
        assertArrayEquals(layer.weight().value().toFloats(),
                Linear.withoutBias(3, 2, Initializer.glorotUniform().gain(Gain.TANH), seed())
                        .weight().value().toFloats());
    }

    @Test
    void gradientsAgreeWithDifferences() {
        for (Linear layer : List.of(Linear.of(3, 4, seed()), Linear.withoutBias(3, 4, seed()))) {
            Layer exact = layer.to(DType.F64);
            for (Tensor x : List.of(input(3), input(5, 3), input(2, 2, 3))) {
                Tensor x64 = x.to(DType.F64);
                GradientCheck.of((List<Tensor> w) -> exact.withValues(w).forward(x64),
                        exact.state()).run().orThrow();
                GradientCheck.assertGradients(exact::forward, x64);
            }
        }
    }

    @Test
    void aWrongInputIsRefusedWithAWayOut() {
        Linear layer = Linear.of(64, 10, seed());
        refused(ShapeMismatch.class, () -> layer.forward(input(2, 8, 8)), "Linear(64 → 10)",
                "expects 64 features", "(…,64)", "got (2,8,8)", "new Flatten()",
                "Linear.of(8, 10, random)");
        refused(ShapeMismatch.class, () -> layer.forward(Tensor.scalar(1f)), "got ()");
        refused(DTypeMismatch.class, () -> layer.forward(Tensor.zeros(DType.F64, Shape.of(64))),
                "Linear(64 → 10)", "expects F32", "got F64", "to(DType.F32)",
                "the layer with to(DType.F64)");
        refused(DTypeMismatch.class, () -> layer.forward(Tensor.zeros(DType.I32, Shape.of(64))),
                "got I32", "to(DType.F32)");
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        var weight = Parameter.of(Tensor.zeros(2, 3));
        refused(ShapeMismatch.class, () -> new Linear(Parameter.of(Tensor.zeros(3)),
                Optional.empty()), "Linear", "(out,in)", "got (3)", "Linear.of");
        refused(ShapeMismatch.class, () -> new Linear(weight,
                Optional.of(Parameter.of(Tensor.zeros(3)))), "bias", "F32 (2)", "got F32 (3)");
        refused(ShapeMismatch.class, () -> new Linear(weight,
                Optional.of(Parameter.of(Tensor.of(1.0, 2.0)))), "bias", "F32 (2)", "got F64 (2)");
        refused(IllegalArgumentException.class, () -> Linear.of(0, 3, seed()), "Linear",
                "number of inputs", "at least 1", "got 0");
        refused(IllegalArgumentException.class, () -> Linear.withoutBias(3, -1, seed()),
                "number of outputs", "got -1");
    }
}

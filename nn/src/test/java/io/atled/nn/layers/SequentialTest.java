package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.atled.autograd.Algebra;
import io.atled.autograd.Convolution;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Layers that hold or rearrange: Sequential, Residual, Flatten, Reshape.
class SequentialTest {
    private static final RandomGenerator RANDOM = new SplittableRandom(2);

    @Test
    void layersRunInTheirOrder() {
        Layer model = Sequential.of(x -> x.add(1), x -> x.mul(10), x -> x.neg());
        assertEquals(-30, model.forward(Tensor.scalar(2f)).item());
    }

    @Test
    void withoutLayersTheInputComesOut() {
        Tensor x = Tensor.of(1f);
        assertSame(x, Sequential.of().forward(x));
    }

    @Test
    void gradientsOfAStackAgreeWithDifferences() {
        Layer model = Sequential.of(Linear.of(3, 4, RANDOM), Activation.gelu(),
                new Residual(Sequential.of(LayerNorm.of(4), Linear.of(4, 4, RANDOM))),
                Activation.silu(), Linear.withoutBias(4, 2, RANDOM), new LogSoftmax(-1))
                .to(DType.F64);
        Tensor x = Tensor.normal(Shape.of(5, 3), 0, 1, RANDOM).to(DType.F64);
        GradientCheck.of((List<Tensor> w) -> model.withValues(w).forward(x), model.state())
                .run().orThrow();
        GradientCheck.assertGradients(model::forward, x);
    }

    @Test
    void anActivationAfterSumsIsPartOfTheirOperation() {
        Layer images = Sequential.of(Conv2d.of(1, 2, 3, Convolution.PLAIN.same(), RANDOM),
                Activation.relu(), new Flatten(), Linear.of(32, 3, RANDOM), Activation.relu());
        Tensor x = Tensor.normal(Shape.of(5, 1, 4, 4), 0, 1, RANDOM).variable();
        Tensor y = images.forward(x);
        assertEquals("affine+relu", Objects.requireNonNull(y.op()).name());
        Tensor apart = x;
        for (Layer layer : ((Sequential) images).layers()) {
            apart = layer.forward(apart);
        }
        assertArrayEquals(apart.toFloats(), y.toFloats());
        assertArrayEquals(apart.sum().gradients().get(x).toFloats(),
                y.sum().gradients().get(x).toFloats());
        assertEquals(List.of("(5,2,4,4)", "(5,2,4,4)", "(5,32)", "(5,3)", "(5,3)"),
                Summary.of(images, x).rows().stream()
                        .map(row -> row.outputs().getFirst().toString()).toList());
    }

    @Test
    void anErrorSaysWhereInTheModelItHappened() {
        Layer inner = Sequential.of(Activation.relu(), Linear.of(5, 2, RANDOM));
        Layer model = Sequential.of(Linear.of(3, 4, RANDOM), inner);
        refused(ShapeMismatch.class, () -> model.forward(Tensor.zeros(1, 3)),
                "layer 1 → layer 1 → Linear(5 → 2): expects 5 features", "got (1,4)");
        refused(DTypeMismatch.class, () -> model.forward(Tensor.zeros(DType.F64, Shape.of(1, 3))),
                "layer 0 → Linear(3 → 4)", "F64");
    }

    /// Takes no numbers of 32 bits.
    private record Picky() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.neg();
        }

        @Override
        public DType inferType(List<DType> types) {
            if (types.getFirst() == DType.F32) {
                throw new DTypeMismatch("picky: not F32");
            }
            return types.getFirst();
        }
    }

    @Test
    void anActivationThatRefusesIsNamedByItsOwnPlace() {
        Layer model = Sequential.of(new Flatten(), Linear.of(3, 4, RANDOM),
                new Activation(new Picky()));
        refused(DTypeMismatch.class, () -> model.forward(Tensor.zeros(1, 3)),
                "layer 2 → ", "picky");
        refused(ShapeMismatch.class, () -> model.forward(Tensor.zeros(1, 5)),
                "layer 1 → Linear(3 → 4)");
    }

    @Test
    void aResidualAddsWhatItsLayerGives() {
        Layer model = new Residual(x -> x.square());
        assertArrayEquals(new float[] {2, 6}, model.forward(Tensor.of(1f, 2f)).toFloats());
    }

    @Test
    void aResidualDoesNotBroadcast() {
        Layer model = new Residual(Linear.of(3, 1, RANDOM));
        refused(ShapeMismatch.class, () -> model.forward(Tensor.zeros(2, 3)), "Residual",
                "Linear(3 → 1)", "(2,3)", "got (2,1)", "as many features as it takes");
    }

    @Test
    void flattenKeepsTheBatch() {
        assertEquals(Shape.of(2, 12), new Flatten().forward(Tensor.zeros(2, 3, 4)).shape());
        assertEquals(Shape.of(2, 1), new Flatten().forward(Tensor.zeros(2)).shape());
        assertEquals(Shape.of(0, 12), new Flatten().forward(Tensor.zeros(0, 3, 4)).shape());
        refused(ShapeMismatch.class, () -> new Flatten().forward(Tensor.scalar(1f)), "Flatten",
                "expects a batch", "unsqueeze(0)");
    }

    @Test
    void reshapeKeepsTheBatch() {
        Layer model = Reshape.of(2, 6);
        assertEquals(Shape.of(5, 2, 6), model.forward(Tensor.zeros(5, 3, 4)).shape());
        assertEquals(Shape.of(0, 2, 6), model.forward(Tensor.zeros(0, 12)).shape());
        assertEquals("Reshape(2,6)", model.kind());
        refused(ShapeMismatch.class, () -> model.forward(Tensor.zeros(2, 6)), "Reshape(2,6)",
                "samples of 12 elements", "got (2,6)", "samples of 6", "batch");
        refused(ShapeMismatch.class, () -> model.forward(Tensor.scalar(1f)), "expects a batch");
    }
}

package io.atled.nn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.atled.autograd.Convolution;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Layer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What a model gives for a sample does not depend on the samples beside it, to the last bit.
class BatchInvarianceTest {
    private static final RandomGenerator RANDOM = new SplittableRandom(3);

    @Test
    void aPerceptronGivesASampleTheSameBitsInAnyBatch() {
        assertSameInAnyBatch(Sequential.of(Linear.of(300, 70, RANDOM), Activation.gelu(),
                LayerNorm.of(70), Linear.of(70, 33, RANDOM), Activation.tanh(),
                Linear.of(33, 1, RANDOM), new Softmax(-1)), 300);
        assertSameInAnyBatch(Sequential.of(Linear.of(600, 10, RANDOM), new LogSoftmax(-1)), 600);
    }

    @Test
    void aConvolutionalNetGivesAnImageTheSameBitsInAnyBatch() {
        assertSameInAnyBatch(Sequential.of(Conv2d.of(3, 8, 3, Convolution.PLAIN.same(), RANDOM),
                BatchNorm.of(8), Activation.relu(), MaxPool2d.of(2), new Flatten(),
                Linear.of(8 * 49, 10, RANDOM)), 3, 14, 14);
    }

    @Test
    void aTransformerGivesASequenceTheSameBitsInAnyBatch() {
        assertSameInAnyBatch(TransformerBlock.preNorm(32, 4, 64, RANDOM), 20, 32);
    }

    private static void assertSameInAnyBatch(Layer model, int... sample) {
        int most = 65;
        Shape shape = Shape.of(most).concat(Shape.of(sample));
        Tensor x = Tensor.normal(shape, 0, 1, RANDOM);
        Tensor all = model.forward(x);
        for (int size : new int[] {1, 2, 7, 24, 64}) {
            Tensor y = model.forward(x.slice(0, most - size, most));
            assertArrayEquals(all.slice(0, most - size, most).toFloats(), y.toFloats(),
                    "a batch of " + size);
            assertArrayEquals(y.toFloats(), Recording.off(() ->
                    model.forward(x.slice(0, most - size, most))).toFloats(), "not recorded");
        }
    }
}

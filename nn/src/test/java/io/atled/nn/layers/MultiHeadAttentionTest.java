package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.atled.autograd.Attention.Sight;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MultiHeadAttentionTest {
    /// A few dozen roundings in F32 of numbers about 1.
    private static final float ROUNDING = 1e-5f;

    private static RandomGenerator seed() {
        return new SplittableRandom(5);
    }

    private static Tensor input(int... sizes) {
        return Tensor.normal(Shape.of(sizes), 0, 1, new SplittableRandom(6));
    }

    @Test
    void eachHeadAttendsOverItsPartOfTheFeatures() {
        MultiHeadAttention layer = MultiHeadAttention.of(6, 3, seed());
        Tensor x = input(2, 5, 6);
        List<Tensor> heads = new ArrayList<>();
        for (int h = 0; h < 3; h++) {
            Tensor q = layer.query().forward(x).slice(-1, 2 * h, 2 * h + 2);
            Tensor k = layer.key().forward(x).slice(-1, 2 * h, 2 * h + 2);
            Tensor v = layer.value().forward(x).slice(-1, 2 * h, 2 * h + 2);
            heads.add(q.matmul(k.transpose()).div(Math.sqrt(2)).softmax(-1).matmul(v));
        }
        Tensor wanted = layer.output().forward(Tensor.concat(-1, heads));
        assertArrayEquals(wanted.toFloats(), layer.forward(x).toFloats(), ROUNDING);
    }

    @Test
    void leadingAxesArePassedThroughAndAcrossShapesFollowTheQueries() {
        MultiHeadAttention layer = MultiHeadAttention.of(4, 2, seed());
        for (int[] sizes : new int[][] {{3, 4}, {2, 3, 4}, {2, 1, 3, 4}, {0, 3, 4}}) {
            assertEquals(Shape.of(sizes), layer.forward(input(sizes)).shape());
        }
        Tensor memory = input(2, 7, 4);
        assertEquals(Shape.of(2, 3, 4), layer.attend(input(2, 3, 4), memory, memory).shape());
        assertEquals(Shape.of(2, 2, 3, 7), layer.weights(input(2, 3, 4), memory).shape());
    }

    @Test
    void aCausalPlaceDoesNotSeeWhatComesAfterIt() {
        MultiHeadAttention layer = MultiHeadAttention.of(4, 2, seed()).causal();
        Tensor x = input(5, 4);
        Tensor changed = Tensor.concat(0, List.of(x.slice(0, 0, 3), input(2, 4).mul(9)));
        assertArrayEquals(layer.forward(x).slice(0, 0, 3).toFloats(),
                layer.forward(changed).slice(0, 0, 3).toFloats());
        assertFalse(Arrays.equals(layer.forward(x).toFloats(), layer.forward(changed).toFloats()));
    }

    @Test
    void maskedKeysDoNotMatter() {
        MultiHeadAttention layer = MultiHeadAttention.of(4, 2, seed());
        Tensor x = input(2, 3, 4);
        Tensor padded = Tensor.concat(1, List.of(x, input(2, 2, 4).mul(9)));
        Tensor mask = Tensor.of(true, true, true, false, false);
        assertArrayEquals(layer.forward(x).toFloats(),
                layer.forward(padded, mask).slice(1, 0, 3).toFloats(), ROUNDING);
        assertEquals(0, layer.weights(padded, padded, mask).slice(-1, 3).sum().item());
    }

    @Test
    void dropoutDropsWeightsInTrainingOnly() {
        MultiHeadAttention layer = MultiHeadAttention.of(4, 2, seed());
        MultiHeadAttention dropping = layer.withDropout(0.5);
        Tensor x = input(3, 4);
        Tensor mask = Tensor.of(true, true, false);
        assertArrayEquals(layer.forward(x).toFloats(), dropping.forward(x).toFloats());
        float[] once = Training.with(seed(), () -> dropping.forward(x)).toFloats();
        assertArrayEquals(once, Training.with(seed(), () -> dropping.forward(x)).toFloats());
        assertFalse(Arrays.equals(once, layer.forward(x).toFloats()));
        float[] none = Training.with(seed(), () -> layer.withDropout(1).forward(x, mask))
                .toFloats();
        assertArrayEquals(layer.output().forward(Tensor.zeros(3, 4)).toFloats(), none);
    }

    @Test
    void gradientsAgreeWithDifferences() {
        var exact = (MultiHeadAttention) MultiHeadAttention.of(4, 2, seed()).causal()
                .to(DType.F64);
        Tensor x = input(2, 3, 4).to(DType.F64);
        GradientCheck.assertGradients(exact::forward, x);
        Tensor memory = input(2, 3, 4).mul(0.5).to(DType.F64);
        GradientCheck.assertGradients(m -> exact.attend(x, m, m), memory);
    }

    @Test
    void theBiasOfKeysDoesNotMatterToSoftmax() {
        MultiHeadAttention layer = MultiHeadAttention.of(4, 2, seed());
        Tensor x = input(2, 3, 4);
        Tensor db = layer.forward(x).square().sum().gradients().get(
                layer.key().bias().orElseThrow().value());
        assertArrayEquals(new float[4], db.toFloats(), ROUNDING);
    }

    @Test
    void parametersAreNamedByTheirPart() {
        assertEquals(List.of("query.weight", "query.bias", "key.weight", "key.bias",
                "value.weight", "value.bias", "output.weight", "output.bias"),
                List.copyOf(MultiHeadAttention.of(4, 2, seed()).parameters().keySet()));
        assertEquals("MultiHeadAttention(4, 2 heads, causal)",
                MultiHeadAttention.of(4, 2, seed()).causal().kind());
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        refused(ShapeMismatch.class, () -> MultiHeadAttention.of(10, 4, seed()),
                "MultiHeadAttention", "divide into 4 heads", "got 10", "take 8");
        refused(IllegalArgumentException.class, () -> MultiHeadAttention.of(4, 0, seed()),
                "number of heads", "at least 1", "got 0");
        Linear four = Linear.of(4, 4, seed());
        Linear two = Linear.of(4, 2, seed());
        refused(ShapeMismatch.class, () -> new MultiHeadAttention(2, Sight.ALL, four, two, four,
                four, new Dropout(0)), "queries and keys", "4 and 2");
        refused(ShapeMismatch.class, () -> new MultiHeadAttention(2, Sight.ALL, four, four, two,
                four, new Dropout(0)), "must take the 2 features", "Linear(4 → 4)");
    }

    @Test
    void wrongInputsAreRefusedWithAWayOut() {
        MultiHeadAttention layer = MultiHeadAttention.of(4, 2, seed());
        refused(ShapeMismatch.class, () -> layer.forward(input(4)), "MultiHeadAttention(4, 2 heads",
                "(…,n,4)", "got (4)", "unsqueeze(0)");
        refused(ShapeMismatch.class, () -> layer.forward(input(3, 5)), "expects 4 features",
                "got (3,5)");
        refused(DTypeMismatch.class, () -> layer.forward(input(3, 4).to(DType.F64)),
                "expects F32", "got F64");
        refused(ShapeMismatch.class, () -> layer.forward(input(2, 3, 4),
                Tensor.of(Shape.of(2, 3), true, true, true, true, true, true)), "mask",
                "(2,2,3,3)", "(2,3)", "(batch,1,1,n)");
        refused(ShapeMismatch.class, () -> layer.causal().attend(input(3, 4), input(5, 4),
                input(5, 4)), "as many queries as keys");
    }
}

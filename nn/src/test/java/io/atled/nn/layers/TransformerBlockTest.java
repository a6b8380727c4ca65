package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Maps;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Training;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.schedule.Rate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TransformerBlockTest {
    private static RandomGenerator seed() {
        return new SplittableRandom(5);
    }

    private static Tensor input(int... sizes) {
        return Tensor.normal(Shape.of(sizes), 0, 1, new SplittableRandom(6));
    }

    @Test
    void preNormAddsWhatAttentionAndLinearLayersMakeOfNormalizedInput() {
        TransformerBlock block = TransformerBlock.preNorm(4, 2, 6, seed());
        Tensor x = input(2, 3, 4);
        Tensor between = x.add(block.attention().forward(block.norm1().forward(x)));
        Tensor wanted = between.add(block.feedForward().forward(block.norm2().forward(between)));
        assertArrayEquals(wanted.toFloats(), block.forward(x).toFloats());
    }

    @Test
    void postNormNormalizesEachSum() {
        TransformerBlock block = TransformerBlock.postNorm(4, 2, 6, seed());
        Tensor x = input(2, 3, 4);
        Tensor between = block.norm1().forward(x.add(block.attention().forward(x)));
        Tensor wanted = block.norm2().forward(between.add(block.feedForward().forward(between)));
        assertArrayEquals(wanted.toFloats(), block.forward(x).toFloats());
    }

    @Test
    void theLinearLayersAreBentByGeluUnlessToldOtherwise() {
        TransformerBlock block = TransformerBlock.preNorm(4, 2, 6, seed());
        FeedForward inner = block.feedForward();
        Tensor x = input(3, 4);
        assertArrayEquals(inner.linear2().forward(inner.linear1().forward(x).gelu()).toFloats(),
                inner.forward(x).toFloats());
        FeedForward other = block.withActivation(Activation.relu()).feedForward();
        assertArrayEquals(inner.linear2().forward(inner.linear1().forward(x).relu()).toFloats(),
                other.forward(x).toFloats());
    }

    @Test
    void aCausalPlaceDoesNotSeeWhatComesAfterIt() {
        for (TransformerBlock block : List.of(TransformerBlock.preNorm(4, 2, 6, seed()),
                TransformerBlock.postNorm(4, 2, 6, seed()))) {
            Tensor x = input(5, 4);
            Tensor changed = Tensor.concat(0, List.of(x.slice(0, 0, 3), input(2, 4).mul(9)));
            assertArrayEquals(block.causal().forward(x).slice(0, 0, 3).toFloats(),
                    block.causal().forward(changed).slice(0, 0, 3).toFloats());
        }
    }

    @Test
    void aMaskReachesTheAttention() {
        TransformerBlock block = TransformerBlock.preNorm(4, 2, 6, seed());
        Tensor x = input(3, 4);
        Tensor self = Tensor.of(Shape.of(3, 3), true, false, false, false, true, false, false,
                false, true);
        Tensor alone = Tensor.stack(0, List.of(block.forward(x.slice(0, 0, 1)).select(0, 0),
                block.forward(x.slice(0, 1, 2)).select(0, 0),
                block.forward(x.slice(0, 2, 3)).select(0, 0)));
        assertArrayEquals(alone.toFloats(), block.forward(x, self).toFloats(), 1e-5f);
    }

    @Test
    void dropoutIsActiveInTrainingOnlyAndRepeatsWithItsSeed() {
        TransformerBlock block = TransformerBlock.postNorm(4, 2, 6, seed());
        TransformerBlock dropping = block.withDropout(0.3);
        Tensor x = input(3, 4);
        assertArrayEquals(block.forward(x).toFloats(), dropping.forward(x).toFloats());
        float[] once = Training.with(seed(), () -> dropping.forward(x)).toFloats();
        assertArrayEquals(once, Training.with(seed(), () -> dropping.forward(x)).toFloats());
        assertFalse(Arrays.equals(once, block.forward(x).toFloats()));
    }

    @Test
    void gradientsAgreeWithDifferences() {
        for (TransformerBlock block : List.of(TransformerBlock.preNorm(4, 2, 5, seed()).causal(),
                TransformerBlock.postNorm(4, 2, 5, seed()))) {
            var exact = (TransformerBlock) block.to(DType.F64);
            Tensor x = input(3, 4).to(DType.F64);
            Map<String, Tensor> felt = felt(exact.state());
            GradientCheck.of((List<Tensor> w) -> exact.withValues(
                    with(exact.state(), felt.keySet(), w)).forward(x), felt).run().orThrow();
            GradientCheck.assertGradients(exact::forward, x);
        }
    }

    /// Without the bias of keys: it shifts all scores of a query alike, which softmax does not
    /// feel, so that its gradient is nothing but rounding.
    private static Map<String, Tensor> felt(Map<String, Tensor> state) {
        return Maps.filterKeys(state, name -> !name.equals("attention.key.bias"));
    }

    private static Map<String, Tensor> with(Map<String, Tensor> state, Set<String> names,
            List<Tensor> values) {
        var all = new HashMap<>(state);
        int i = 0;
        for (String name : names) {
            all.put(name, values.get(i++));
        }
        return all;
    }

    @Test
    void aBlockLearnsToCopyTheFirstPlace() {
        TransformerBlock block = TransformerBlock.preNorm(8, 2, 16, seed());
        var adam = new Adam().over(block.parameters(), Rate.constant(0.01));
        Tensor x = input(16, 5, 8);
        Tensor target = x.slice(1, 0, 1).expand(16, 5, 8);
        double before = Loss.mse(block.forward(x), target).item();
        for (int step = 0; step < 200; step++) {
            adam.step(Loss.mse(block.forward(x), target).gradients());
        }
        double after = Loss.mse(block.forward(x), target).item();
        assertTrue(after < 0.2 * before, before + " → " + after);
    }

    @Test
    void parametersAreNamedByTheirPlace() {
        TransformerBlock block = TransformerBlock.preNorm(4, 2, 6, seed());
        assertEquals(List.of("attention.query.weight", "attention.query.bias",
                "attention.key.weight", "attention.key.bias", "attention.value.weight",
                "attention.value.bias", "attention.output.weight", "attention.output.bias",
                "norm1.scale", "norm1.shift", "feedForward.linear1.weight",
                "feedForward.linear1.bias", "feedForward.linear2.weight",
                "feedForward.linear2.bias", "norm2.scale", "norm2.shift"),
                List.copyOf(block.parameters().keySet()));
        assertEquals("TransformerBlock(4, 2 heads, 6 hidden, pre-norm, causal)",
                block.causal().kind());
        assertTrue(block.summary(Shape.of(1, 3, 4)).contains("FeedForward(4 → 6 → 4)"));
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        refused(ShapeMismatch.class, () -> TransformerBlock.preNorm(10, 4, 6, seed()),
                "divide into 4 heads");
        refused(ShapeMismatch.class, () -> new FeedForward(Linear.of(4, 6, seed()),
                Activation.relu(), Linear.of(5, 4, seed()), new Dropout(0)), "FeedForward",
                "Linear(5 → 4)", "Linear(4 → 6)");
        refused(ShapeMismatch.class, () -> TransformerBlock.postNorm(4, 2, 6, seed())
                .forward(input(3, 5)), "4 features", "(3,5)");
    }
}

package io.atled.nn;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Embedding;
import io.atled.nn.layers.LayerNorm;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Residual;
import io.atled.nn.layers.Sequential;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LayerTest {
    /// A model as a user writes one: two parts and a list of heads.
    public record Model(Layer encoder, Optional<Linear> bridge, ImmutableList<Linear> heads,
            ImmutableMap<String, Parameter> scales) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            Tensor h = encoder.forward(x);
            Tensor bridged = bridge.map(b -> b.forward(h)).orElse(h);
            Tensor sum = heads.getFirst().forward(bridged);
            for (Linear head : heads.subList(1, heads.size())) {
                sum = sum.add(head.forward(bridged));
            }
            for (Parameter scale : scales.values()) {
                sum = sum.mul(scale.value());
            }
            return sum;
        }
    }

    /// Scores words by the same weights that embed them.
    public record Tied(Embedding words, Layer body, Linear scores) implements Layer {
        static Tied of(int count, int features, RandomGenerator random) {
            Embedding words = Embedding.of(count, features, random);
            return new Tied(words, Linear.of(features, features, random),
                    new Linear(words.weight(), Optional.empty()));
        }

        @Override
        public Tensor forward(Tensor x) {
            return scores.forward(body.forward(words.forward(x)));
        }
    }

    private static RandomGenerator seed(long seed) {
        return new SplittableRandom(seed);
    }

    private static Model model(long seed) {
        RandomGenerator random = seed(seed);
        return new Model(
                Sequential.of(LayerNorm.of(3), Linear.of(3, 4, random), Activation.tanh()),
                Optional.of(Linear.withoutBias(4, 4, random)),
                ImmutableList.of(Linear.of(4, 2, random), Linear.of(4, 2, random)),
                ImmutableMap.of("all", Parameter.of(Tensor.of(0.5f))));
    }

    private static Tensor input() {
        return Tensor.uniform(Shape.of(5, 3), -1, 1, seed(99));
    }

    @Test
    void parametersAreNamedByStructureInOrder() {
        assertEquals(List.of("encoder.0.scale", "encoder.0.shift", "encoder.1.weight",
                "encoder.1.bias", "bridge.weight", "heads.0.weight", "heads.0.bias",
                "heads.1.weight", "heads.1.bias", "scales.all"),
                List.copyOf(model(1).parameters().keySet()));
        Layer nested = Sequential.of(Sequential.of(Linear.of(2, 2, seed(1))),
                new Residual(Linear.withoutBias(2, 2, seed(1))));
        assertEquals(List.of("0.0.weight", "0.0.bias", "1.inner.weight"),
                List.copyOf(nested.parameters().keySet()));
        assertEquals(3 + 3 + 12 + 4 + 16 + 8 + 2 + 8 + 2 + 1, model(1).parameterCount());
    }

    @Test
    void parametersAreTheCellsThatTheLayerComputesWith() {
        Linear layer = Linear.of(3, 2, seed(1));
        assertSame(layer.weight(), layer.parameters().get("weight"));
        Tensor before = layer.forward(input());
        layer.weight().update(layer.weight().value().mul(0));
        assertNotSame(before, layer.forward(input()));
        assertArrayEquals(layer.bias().orElseThrow().value().toFloats(),
                layer.forward(input()).select(0, 0).toFloats());
    }

    @Test
    void aFunctionIsALayerWithoutParameters() {
        Layer square = x -> x.square();
        assertEquals(ImmutableMap.of(), square.parameters());
        assertEquals(0, square.parameterCount());
        assertEquals("function", square.kind());
        assertSame(square, square.to(DType.F64));
    }

    @Test
    void tiedWeightsAreListedOnceAndStayTied() {
        Tied tied = Tied.of(7, 3, seed(3));
        assertEquals(List.of("words.weight", "body.weight", "body.bias"),
                List.copyOf(tied.parameters().keySet()));
        assertEquals(21 + 9 + 3, tied.parameterCount());
        var exact = (Tied) tied.to(DType.F64);
        assertSame(exact.words().weight(), exact.scores().weight());
        assertNotSame(tied.words().weight(), exact.words().weight());
        var held = (Tied) tied.withValues(tied.state());
        assertSame(held.words().weight(), held.scores().weight());
    }

    @Test
    void tiedWeightsGetTheSumOfBothGradients() {
        Layer tied = Tied.of(5, 2, seed(3)).to(DType.F64);
        Tensor words = Tensor.of(0, 4, 4);
        GradientCheck.of((List<Tensor> w) -> tied.withValues(w).forward(words), tied.state())
                .run().orThrow();
    }

    @Test
    void theStateOfOneModelMakesAnotherComputeTheSameBits() {
        Model a = model(1);
        Model b = model(2);
        var state = a.state();
        b.load(state);
        assertArrayEquals(a.forward(input()).toFloats(), b.forward(input()).toFloats());
        a.parameters().values().forEach(p -> p.update(p.value().add(1)));
        assertArrayEquals(state.get("bridge.weight").toFloats(),
                b.state().get("bridge.weight").toFloats(), "a state is a value");
        assertEquals(false, state.get("bridge.weight").requiresGrad());
    }

    @Test
    void aStateThatDoesNotFitIsRefusedAsAWhole() {
        Model model = model(1);
        Map<String, Tensor> state = new HashMap<>(model.state());
        state.remove("encoder.1.bias");
        state.put("encoder.1.bais", Tensor.zeros(4));
        state.put("bridge.weight", Tensor.zeros(4, 5));
        state.put("heads.0.bias", Tensor.of(1.0, 2.0));
        state.put("encoder.0.scale", Tensor.of(7f, 7f, 7f));
        refused(IllegalArgumentException.class, () -> model.load(state), "load", "Model",
                "missing: encoder.1.bias", "unknown: encoder.1.bais",
                "bridge.weight must be F32 (4,4), got F32 (4,5)",
                "heads.0.bias must be F32 (2), got F64 (2)", "nothing was changed");
        assertArrayEquals(new float[] {1, 1, 1},
                model.parameters().get("encoder.0.scale").value().toFloats());
    }

    @Test
    void aLongListOfMissingNamesIsCutShort() {
        refused(IllegalArgumentException.class, () -> model(1).load(Map.of()),
                "encoder.0.scale", "and 2 more");
    }

    @Test
    void aConvertedLayerHasParametersOfItsOwn() {
        Model model = model(1);
        Layer exact = model.to(DType.F64);
        Tensor y = exact.forward(input().to(DType.F64));
        assertEquals(DType.F64, y.dtype());
        assertArrayEquals(model.forward(input()).toDoubles(), y.toDoubles(), 1e-6, "F32 rounding");
        exact.parameters().values().forEach(p -> p.update(p.value().mul(0)));
        assertEquals(0.5, model.parameters().get("scales.all").value().item());
        assertEquals(model.parameters().keySet(), exact.parameters().keySet());
        assertEquals("bias", exact.parameters().get("encoder.1.bias").value().label());
        refused(DTypeMismatch.class, () -> model.to(DType.I32), "parameter", "I32");
    }

    @Test
    void aWholeModelPassesTheGradientCheck() {
        Layer exact = model(1).to(DType.F64);
        Tensor x = input().to(DType.F64);
        GradientCheck.of((List<Tensor> w) -> exact.withValues(w).forward(x).tanh(), exact.state())
                .named("model").run().orThrow();
        GradientCheck.assertGradients(x0 -> exact.forward(x0).tanh(), x);
    }

    @Test
    void aModelIsAFunctionOfItsParametersForDerivativesOfAnyOrder() {
        Linear model = Linear.withoutBias(2, 1, seed(1));
        Tensor x = Tensor.of(Shape.of(1, 2), 2f, 3f);
        var gradient = Differentiate.grad((Map<String, Tensor> w) ->
                model.withValues(w).forward(x).square().sum());
        double y = model.forward(x).item();
        float[] dw = gradient.apply(model.state()).get("weight").toFloats();
        assertEquals(4 * y, dw[0], 1e-5, "2·y·x₀ in F32");
        Tensor h = Differentiate.hessian(w ->
                model.withValues(List.of(w)).forward(x).square().sum())
                .apply(model.weight().value());
        assertArrayEquals(new float[] {8, 12, 12, 18}, h.toFloats());     // 2·xᵢ·xⱼ
    }

    @Test
    void aLayerWithGivenValuesTakesNoUpdates() {
        Linear model = Linear.of(2, 1, seed(1));
        Layer held = model.withValues(model.state());
        refused(IllegalStateException.class, () -> held.parameters().get("bias")
                .update(Tensor.of(1f)), "parameter", "withValues", "update the original layer");
        refused(IllegalArgumentException.class, () -> model.withValues(Map.of()), "withValues",
                "Linear(2 → 1)", "missing: weight, bias");
        refused(ShapeMismatch.class, () -> model.withValues(List.of()), "withValues",
                "2 parameters", "0 tensors");
    }

    /// What users of other frameworks write by habit.
    private static final class Habit implements Layer {
        private final Linear inner = Linear.of(2, 2, new SplittableRandom(1));

        @Override
        public Tensor forward(Tensor x) {
            return inner.forward(x);
        }
    }

    /// Such layers silently did not learn inside a Sequential.
    @Test
    void parametersThatWouldNotBeFoundAreRefused() {
        Parameter hidden = Parameter.of(Tensor.ones(3));
        refused(IllegalArgumentException.class,
                () -> Sequential.of(Activation.tanh(), x -> x.mul(hidden.value())).parameters(),
                "layer 1 (function)", "make it a record");
        refused(IllegalArgumentException.class,
                () -> Sequential.of(new Habit(), Activation.tanh()).parameters(),
                "layer 0 (Habit)", "“inner”", "Linear as a component");
        var inner = Linear.of(2, 2, new SplittableRandom(1));
        refused(IllegalArgumentException.class,
                () -> Sequential.of(x -> inner.forward(x).relu()).parameters(), "layer 0");
        Layer harmless = Activation.tanh();
        assertTrue(Sequential.of(x -> harmless.forward(x)).parameters().isEmpty());
    }
}

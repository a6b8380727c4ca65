package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ActivationTest {
    private static final Map<Layer, UnaryOperator<Tensor>> VERBS = new LinkedHashMap<>();

    static {
        VERBS.put(Activation.relu(), x -> x.relu());
        VERBS.put(Activation.leakyRelu(), x -> x.leakyRelu(0.01));
        VERBS.put(Activation.leakyRelu(0.2), x -> x.leakyRelu(0.2));
        VERBS.put(Activation.elu(), x -> x.elu());
        VERBS.put(Activation.elu(0.5), x -> x.elu(0.5));
        VERBS.put(Activation.softplus(), x -> x.softplus());
        VERBS.put(Activation.tanh(), x -> x.tanh());
        VERBS.put(Activation.sigmoid(), x -> x.sigmoid());
        VERBS.put(Activation.silu(), x -> x.silu());
        VERBS.put(Activation.gelu(), x -> x.gelu());
        VERBS.put(Activation.geluTanh(), x -> x.geluTanh());
        VERBS.put(new Softmax(-1), x -> x.softmax(-1));
        VERBS.put(new LogSoftmax(0), x -> x.logSoftmax(0));
    }

    /// A stranger's operation.
    public record Softshrink(double threshold) implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.sub(x.clamp(-threshold, threshold));
        }
    }

    private static Tensor input() {
        return Tensor.ofNested(new double[][] {{-3, -0.5, 0.25}, {1, 2.5, 8}});
    }

    @Test
    void eachGivesTheBitsOfItsVerb() {
        VERBS.forEach((layer, verb) -> assertArrayEquals(verb.apply(input()).toDoubles(),
                layer.forward(input()).toDoubles(), layer.kind()));
    }

    @Test
    void gradientsAgreeWithDifferences() {
        VERBS.keySet().forEach(layer -> GradientCheck.of(layer::forward, input())
                .named(layer.kind()).run().orThrow());
    }

    @Test
    void tablesShowTheOperationAndItsAttributes() {
        assertEquals("Relu", Activation.relu().kind());
        assertEquals("LeakyRelu[slope=0.2]", Activation.leakyRelu(0.2).kind());
        assertEquals(Activation.relu(), Activation.relu());
        assertEquals(0, Activation.elu().parameterCount());
    }

    @Test
    void aStrangersOperationIsALayer() {
        Layer layer = new Activation(new Softshrink(1));
        assertArrayEquals(new double[] {-2, 0, 0, 0, 1.5, 7}, layer.forward(input()).toDoubles());
        assertEquals("Softshrink[threshold=1.0]", layer.kind());
        assertEquals(0, Sequential.of(layer).parameterCount());
    }

    @Test
    void indicesAndMissingAxesAreRefused() {
        refused(DTypeMismatch.class, () -> Activation.relu().forward(Tensor.of(1, 2)), "relu",
                "I32");
        refused(ShapeMismatch.class, () -> new Softmax(2).forward(input()), "softmax", "axis 2",
                "(2,3)");
    }
}

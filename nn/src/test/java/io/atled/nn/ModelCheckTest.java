package io.atled.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Convolution;
import io.atled.autograd.Custom;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Anomaly;
import io.atled.autograd.check.AnomalyFound;
import io.atled.autograd.check.Debug;
import io.atled.autograd.check.GradientReport;
import io.atled.autograd.check.GradientReport.Input;
import io.atled.autograd.check.SourceLine;
import io.atled.autograd.check.Trap;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Conv2d;
import io.atled.nn.layers.Flatten;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.MaxPool2d;
import io.atled.nn.layers.Sequential;
import io.atled.nn.layers.TransformerBlock;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.optim.Optimization;
import io.atled.nn.schedule.Rate;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Whole models under the gradient checker and under [Debug#anomalies], as a user starts them.
class ModelCheckTest {
    /// Elements of each parameter that are compared one by one.
    private static final int SAMPLED = 6;
    private static final Convolution SAME = Convolution.PLAIN.padding(1);

    private final RandomGenerator random = new SplittableRandom(11);

    private Tensor input(DType type, int... sizes) {
        return Tensor.normal(Shape.of(sizes), 0, 1, random).to(type);
    }

    private Sequential perceptron() {
        return Sequential.of(Linear.of(6, 16, random), Activation.relu(), Linear.of(16, 8, random),
                Activation.gelu(), Linear.of(8, 3, random));
    }

    private Sequential convolutional() {
        return Sequential.of(Conv2d.of(1, 4, 3, SAME, random), Activation.relu(),
                MaxPool2d.of(2), Conv2d.of(4, 5, 3, SAME, random), Activation.silu(),
                new Flatten(), Linear.of(45, 3, random));
    }

    /// That each of `parameters` passed and all elements were covered: some one by one, the others
    /// of a parameter together.
    private static void assertPassed(int parameters, GradientReport report) {
        assertTrue(report.passed(), report::format);
        assertEquals(parameters, report.inputs().size());
        for (Input input : report.inputs()) {
            assertEquals(Math.min(SAMPLED, input.shape().size()), input.checked(), input.name());
        }
        assertEquals(report.inputs().stream().filter(i -> i.shape().size() > SAMPLED).count(),
                report.directions().size());
    }

    private void assertClassifierPasses(int parameters, Layer model, Tensor x, Tensor labels) {
        assertPassed(parameters, model.gradientCheck(m ->
                Loss.softmaxCrossEntropy(m.forward(x), labels)).sampling(SAMPLED, random).run());
    }

    @Test
    void aPerceptronIsCheckedInOneLine() {
        assertClassifierPasses(6, perceptron().to(DType.F64), input(DType.F64, 5, 6),
                Tensor.of(0, 2, 1, 1, 0));
    }

    @Test
    void aConvolutionalNetworkIsCheckedInOneLine() {
        assertClassifierPasses(6, convolutional().to(DType.F64), input(DType.F64, 2, 1, 6, 6),
                Tensor.of(2, 0));
    }

    @Test
    void aTransformerBlockIsCheckedInOneLine() {
        Layer model = TransformerBlock.preNorm(8, 2, 16, random).causal().to(DType.F64);
        Tensor x = input(DType.F64, 2, 5, 8);
        Tensor y = input(DType.F64, 2, 5, 8);
        assertPassed(16, model.gradientCheck(m -> Loss.mse(m.forward(x), y))
                .sampling(SAMPLED, random).run());
    }

    @Test
    void modelsInSinglePrecisionNeedNoConversion() {
        Layer model = perceptron();
        Tensor x = input(DType.F32, 5, 6);
        Tensor y = input(DType.F32, 5, 3);
        assertPassed(6, model.gradientCheck(m -> Loss.mse(m.forward(x), y))
                .sampling(SAMPLED, random).run());
    }

    @Test
    void directionsCoverAWholeModelAtOnce() {
        Layer model = convolutional().to(DType.F64);
        Tensor x = input(DType.F64, 2, 1, 6, 6);
        Tensor labels = Tensor.of(2, 0);
        GradientReport report = model.gradientCheck(m -> Loss.softmaxCrossEntropy(m.forward(x),
                labels)).fast(2, random).run();
        assertTrue(report.passed(), report::format);
        assertEquals(List.of(model.parameterCount(), model.parameterCount()),
                report.directions().stream().map(GradientReport.Direction::elements).toList());
    }

    /// A layer whose weight gets twice the gradient it should.
    private record Doubled(Parameter weight) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            return Custom.apply("doubled", in -> in.get(0).mul(in.get(1)), (dy, y, in) -> List.of(
                    dy.mul(in.get(1)), dy.mul(in.get(0)).sum(0).mul(2)), x, weight.value());
        }
    }

    @Test
    void theWrongLayerIsNamedWithItsParameter() {
        var doubled = new Doubled(Parameter.of(Tensor.of(0.5, -1, 2)));
        Layer model = Sequential.of(Linear.of(6, 3, random).to(DType.F64), doubled);
        Tensor x = input(DType.F64, 5, 6);
        GradientReport report = model.gradientCheck(m -> Loss.mse(m.forward(x),
                Tensor.zeros(DType.F64, Shape.of(5, 3)))).sampling(SAMPLED, random).run();
        assertEquals(List.of("1.weight"), report.inputs().stream().filter(i -> i.counts()
                .entrySet().stream().anyMatch(e -> e.getKey().name().equals("WRONG")
                        && e.getValue() > 0)).map(Input::name).toList());
        assertEquals("doubled", report.culprit().orElseThrow().operation());
        SourceLine line = report.culprit().orElseThrow().source().getFirst();
        assertEquals("Doubled.forward", line.method());
    }

    /// Losses of a few steps, and the parameters after them.
    private List<float[]> trained(Layer model, Supplier<Tensor> loss) {
        Optimization adam = new Adam().over(model.parameters(), Rate.constant(0.01));
        float[] losses = new float[3];
        for (int k = 0; k < losses.length; k++) {
            Tensor value = Training.with(new SplittableRandom(k), loss::get);
            losses[k] = (float) value.item();
            adam.step(value.gradients());
        }
        return List.of(losses, Tensor.concat(0, model.state().values().stream()
                .map(t -> t.reshape(-1)).toList()).toFloats());
    }

    @Test
    void watchedTrainingGivesTheSameBits() {
        Tensor x = input(DType.F32, 2, 5, 8);
        List<List<float[]>> runs = List.of(0, 1).stream().map(watched -> {
            Layer block = TransformerBlock.preNorm(8, 2, 16, new SplittableRandom(3)).causal()
                    .withDropout(0.2);
            Supplier<Tensor> loss = () -> Loss.mse(block.forward(x), x.tanh());
            return watched == 0 ? trained(block, loss)
                    : Debug.anomalies(() -> trained(block, loss));
        }).toList();
        assertArrayEquals(runs.get(0).get(0), runs.get(1).get(0));
        assertArrayEquals(runs.get(0).get(1), runs.get(1).get(1));
    }

    @Test
    void anomaliesNameTheLayerAndWhoCalledIt() {
        Layer model = Sequential.of(Linear.of(6, 4, random), x -> x.exp().exp().exp(),
                Linear.of(4, 1, random));
        Tensor x = input(DType.F32, 5, 6).mul(20);
        Anomaly a = assertThrows(AnomalyFound.class, () -> Debug.anomalies(() ->
                model.forward(x).mean().gradients())).anomaly();
        assertEquals("exp", a.operation());
        assertEquals(Trap.OVERFLOW, a.trap());
        List<String> methods = a.source().stream().map(SourceLine::method).toList();
        assertEquals("ModelCheckTest.anomaliesNameTheLayerAndWhoCalledIt", methods.getFirst());
        assertTrue(methods.contains("Sequential.forward"), methods::toString);
        assertEquals("ModelCheckTest.anomaliesNameTheLayerAndWhoCalledIt", methods.getLast());
    }
}

package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Convolution;
import io.atled.autograd.Tensor;
import io.atled.autograd.Window;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.data.Dataset;
import io.atled.nn.init.Initializer;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.optim.Optimization;
import io.atled.nn.schedule.Rate;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ConvolutionLayersTest {
    private static final Convolution SAME = Convolution.PLAIN.same();

    private static RandomGenerator seed() {
        return new SplittableRandom(5);
    }

    private static Tensor images(int... sizes) {
        return Tensor.normal(Shape.of(sizes), 0, 1, new SplittableRandom(6));
    }

    private static Layer network(int classes) {
        RandomGenerator random = seed();
        return Sequential.of(
                Conv2d.of(1, 4, 3, SAME, random), Activation.relu(), MaxPool2d.of(2),
                Conv2d.of(4, 8, 3, SAME, random), Activation.relu(), new GlobalAvgPool2d(),
                Linear.of(8, classes, random));
    }

    @Test
    void eachChannelIsASumOverWindowsPlusBias() {
        var layer = new Conv2d(Parameter.of(Tensor.of(Shape.of(1, 1, 2, 2), 1f, 2f, 3f, 4f)),
                Optional.of(Parameter.of(Tensor.of(100f))), Convolution.PLAIN);
        Tensor x = Tensor.of(Shape.of(1, 1, 2, 3), 1f, 0f, 2f, 0f, 1f, 0f);
        assertArrayEquals(new float[] {105, 107}, layer.forward(x).toFloats());
    }

    @Test
    void theDefaultIsPytorchs() {
        Conv2d layer = Conv2d.of(16, 40, 5, Convolution.PLAIN.groups(2), seed());
        assertEquals(Shape.of(40, 8, 5, 5), layer.weight().shape());
        double bound = 1 / Math.sqrt(8 * 25);
        for (Parameter p : layer.parameters().values()) {
            double most = p.value().abs().max().item();
            assertTrue(most <= bound && most > 0.9 * bound, p + " " + most);
        }
        assertEquals("Conv2d(16 → 40, 5×5, 2 groups)", layer.kind());
        assertEquals(List.of("weight", "bias"), List.copyOf(layer.parameters().keySet()));
    }

    @Test
    void chosenWeightsComeWithABiasOfZerosOrNone() {
        Conv2d layer = Conv2d.of(2, 3, 3, SAME, Initializer.heNormal(), seed());
        assertArrayEquals(new float[3], layer.bias().orElseThrow().value().toFloats());
        Conv2d none = Conv2d.withoutBias(2, 3, 3, SAME, Initializer.heNormal(), seed());
        assertArrayEquals(layer.weight().value().toFloats(), none.weight().value().toFloats());
        assertEquals("Conv2d(2 → 3, 3×3, no bias)", none.kind());
    }

    @Test
    void gradientsAgreeWithDifferences() {
        RandomGenerator random = seed();
        Layer exact = Sequential.of(                    // without kinks
                Conv2d.of(1, 4, 3, SAME, random), Activation.tanh(), AvgPool2d.of(2),
                Conv2d.withoutBias(4, 6, 3, Convolution.PLAIN.stride(2).padding(1).groups(2),
                        Initializer.lecunNormal(), random),
                Activation.tanh(), new GlobalAvgPool2d(), Linear.of(6, 3, random)).to(DType.F64);
        Tensor x = images(2, 1, 6, 6).to(DType.F64);
        GradientCheck.of((List<Tensor> w) -> exact.withValues(w).forward(x), exact.state()).run()
                .orThrow();
        GradientCheck.assertGradients(exact::forward, x);
    }

    @Test
    void theSummaryShowsWhatComesOut() {
        String table = network(3).summary(Shape.of(2, 1, 8, 8));
        for (String part : List.of("Conv2d(1 → 4, 3×3)", "(2,4,8,8)", "MaxPool2d(2)",
                "(2,4,4,4)", "GlobalAvgPool2d", "(2,8)", "296")) {
            assertTrue(table.contains(part), table);
        }
        assertEquals("AvgPool2d(3, stride 2)",
                new AvgPool2d(Window.of(3).stride(2)).kind());
    }

    @Test
    void poolsAreThoseOfTensors() {
        Tensor x = images(2, 3, 6, 6);
        Window window = Window.of(3).stride(2).padding(1);
        assertArrayEquals(x.maxPool2d(window).toFloats(),
                new MaxPool2d(window).forward(x).toFloats());
        assertArrayEquals(x.avgPool2d(2).toFloats(), AvgPool2d.of(2).forward(x).toFloats());
        assertArrayEquals(x.mean(-2, -1).toFloats(), new GlobalAvgPool2d().forward(x).toFloats());
    }

    @Test
    void wrongInputsAreRefusedWithAWayOut() {
        Conv2d layer = Conv2d.of(3, 4, 3, SAME, seed());
        refused(ShapeMismatch.class, () -> layer.forward(images(2, 1, 8, 8)), "Conv2d(3 → 4, 3×3)",
                "expects 3 channels", "got (2,1,8,8)", "build the layer for 1");
        refused(ShapeMismatch.class, () -> layer.forward(images(3, 8, 8)), "(n,channels,height,"
                + "width)", "got (3,8,8)", "unsqueeze(0)");
        refused(ShapeMismatch.class, () -> MaxPool2d.of(2).forward(images(2, 64)), "MaxPool2d(2)",
                "Reshape.of");
        refused(DTypeMismatch.class, () -> layer.forward(images(1, 3, 4, 4).to(DType.F64)),
                "expects F32");
        refused(IllegalArgumentException.class, () -> Conv2d.of(3, 4, 3, SAME.groups(2), seed()),
                "3 → 4", "2 groups");
        refused(IllegalArgumentException.class, () -> Conv2d.of(3, 4, 0, SAME, seed()), "window",
                "got 0");
        refused(ShapeMismatch.class, () -> new Conv2d(Parameter.of(Tensor.zeros(2, 3)),
                Optional.empty(), SAME), "Conv2d", "(out,in/groups,height,width)", "got (2,3)");
        refused(ShapeMismatch.class, () -> new Conv2d(layer.weight(),
                Optional.of(Parameter.of(Tensor.zeros(3))), SAME), "bias", "(4)", "got F32 (3)");
    }

    /// Bars that stand or lie anywhere in noise: what a window sees and a pixel does not.
    private static Dataset bars(int count, RandomGenerator random) {
        float[] pixels = new float[count * 64];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            for (int p = 0; p < 64; p++) {
                pixels[n * 64 + p] = (float) (0.2 * random.nextGaussian());
            }
            labels[n] = random.nextInt(2);
            int line = random.nextInt(8);
            int start = random.nextInt(4);
            for (int k = start; k < start + 5; k++) {
                pixels[n * 64 + (labels[n] == 0 ? line * 8 + k : k * 8 + line)] += 1;
            }
        }
        return new Dataset(Tensor.of(Shape.of(count, 1, 8, 8), pixels), Tensor.of(labels));
    }

    @Test
    void aNetworkLearnsToTellStandingFromLyingBars() {
        RandomGenerator random = seed();
        Dataset training = bars(200, random);
        Dataset fresh = bars(200, random);
        Layer model = network(2);
        Optimization adam = new Adam().over(model.parameters(), Rate.constant(0.02));
        for (int step = 0; step < 80; step++) {
            Tensor loss = Loss.softmaxCrossEntropy(model.forward(training.inputs()),
                    training.targets());
            adam.step(loss.gradients());
        }
        double right = model.forward(fresh.inputs()).argmax(1).equalTo(fresh.targets())
                .to(DType.F64).mean().item();
        assertTrue(right > 0.95, "right on " + right + " of what it has not seen");
    }
}

package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonObject;
import io.atled.autograd.Convolution;
import io.atled.autograd.Gradients;
import io.atled.autograd.Tensor;
import io.atled.autograd.reference.ReferenceFile;
import io.atled.autograd.shape.DType;
import io.atled.nn.Layer;
import io.atled.nn.Training;
import io.atled.nn.data.Dataset;
import io.atled.nn.init.Initializer;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.BatchNorm;
import io.atled.nn.layers.Conv2d;
import io.atled.nn.layers.GlobalAvgPool2d;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.MaxPool2d;
import io.atled.nn.layers.Sequential;
import io.atled.nn.loss.Loss;
import io.atled.nn.loss.LossFunction;
import io.atled.nn.optim.AdamW;
import io.atled.nn.optim.Optimizer;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Whole training runs of PyTorch, step by step: layers, loss, optimizer, rate and trainer at once.
class ProgramReferenceTest {
    /// What the reference promises for F64.
    private static final double F64 = 1e-9;

    private final RandomGenerator random = new SplittableRandom(1);

    @Test
    void aPerceptronLearnsExclusiveOr() {
        JsonObject run = run("xor_mlp_sgd");
        Layer model = Sequential.of(Linear.of(2, 8, random), Activation.tanh(),
                Linear.of(8, 1, random)).to(DType.F64);
        check(run, model, ImmutableMap.of("0.weight", "W1", "0.bias", "b1", "2.weight", "W2",
                        "2.bias", "b2"), Loss::binaryCrossEntropy,
                new Sgd().withMomentum(0.9).withNesterov(), Rate.constant(0.5));
    }

    @Test
    void aConvolutionalNetworkLearnsFourClasses() {
        JsonObject run = run("convnet_adamw_cosine");
        Layer model = Sequential.of(
                Conv2d.withoutBias(1, 3, 3, Convolution.PLAIN.padding(1), Initializer.zeros(),
                        random), BatchNorm.of(3),
                Activation.relu(), MaxPool2d.of(2), Conv2d.of(3, 4, 3, Convolution.PLAIN, random),
                Activation.relu(), new GlobalAvgPool2d(), Linear.of(4, 4, random)).to(DType.F64);
        check(run, model, ImmutableMap.<String, String>builder().put("0.weight", "K1")
                        .put("1.scale", "g").put("1.shift", "be").put("4.weight", "K2")
                        .put("4.bias", "c2").put("7.weight", "W").put("7.bias", "b").buildOrThrow(),
                Loss::softmaxCrossEntropy, new AdamW().withWeightDecay(0.01),
                Rate.cosine(0.05, 0, 15));
    }

    private static void check(JsonObject run, Layer model, Map<String, String> names,
            LossFunction loss, Optimizer optimizer, Rate rate) {
        names.forEach((own, its) ->
                model.parameters().get(own).update(tensor(run, "params0", its)));
        var data = new Dataset(tensor(run, "data", "x"), tensor(run, "data", "y"));
        Gradients first = Training.with(new SplittableRandom(1), () ->
                loss.apply(model.forward(data.inputs()), data.targets()).gradients());
        names.forEach((own, its) -> assertNear("first gradient by " + own,
                tensor(run, "grads_step0", its),
                first.get(model.parameters().get(own).value())));

        History history = Trainer.of(model, loss, optimizer, rate, new SplittableRandom(1))
                .withDescent(Descent.batch()).withEpochs(run.get("steps").getAsInt()).fit(data);

        assertArrayEquals(ReferenceFile.doubles(run.getAsJsonArray("losses")),
                history.stepLosses().toArray(), F64);
        names.forEach((own, its) -> assertNear(own, tensor(run, "final_params", its),
                model.state().get(own)));
    }

    private static JsonObject run(String id) {
        return ReferenceFile.cases("programs").stream()
                .filter(one -> one.get("id").getAsString().equals(id)).findFirst().orElseThrow();
    }

    /// A tensor of the run. The perceptron's W1 and W2 are (in,out), layers hold (out,in).
    private static Tensor tensor(JsonObject run, String part, String name) {
        Tensor t = ReferenceFile.tensor(run.getAsJsonObject(part).getAsJsonObject(name));
        return name.matches("W[12]") ? t.transpose() : t;
    }

    private static void assertNear(String what, Tensor wanted, Tensor got) {
        assertEquals(wanted.shape(), got.shape(), what);
        assertArrayEquals(wanted.toDoubles(), got.toDoubles(), F64, what);
    }
}

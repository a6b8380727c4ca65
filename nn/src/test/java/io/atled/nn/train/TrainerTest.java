package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.autograd.kernel.Workers;
import io.atled.nn.Layer;
import io.atled.nn.Training;
import io.atled.nn.data.Dataset;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Dropout;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Sequential;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.optim.Clip;
import io.atled.nn.optim.Optimization;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.LastBatch;
import io.atled.nn.schedule.Rate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TrainerTest {
    /// What a network must reach on moons that hardly overlap; a straight line reaches 0.9.
    private static final double LEARNED = 0.97;

    private static final Sgd MOMENTUM = new Sgd().withMomentum(0.9);

    private static Trainer trainer(Layer model, double rate, long seed) {
        return trainer(model, MOMENTUM, rate, seed);
    }

    private static Trainer trainer(Layer model, Sgd sgd, double rate, long seed) {
        return Trainer.of(model, Loss::softmaxCrossEntropy, sgd, Rate.constant(rate),
                new SplittableRandom(seed));
    }

    private static void assertLearnsTheMoons(Descent descent, int epochs, Sgd sgd, double rate) {
        Trainer trainer = trainer(Problems.network(2), sgd, rate, 3)
                .withDescent(descent).withEpochs(epochs).withMetric("accuracy", Metric::accuracy);
        History history = trainer.fit(Problems.moons(150, 1));
        double accuracy = trainer.evaluate(Problems.moons(200, 2)).get("accuracy");
        assertTrue(accuracy >= LEARNED, accuracy + "\n" + history.format());
    }

    @Test
    void batchGradientDescentLearns() {
        assertLearnsTheMoons(Descent.batch(), 300, MOMENTUM, 0.3);
    }

    @Test
    void stochasticGradientDescentLearns() {
        assertLearnsTheMoons(Descent.stochastic(), 25, new Sgd(), 0.15);
    }

    @Test
    void miniBatchGradientDescentLearns() {
        assertLearnsTheMoons(Descent.miniBatch(16), 50, MOMENTUM, 0.1);
    }

    private static History updates(Descent descent) {
        return Trainer.of(Problems.Factor.of(0), Loss::mse, new Sgd(), Rate.constant(1e-3),
                        new SplittableRandom(1))
                .withDescent(descent).withEpochs(3).fit(Problems.line(10));
    }

    private static void assertUpdates(int expected, int samples, Descent descent) {
        History history = updates(descent);
        assertEquals(expected, history.updates());
        assertEquals(expected, history.stepLosses().length());
        assertEquals(samples, history.last().samples());
        assertEquals(3, history.epochs());
    }

    @Test
    void schedulesMakeAsManyUpdatesAsTheyPromise() {
        assertUpdates(3, 30, Descent.batch());
        assertUpdates(30, 30, Descent.stochastic());
        assertUpdates(9, 30, Descent.miniBatch(4));
        assertUpdates(6, 24, Descent.miniBatch(4).lastBatch(LastBatch.DROP));
        assertUpdates(9, 36, Descent.miniBatch(4).lastBatch(LastBatch.WRAP));
    }

    @Test
    void theRateIsAskedOncePerUpdateInOrder() {
        var steps = new ArrayList<Listener.Step>();
        Rate rate = step -> 1e-3 / (step + 1);
        History history = Trainer.of(Problems.Factor.of(0), Loss::mse, new Sgd(), rate,
                        new SplittableRandom(1))
                .withDescent(Descent.miniBatch(4)).withEpochs(2)
                .withListener(Listener.onStep(steps::add)).fit(Problems.line(10));
        for (int i = 0; i < 6; i++) {
            assertEquals(i, steps.get(i).step());
            assertEquals(1e-3 / (i + 1), steps.get(i).rate());
            assertEquals(i / 3 + 1, steps.get(i).epoch());
            assertEquals(history.stepLosses().get(i), steps.get(i).loss());
        }
        assertEquals(List.of(4, 4, 2, 4, 4, 2),
                steps.stream().map(Listener.Step::samples).toList());
        assertEquals(1e-3 / 6, history.last().rate());
    }

    private static Layer dropping(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        return Sequential.of(Linear.of(2, 16, random), Activation.tanh(), new Dropout(0.25),
                Linear.of(16, 2, random));
    }

    private static void assertSameBits(Layer expected, Layer actual) {
        assertEquals(expected.state().keySet(), actual.state().keySet());
        expected.state().forEach((name, value) -> assertArrayEquals(value.toFloats(),
                actual.parameters().get(name).value().toFloats(), name));
    }

    @Test
    void theSameLoopByHandGivesTheSameBits() {
        Dataset data = Problems.moons(100, 1);
        Layer trained = dropping(5);
        trainer(trained, 0.1, 7).withDescent(Descent.miniBatch(16)).withEpochs(4)
                .withClip(Clip.byGlobalNorm(1)).fit(data);

        Layer model = dropping(5);
        RandomGenerator random = new SplittableRandom(7);
        Optimization sgd = new Sgd().withMomentum(0.9)
                .over(model.parameters(), Rate.constant(0.1)).withClip(Clip.byGlobalNorm(1));
        for (int epoch = 1; epoch <= 4; epoch++) {
            for (Dataset batch : data.batches(Descent.miniBatch(16), random)) {
                Tensor loss = Training.with(random, () -> Loss.softmaxCrossEntropy(
                        model.forward(batch.inputs()), batch.targets()));
                sgd.step(loss.gradients());
            }
        }
        assertSameBits(model, trained);
    }

    private static Layer trained(long seed) {
        Layer model = dropping(5);
        trainer(model, 0.1, seed).withDescent(Descent.miniBatch(16)).withEpochs(3)
                .withValidation(0.2).fit(Problems.moons(100, 1));
        return model;
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        assertSameBits(trained(11), trained(11));
        assertFalse(trained(11).state().values().asList().getFirst().equalTo(
                trained(12).state().values().asList().getFirst()).toBooleans()[0]);
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        int before = Workers.count();
        try {
            Workers.count(1);
            Layer alone = wide();
            Workers.count(4);
            assertSameBits(alone, wide());
        } finally {
            Workers.count(before);
        }
    }

    /// Large enough for the work to be split.
    private static Layer wide() {
        RandomGenerator random = new SplittableRandom(5);
        Layer model = Sequential.of(Linear.of(2, 256, random), Activation.relu(),
                Linear.of(256, 256, random), Activation.tanh(), Linear.of(256, 2, random));
        Trainer.of(model, Loss::softmaxCrossEntropy, new Adam(), Rate.constant(1e-3),
                        new SplittableRandom(6))
                .withDescent(Descent.miniBatch(256)).withEpochs(3).fit(Problems.moons(256, 1));
        return model;
    }

    @Test
    void settingsDoNotChangeTheTrainerTheyAreAskedOf() {
        Trainer ten = trainer(Problems.network(1), 0.1, 1).withDescent(Descent.batch());
        Trainer two = ten.withEpochs(2);
        assertEquals(10, ten.fit(Problems.moons(20, 1)).epochs());
        assertEquals(2, two.fit(Problems.moons(20, 1)).epochs());
    }

    @Test
    void partsOfAModelCanBeFrozen() {
        Layer model = Problems.network(1);
        float[] before = model.parameters().get("0.weight").value().toFloats();
        float[] other = model.parameters().get("2.weight").value().toFloats();
        trainer(model, 0.1, 1).withOptimization(o -> o.freezing(name -> name.startsWith("0.")))
                .withEpochs(1).fit(Problems.moons(20, 1));
        assertArrayEquals(before, model.parameters().get("0.weight").value().toFloats());
        assertFalse(Arrays.equals(other,
                model.parameters().get("2.weight").value().toFloats()));
    }

    @Test
    void listenersHearEverythingInOrder() {
        var heard = new ArrayList<String>();
        Listener listener = new Listener() {
            @Override
            public void started(Plan plan) {
                heard.add("plan " + plan.epochs() + "·" + plan.updatesPerEpoch() + " of "
                        + plan.samples() + " = " + plan.updates());
            }

            @Override
            public void stepped(Step step) {
                heard.add("step " + step.step());
            }

            @Override
            public void epochEnded(Row row) {
                heard.add("epoch " + row.epoch());
            }

            @Override
            public void ended(History history) {
                heard.add("end " + history.updates());
            }
        };
        trainer(Problems.network(1), 0.1, 1).withDescent(Descent.miniBatch(8)).withEpochs(2)
                .withListener(listener).fit(Problems.moons(16, 1));
        assertEquals(List.of("plan 2·2 of 16 = 4", "step 0", "step 1", "epoch 1", "step 2",
                "step 3", "epoch 2", "end 4"), heard);
    }
}

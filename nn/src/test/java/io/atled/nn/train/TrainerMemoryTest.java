package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Gradients;
import io.atled.autograd.Step;
import io.atled.autograd.Tensor;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.data.Dataset;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.optim.Optimizer;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// A training recycles its arrays; whoever keeps a tensor must not notice.
class TrainerMemoryTest {
    private final Dataset moons = Problems.moons(96, 1);

    private Trainer trainer(Layer model, Optimizer optimizer) {
        return Trainer.of(model, Loss::softmaxCrossEntropy, optimizer, Rate.constant(0.05),
                new SplittableRandom(3)).withDescent(Descent.miniBatch(20)).withEpochs(6);
    }

    private static void assertSame(Map<String, Tensor> wanted, Map<String, Tensor> got) {
        assertEquals(wanted.keySet(), got.keySet());
        wanted.forEach((name, value) -> assertArrayEquals(value.toFloats(),
                got.get(name).toFloats(), name));
    }

    /// Updates as a training makes them, without any recycling.
    private Map<String, Tensor> byHand(Layer model, Optimizer optimizer) {
        var random = new SplittableRandom(3);
        var optimization = optimizer.over(model.parameters(), Rate.constant(0.05));
        for (int epoch = 0; epoch < 6; epoch++) {
            for (Dataset batch : moons.batches(Descent.miniBatch(20), random)) {
                optimization.step(Loss.softmaxCrossEntropy(model.forward(batch.inputs()),
                        batch.targets()).gradients());
            }
        }
        return model.state();
    }

    @Test
    void recyclingChangesNoBit() {
        for (Optimizer rule : List.of(new Adam(), new Sgd().withMomentum(0.9), new Rough())) {
            Layer model = Problems.network(2);
            trainer(model, rule).fit(moons);
            assertSame(byHand(Problems.network(2), rule), model.state());
        }
    }

    /// A stranger's rule in tensor verbs, which remembers the gradient before.
    private record Rough() implements Optimizer {
        @Override
        public ImmutableList<String> slots() {
            return ImmutableList.of("before", "always");
        }

        @Override
        public Update update(Tensor parameter, Tensor gradient, ImmutableList<Tensor> state,
                long step, double rate) {
            Tensor both = gradient.add(state.get(0).mul(0.5));
            return Update.of(parameter.sub(both.mul(rate)), gradient, state.get(1));
        }
    }

    @Test
    void metricsMayKeepWhatTheyAreShownAndWhatTheyMake() {
        var kept = new ArrayList<Tensor>();
        var sums = new ArrayList<Double>();
        trainer(Problems.network(2), new Adam()).withValidation(moons)
                .withMetric("keeping", (outputs, targets) -> {
                    for (Tensor t : List.of(outputs, targets, outputs.exp())) {
                        kept.add(t);
                        sums.add(sum(t));
                    }
                    return 0;
                }).fit(moons);
        assertEquals(sums, kept.stream().map(TrainerMemoryTest::sum).toList());
        assertTrue(kept.size() > 100);
    }

    private static double sum(Tensor t) {
        double sum = 0;
        for (double value : t.toDoubles()) {
            sum += value;
        }
        return sum;
    }

    @Test
    void listenersMayKeepTheStateOfEveryStep() {
        Layer model = Problems.network(2);
        var states = new ArrayList<Map<String, Tensor>>();
        var copies = new ArrayList<List<float[]>>();
        trainer(model, new Adam()).withListener(Listener.onStep(step -> {
            states.add(model.state());
            copies.add(model.state().values().stream().map(Tensor::toFloats).toList());
        })).fit(moons);
        for (int i = 0; i < states.size(); i++) {
            int k = 0;
            for (Tensor value : states.get(i).values()) {
                assertArrayEquals(copies.get(i).get(k++), value.toFloats());
            }
        }
        assertTrue(states.size() > 20);
    }

    @Test
    void anEarlierModelIsRestored() {
        Layer model = Problems.network(2);
        var atBest = new ArrayList<Map<String, Tensor>>();
        History history = trainer(model, new Sgd()).withEpochs(20)
                .withStopping(EarlyStopping.patience(30).restoringBest())
                .withListener(Listener.onEpoch(row -> atBest.add(model.state())))
                .fit(moons);
        assertSame(atBest.get(history.kept() - 1), model.state());
    }

    @Test
    void theParametersFromBeforeADivergenceAreReadable() {
        var model = Problems.Factor.of(3);
        assertThrows(TrainingDiverged.class, () -> Trainer.of(model, Loss::mse, new Sgd(),
                Rate.constant(1e38), new SplittableRandom(1)).withEpochs(3)
                .fit(Problems.line(8)));
        assertTrue(Double.isFinite(model.now()));
    }

    @Test
    void aGraphRecordedOutsideSurvivesATraining() {
        Layer model = Problems.network(2);
        trainer(model, new Adam()).withEpochs(1).fit(moons);
        Tensor loss = Loss.softmaxCrossEntropy(model.forward(moons.inputs()), moons.targets());
        Parameter weight = model.parameters().values().iterator().next();
        Gradients g = loss.gradients();
        Tensor value = weight.value();
        double sum = sum(value);
        trainer(model, new Adam()).withEpochs(1).fit(moons);
        assertEquals(sum, sum(value));
        assertEquals(value.shape(), g.get(value).shape());
    }

    @Test
    void threadsMayReadAModelThatTrains() throws Exception {
        Layer model = Problems.network(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var training = threads.submit(() ->
                    trainer(model, new Adam()).withEpochs(100).fit(moons));
            Callable<Double> reading = () -> {
                var step = new Step();
                double sum = 0;
                while (!training.isDone()) {
                    sum += step.run(() -> sum(model.forward(moons.inputs())));
                    sum += sum(model.forward(moons.inputs()));
                }
                return sum;
            };
            assertTrue(Double.isFinite(threads.submit(reading).get()));
            training.get();
        }
        Layer alone = Problems.network(2);
        trainer(alone, new Adam()).withEpochs(100).fit(moons);
        assertSame(alone.state(), model.state());
    }
}

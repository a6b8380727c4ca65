package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.Training;
import io.atled.nn.data.Dataset;
import io.atled.nn.layers.Linear;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeasuringTest {
    /// A mean of means against a mean, of some small F32 numbers: rounding alone.
    private static final double ROUNDING = 1e-5;

    private static Trainer still(Layer model) {
        return Trainer.of(model, Loss::mse, new Sgd(), Rate.constant(0), new SplittableRandom(1))
                .withMetric("error", Metric::meanAbsoluteError);
    }

    @Test
    void unequalBatchesWeighAsMuchAsTheirSamples() {
        Dataset line = Problems.line(10);                       // wrong by 2x: 2, 4, …, 20
        Trainer trainer = still(Problems.Factor.of(0));
        for (int n : new int[] {1, 3, 4, 7, 10, 99}) {
            Scores scores = trainer.measuredInBatchesOf(n).evaluate(line);
            assertEquals(11, scores.get("error"), ROUNDING, "batches of " + n);
            assertEquals(154, scores.loss(), 154 * ROUNDING, "batches of " + n);
        }
    }

    @Test
    void trainingScoresWeighBatchesToo() {
        History history = still(Problems.Factor.of(0)).withDescent(Descent.miniBatch(4))
                .withEpochs(2).fit(Problems.line(10));
        assertEquals(11, history.last().train().get("error"), ROUNDING);
        assertEquals(154, history.last().train().loss(), 154 * ROUNDING);
    }

    @Test
    void theValidationSetIsMeasuredAfterEachEpoch() {
        Problems.Factor model = Problems.Factor.of(0);
        Trainer trainer = Trainer.of(model, Loss::mse, new Sgd(), Rate.constant(0.01),
                new SplittableRandom(1)).withDescent(Descent.batch()).withEpochs(3);
        Dataset other = Problems.line(3);
        History history = trainer.withValidation(other).fit(Problems.line(5));
        assertEquals(trainer.evaluate(other), history.last().validation().orElseThrow());
        assertEquals(history.last().validation().orElseThrow(), history.last().judged());
        assertEquals(5 * 3, history.last().samples());
    }

    @Test
    void aFractionIsSetAsideForValidation() {
        var sizes = new ArrayList<Integer>();
        Metric counting = (outputs, targets) -> {
            sizes.add(outputs.shape().get(0));
            return 0;
        };
        History history = still(Problems.Factor.of(1)).withMetric("counting", counting)
                .withDescent(Descent.batch()).withEpochs(2).withValidation(0.3)
                .fit(Problems.line(10));
        assertEquals(List.of(7, 3, 7, 3), sizes);
        assertEquals(14, history.last().samples());
    }

    @Test
    void withoutValidationTheTrainingScoresAreJudged() {
        Row row = still(Problems.Factor.of(1)).withEpochs(1).fit(Problems.line(4)).last();
        assertTrue(row.validation().isEmpty());
        assertEquals(row.train(), row.judged());
    }

    /// Notes in which surroundings it is asked.
    private record Witness(Parameter factor, List<String> seen) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            seen.add((Training.isOn() ? "training" : "inference") + (Recording.isOn()
                    ? " recorded" : ""));
            return x.mul(factor.value());
        }
    }

    @Test
    void layersTrainInStepsOnly() {
        var model = new Witness(Parameter.of(Tensor.of(1f)), new ArrayList<>());
        Trainer trainer = still(model).withDescent(Descent.batch()).withEpochs(1)
                .withValidation(Problems.line(3));
        trainer.fit(Problems.line(4));
        Training.with(new SplittableRandom(1), () -> trainer.evaluate(Problems.line(2)));
        assertEquals(List.of("training recorded", "inference", "inference"), model.seen());
    }

    @Test
    void metricsSeeOutputsWithoutTheirGraph() {
        Metric strict = (outputs, targets) -> {
            assertFalse(outputs.requiresGrad());
            return 1;
        };
        Trainer trainer = still(Problems.Factor.of(1)).withMetric("strict", strict).withEpochs(1);
        assertEquals(1, trainer.fit(Problems.line(4)).last().train().get("strict"));
    }

    @Test
    void accuracyCountsTheLargestLogit() {
        Tensor logits = Tensor.ofNested(new float[][] {{1, 2, 3}, {5, 4, 4}, {0, 9, 1}, {7, 7, 0}});
        assertEquals(0.75, Metric.accuracy(logits, Tensor.of(2, 1, 1, 0)));
        Tensor wanted = Tensor.ofNested(new float[][] {{0, 0, 1}, {0, 1, 0}, {0, 1, 0}, {1, 0, 0}});
        assertEquals(0.75, Metric.accuracy(logits, wanted));
        assertEquals(0.75, Metric.accuracy(logits.unsqueeze(0),
                Tensor.of(2, 1, 1, 0).unsqueeze(0)), "sequences");
        Refusal.refuses(ShapeMismatch.class, () -> Metric.accuracy(logits, Tensor.of(1, 2)),
                "accuracy", "(4,3)", "(2)");
        Refusal.refuses(ShapeMismatch.class,
                () -> Metric.accuracy(logits, Tensor.of(1f, 2f, 0f, 0f)), "labels are I32");
        Refusal.refuses(ShapeMismatch.class,
                () -> Metric.accuracy(Tensor.scalar(1f), Tensor.of(1)), "axis for the classes");
    }

    @Test
    void binaryAccuracyCountsSigns() {
        Tensor logits = Tensor.of(-3f, 0.1f, 2f, -0.1f);
        assertEquals(0.5, Metric.binaryAccuracy(logits, Tensor.of(0f, 0f, 1f, 1f)));
        Refusal.refuses(ShapeMismatch.class,
                () -> Metric.binaryAccuracy(logits, Tensor.of(0f)), "binaryAccuracy", "(4)", "(1)");
    }

    @Test
    void scoresGiveTheLossByName() {
        Scores scores = still(Problems.Factor.of(2)).evaluate(Problems.line(3));
        assertEquals(0, scores.get(Scores.LOSS));
        assertEquals("loss 0.0000  error 0.0000", scores.format());
        Refusal.refuses(IllegalArgumentException.class, () -> scores.get("f1"),
                "no metric “f1”", "loss, error");
    }

    /// Batches once weighed by their samples, so that rare classes and ignored labels distorted it.
    @Test
    void weighedLabelsMeasureTheSameInAnyBatches() {
        var random = new SplittableRandom(5);
        int[] labels = new int[60];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i < 40 ? 0 : i < 50 ? 1 : -1;           // sorted, the last ten ignored
        }
        Dataset data = new Dataset(Tensor.normal(Shape.of(60, 2), 0, 1, random), Tensor.of(labels));
        Trainer trainer = Trainer.of(Linear.of(2, 2, random), Loss.softmaxCrossEntropy()
                .withClassWeights(1, 50).withIgnoredLabel(-1), new Sgd(), Rate.constant(0), random);
        double whole = trainer.measuredInBatchesOf(60).evaluate(data).loss();
        for (int n : new int[] {1, 7, 10, 32}) {
            assertEquals(whole, trainer.measuredInBatchesOf(n).evaluate(data).loss(), ROUNDING,
                    "batches of " + n);
        }
    }
}

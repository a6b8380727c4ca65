package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.nn.data.Dataset;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    private static final Dataset THREE = Problems.line(3);

    private final Problems.Factor model = Problems.Factor.of(0);
    private final List<Double> factors = new ArrayList<>();

    /// Trains for up to 8 epochs of one update while the validation metric takes these values.
    private History fit(EarlyStopping rule, double... script) {
        int[] epoch = {0};
        Metric scripted = (outputs, targets) ->
                outputs.shape().get(0) == THREE.size() ? script[epoch[0]++] : Double.NaN;
        return Trainer.of(model, Loss::mse, new Sgd(), Rate.constant(0.001),
                        new SplittableRandom(1))
                .withDescent(Descent.batch()).withEpochs(8)
                .withMetric("script", scripted).withValidation(THREE).withStopping(rule)
                .withListener(Listener.onEpoch(row -> factors.add(model.now())))
                .fit(Problems.line(5));
    }

    @Test
    void stopsAfterSoManyEpochsWithoutAnImprovement() {
        History history = fit(EarlyStopping.patience(2).watching("script", Goal.LOWER),
                5, 4, 4.5, 3, 3, 3.5, 1, 0);
        assertEquals(6, history.epochs());
        assertTrue(history.stoppedEarly());
        assertEquals(6, history.kept());
        assertEquals(factors.getLast(), model.now());
        assertTrue(history.format().endsWith(
                "stopped early, after 6 of 8 epochs; parameters of epoch 6\n"), history.format());
    }

    @Test
    void restoresTheBestParametersOnDemand() {
        History history = fit(EarlyStopping.patience(2).watching("script", Goal.LOWER)
                .restoringBest(), 5, 4, 4.5, 3, 3, 3.5, 1, 0);
        assertEquals(4, history.kept());
        assertEquals(factors.get(3), model.now());
        assertEquals(history.best("script", Goal.LOWER), history.rows().get(3));
    }

    @Test
    void restoresTheBestParametersAlsoAfterAllEpochs() {
        History history = fit(EarlyStopping.patience(8).watching("script", Goal.HIGHER)
                .restoringBest(), 1, 9, 2, 3, 4, 5, 6, 7);
        assertFalse(history.stoppedEarly());
        assertEquals(8, history.epochs());
        assertEquals(2, history.kept());
        assertEquals(factors.get(1), model.now());
    }

    @Test
    void aSmallImprovementIsNone() {
        History history = fit(EarlyStopping.patience(2).withMinDelta(0.5)
                .watching("script", Goal.HIGHER), 1, 1.4, 1.5, 1.6, 9, 9, 9, 9);
        assertEquals(3, history.epochs());
    }

    @Test
    void nothingButNumbersIsAnImprovement() {
        History history = fit(EarlyStopping.patience(3).watching("script", Goal.LOWER)
                .restoringBest(), Double.NaN, 7, Double.NaN, Double.NaN, Double.NaN, 1, 1, 1);
        assertEquals(5, history.epochs());
        assertEquals(2, history.kept());
    }

    @Test
    void watchesTheValidationLossByItself() {
        Dataset opposite = new Dataset(THREE.inputs(), THREE.targets().neg());
        History history = Trainer.of(model, Loss::mse, new Sgd(), Rate.constant(0.001),
                        new SplittableRandom(1))
                .withDescent(Descent.batch()).withValidation(opposite)
                .withStopping(EarlyStopping.patience(1)).fit(Problems.line(5));
        assertEquals(2, history.epochs(), "the better on one, the worse on the other");
    }

    @Test
    void watchesTheTrainingLossWithoutValidation() {
        History history = Trainer.of(model, Loss::mse, new Sgd(), Rate.constant(0),
                        new SplittableRandom(1))
                .withDescent(Descent.batch()).withStopping(EarlyStopping.patience(3))
                .fit(Problems.line(5));
        assertEquals(4, history.epochs());
    }

    @Test
    void refusesWhatIsNotMeasured() {
        Trainer trainer = Trainer.of(model, Loss::mse, new Sgd(), Rate.constant(0.1),
                        new SplittableRandom(1))
                .withStopping(EarlyStopping.patience(3).watching("accuracy", Goal.HIGHER));
        Refusal.refuses(IllegalArgumentException.class, () -> trainer.fit(Problems.line(5)),
                "watches “accuracy”", "withMetric");
    }

    @Test
    void refusesNumbersOutOfRange() {
        Refusal.refuses(IllegalArgumentException.class, () -> EarlyStopping.patience(0),
                "patience must be at least 1, got 0");
        Refusal.refuses(IllegalArgumentException.class,
                () -> EarlyStopping.patience(1).withMinDelta(-1), "minDelta", "got -1.0");
    }

    @Test
    void restoredParametersAreVariablesAgain() {
        fit(EarlyStopping.patience(1).watching("script", Goal.LOWER).restoringBest(), 1, 2, 3);
        Tensor loss = Loss.mse(model.forward(THREE.inputs()), THREE.targets());
        assertTrue(loss.gradients().reaches(model.factor().value()));
    }
}

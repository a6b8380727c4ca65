package io.atled.nn.train;

import static io.atled.nn.train.Refusal.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.GradientError;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.data.DataError;
import io.atled.nn.data.Dataset;
import io.atled.nn.layers.Sequential;
import io.atled.nn.loss.Loss;
import io.atled.nn.loss.LossFunction;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.LastBatch;
import io.atled.nn.schedule.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainerRefusalTest {
    private final Problems.Factor model = Problems.Factor.of(0);

    private static Trainer trainer(Layer model, LossFunction loss, double rate) {
        return Trainer.of(model, loss, new Sgd(), Rate.constant(rate), new SplittableRandom(1))
                .withDescent(Descent.batch());
    }

    @Test
    void aLossThatIsNotFiniteEndsTheTrainingWithTheParametersBeforeThatStep() {
        var before = new ArrayList<Double>(List.of(model.now()));
        Trainer diverging = trainer(model, Loss::mse, 1e9).withEpochs(50)
                .withListener(Listener.onStep(step -> before.add(model.now())));
        TrainingDiverged error = refuses(TrainingDiverged.class,
                () -> diverging.fit(Problems.line(5)), "expected a finite loss, got Infinity",
                "epoch 3, step 2", "rate 1.0E9", "lower rate", "clip the gradients");
        assertEquals(3, error.epoch());
        assertEquals(2, error.step());
        assertEquals(Double.POSITIVE_INFINITY, error.loss());
        assertEquals(before.getLast(), model.now());
        assertTrue(Double.isFinite(model.now()));
    }

    @Test
    void anUpdateThatOverflowsIsTakenBack() {
        Trainer diverging = trainer(model, Loss::mse, 1e38);
        TrainingDiverged error = refuses(TrainingDiverged.class,
                () -> diverging.fit(Problems.line(5)), "the update would make NaN or infinite ones"
                        + " of factor", "epoch 1, step 0", "rate 1.0E38", "loss is 44.0");
        assertEquals(0, error.step());
        assertEquals(0, model.now());
    }

    @Test
    void gradientsThatAreNotFiniteNameTheParameter() {
        Trainer rooted = trainer(model, (output, target) -> output.mean().sqrt(), 0.1);
        TrainingDiverged error = refuses(TrainingDiverged.class,
                () -> rooted.fit(Problems.line(5)), "infinite ones for factor",
                "epoch 1, step 0", "loss is 0.0", "sqrt", "GradientCheck");
        assertTrue(error.getCause() instanceof GradientError);
        assertEquals(0, model.now());
    }

    @Test
    void dataThatIsNotFiniteIsBlamed() {
        Tensor nan = Tensor.ofNested(new float[][] {{1}, {Float.NaN}});
        Tensor fine = Tensor.ofNested(new float[][] {{1}, {2}});
        Dataset broken = new Dataset(nan, fine);
        refuses(TrainingDiverged.class, () -> trainer(model, Loss::mse, 0.1).fit(broken),
                "got NaN", "the inputs of this batch contain NaN");
        Dataset wrong = new Dataset(fine, nan);
        refuses(TrainingDiverged.class, () -> trainer(model, Loss::mse, 0.1).fit(wrong),
                "the targets of this batch contain NaN");
    }

    @Test
    void listenersHearOfAFailure() {
        var heard = new ArrayList<RuntimeException>();
        Trainer diverging = trainer(model, Loss::mse, 1e38).withListener(new Listener() {
            @Override
            public void failed(RuntimeException error) {
                heard.add(error);
            }
        });
        TrainingDiverged error =
                refuses(TrainingDiverged.class, () -> diverging.fit(Problems.line(5)));
        assertEquals(List.of(error), heard);
    }

    @Test
    void anEmptySetHasNothingToLearnFrom() {
        Dataset empty = Problems.line(3).take();
        Trainer trainer = trainer(model, Loss::mse, 0.1);
        refuses(DataError.class, () -> trainer.fit(empty), "trainer.fit: needs at least 1 sample",
                "(0,1)");
        refuses(DataError.class, () -> trainer.evaluate(empty), "trainer.evaluate");
        refuses(DataError.class, () -> trainer.withValidation(empty), "trainer.withValidation");
        refuses(DataError.class, () -> trainer.withValidation(0.1).fit(Problems.line(2)),
                "both parts need samples");
    }

    @Test
    void refusesDataOfAnotherType() {
        Dataset exact = Problems.line(3).to(DType.F64);
        refuses(DTypeMismatch.class, () -> trainer(model, Loss::mse, 0.1).fit(exact),
                "trainer.fit", "the inputs of the data are F64", "factor of the model is F32",
                "data.to(DType.F32)");
        refuses(DTypeMismatch.class, () -> trainer(model, Loss::mse, 0.1).withValidation(exact)
                .fit(Problems.line(3)), "the inputs of the validation set are F64");
    }

    @Test
    void refusesModelsThatCannotLearn() {
        Parameter captured = Parameter.of(Tensor.of(1f));
        Layer closed = x -> x.mul(captured.value());
        refuses(IllegalArgumentException.class,
                () -> trainer(closed, Loss::mse, 0.1).fit(Problems.line(3)),
                "would not be found", "component");
        refuses(IllegalArgumentException.class,
                () -> trainer(x -> x.mul(2), Loss::mse, 0.1).fit(Problems.line(3)),
                "no parameters to train", "component of a record");
    }

    @Test
    void saysThatATensorInALayerDoesNotLearn() {
        record Fixed(Tensor w) implements Layer {
            @Override
            public Tensor forward(Tensor x) {
                return x.mul(w);
            }
        }
        Layer fixed = new Fixed(Tensor.of(1f));
        refuses(IllegalArgumentException.class,
                () -> trainer(fixed, Loss::mse, 0.1).fit(Problems.line(3)),
                "the model (Fixed) has no parameters to train", "“w”", "make it a Parameter");
        refuses(IllegalArgumentException.class,
                () -> trainer(Sequential.of(model, new Fixed(Tensor.of(1f).variable())), Loss::mse,
                        0.1).fit(Problems.line(3)),
                "the model (Sequential) holds the tensor “1.w”, which would not learn",
                "make it a Parameter", "detach()");
        trainer(Sequential.of(model, fixed), Loss::mse, 0.1).fit(Problems.line(3));
        assertTrue(model.now() != 0);
    }

    @Test
    void passesOnWhatTheOptimizerSaysOfAParameterThatIsNotUsed() {
        record Idle(Problems.Factor used, Parameter unused) implements Layer {
            @Override
            public Tensor forward(Tensor x) {
                return used.forward(x);
            }
        }
        Layer idle = new Idle(model, Parameter.of(Tensor.of(1f)));
        refuses(GradientError.class, () -> trainer(idle, Loss::mse, 0.1).fit(Problems.line(3)),
                "'unused'", "freezing");
        assertEquals(0, model.now());
    }

    @Test
    void refusesALossThatIsNoNumber() {
        refuses(ShapeMismatch.class, () -> trainer(model, Tensor::sub, 0.1).fit(Problems.line(3)),
                "the loss must be a single number, got shape (3,1)", "mean");
    }

    @Test
    void refusesSettingsOutOfRange() {
        Trainer trainer = trainer(model, Loss::mse, 0.1);
        refuses(IllegalArgumentException.class, () -> trainer.withEpochs(0), "withEpochs", "got 0");
        refuses(IllegalArgumentException.class, () -> trainer.withValidation(1.5), "got 1.5");
        refuses(IllegalArgumentException.class, () -> trainer.measuredInBatchesOf(0), "got 0");
        refuses(IllegalArgumentException.class,
                () -> trainer.withMetric("loss", Metric::accuracy), "“loss” is taken");
        refuses(IllegalArgumentException.class, () -> trainer.withMetric("a", Metric::accuracy)
                .withMetric("a", Metric::accuracy), "“a” is taken");
    }

    @Test
    void tooFewSamplesForABatchAreToldBeforeAnythingHappens() {
        Trainer trainer = trainer(model, Loss::mse, 0.1)
                .withDescent(Descent.miniBatch(8).lastBatch(LastBatch.DROP));
        refuses(IllegalArgumentException.class, () -> trainer.fit(Problems.line(5)),
                "n = 8", "LastBatch.KEEP");
        assertEquals(0, model.now());
    }
}

package io.atled.nn.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Recording;
import io.atled.autograd.Step;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Training;
import io.atled.nn.data.DataError;
import io.atled.nn.data.Dataset;
import io.atled.nn.loss.LossFunction;
import io.atled.nn.optim.Clip;
import io.atled.nn.optim.Optimization;
import io.atled.nn.optim.Optimizer;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Shows a model its data until it has learned.
///
/// ```java
/// History history = Trainer
///         .of(model, Loss::softmaxCrossEntropy, new Adam(), Rate.constant(0.001), random)
///         .withDescent(Descent.miniBatch(32))
///         .withEpochs(20)
///         .withMetric("accuracy", Metric::accuracy)
///         .withValidation(split.test())
///         .withListener(Progress.automatic())
///         .fit(split.train());
/// System.out.println(history.format());
/// ```
///
/// A trainer is a value: each setting gives another one. The three gradient-descent schedules are
/// one setting, [#withDescent(Descent)]. Training happens inside a [Training] scope, so that
/// dropout is active; measuring happens outside, without recording.
///
/// Same seed, same bits: the only randomness is the generator, from which shuffling and layers draw
/// in turn.
public final class Trainer {
    /// Samples per update unless told otherwise. **Source** Bengio, *Practical Recommendations for
    /// Gradient-Based Training of Deep Architectures* (2012), §3.1.1: “32 is a good default value”.
    public static final int BATCH = 32;

    /// Epochs unless told otherwise.
    public static final int EPOCHS = 10;

    /// Samples per batch when measuring, unless told otherwise: large enough to be fast, small
    /// enough for any memory that trains in batches of [#BATCH].
    public static final int MEASURED = 256;

    final Layer model;
    final LossFunction loss;
    final Optimizer optimizer;
    final Rate rate;
    final RandomGenerator random;
    Descent descent = Descent.miniBatch(BATCH);
    int epochs = EPOCHS;
    UnaryOperator<Optimization> setUp = UnaryOperator.identity();
    ImmutableMap<String, Metric> metrics = ImmutableMap.of();
    Optional<Dataset> validation = Optional.empty();
    OptionalDouble validationFraction = OptionalDouble.empty();
    Optional<EarlyStopping> stopping = Optional.empty();
    ImmutableList<Listener> listeners = ImmutableList.of();
    private int measured = MEASURED;

    private Trainer(Layer model, LossFunction loss, Optimizer optimizer, Rate rate,
            RandomGenerator random) {
        this.model = model;
        this.loss = loss;
        this.optimizer = optimizer;
        this.rate = rate;
        this.random = random;
    }

    /// A trainer of `model`: 10 epochs of mini-batches of 32, without validation.
    ///
    /// @param loss what is minimized; the mean over a batch, given its outputs and targets
    /// @param rate the learning rate of each update
    /// @param random for shuffling and for layers such as dropout
    public static Trainer of(Layer model, LossFunction loss, Optimizer optimizer, Rate rate,
            RandomGenerator random) {
        return new Trainer(model, loss, optimizer, rate, random);
    }

    private Trainer with(Consumer<Trainer> change) {
        var copy = new Trainer(model, loss, optimizer, rate, random);
        copy.descent = descent;
        copy.epochs = epochs;
        copy.setUp = setUp;
        copy.metrics = metrics;
        copy.validation = validation;
        copy.validationFraction = validationFraction;
        copy.stopping = stopping;
        copy.listeners = listeners;
        copy.measured = measured;
        change.accept(copy);
        return copy;
    }

    /// Which samples each update looks at: all, one, or a few.
    public Trainer withDescent(Descent schedule) {
        return with(t -> t.descent = schedule);
    }

    /// How often the training set is passed over.
    ///
    /// @throws IllegalArgumentException if `count` is less than 1
    public Trainer withEpochs(int count) {
        requirePositive("withEpochs", count, "an epoch shows every sample once");
        return with(t -> t.epochs = count);
    }

    /// Limits the gradients before each update.
    public Trainer withClip(Clip clip) {
        return withOptimization(optimization -> optimization.withClip(clip));
    }

    /// Changes how the optimizer goes about its work, after the changes asked for before:
    ///
    /// ```java
    /// trainer.withOptimization(o -> o.freezing(name -> name.startsWith("0."))).fit(data);
    /// ```
    public Trainer withOptimization(UnaryOperator<Optimization> change) {
        return with(t -> t.setUp = optimization -> change.apply(setUp.apply(optimization)));
    }

    /// Measures a metric too, under this name.
    ///
    /// @throws IllegalArgumentException if the name is taken
    public Trainer withMetric(String name, Metric metric) {
        if (name.equals(Scores.LOSS) || metrics.containsKey(name)) {
            throw new IllegalArgumentException("trainer.withMetric: the name “" + name
                    + "” is taken; each metric needs its own, and “loss” is the loss");
        }
        return with(t -> t.metrics = ImmutableMap.<String, Metric>builder().putAll(metrics)
                .put(name, metric).buildOrThrow());
    }

    /// Measures this set after each epoch.
    ///
    /// @throws DataError if it is empty
    public Trainer withValidation(Dataset set) {
        set.requireSamples("trainer.withValidation");
        return with(t -> {
            t.validation = Optional.of(set);
            t.validationFraction = OptionalDouble.empty();
        });
    }

    /// Sets a random `fraction` of the training set aside and measures it after each epoch.
    ///
    /// @throws IllegalArgumentException if `fraction` is not between 0 and 1
    public Trainer withValidation(double fraction) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("trainer.withValidation: the fraction must lie"
                    + " between 0 and 1, got " + fraction + "; 0.1 sets a tenth aside");
        }
        return with(t -> {
            t.validation = Optional.empty();
            t.validationFraction = OptionalDouble.of(fraction);
        });
    }

    /// Ends when a metric has not become better for some epochs.
    public Trainer withStopping(EarlyStopping rule) {
        return with(t -> t.stopping = Optional.of(rule));
    }

    /// Tells `listener`, after those that are told already.
    public Trainer withListener(Listener listener) {
        return with(t -> t.listeners = ImmutableList.<Listener>builder().addAll(listeners)
                .add(listener).build());
    }

    /// Measures in batches of `samples`; what is measured does not depend on it, but for rounding.
    ///
    /// @throws IllegalArgumentException if `samples` is less than 1
    public Trainer measuredInBatchesOf(int samples) {
        requirePositive("measuredInBatchesOf", samples,
                "as many as fit into memory at once are fastest");
        return with(t -> t.measured = samples);
    }

    private static void requirePositive(String setting, int value, String advice) {
        if (value < 1) {
            throw new IllegalArgumentException("trainer." + setting + ": needs at least 1, got "
                    + value + "; " + advice);
        }
    }

    /// Trains the model on `data`: its parameters are updated. The optimizer starts afresh.
    ///
    /// @throws DataError if there are no samples
    /// @throws DTypeMismatch if data and model have different element types
    /// @throws TrainingDiverged if the loss or a parameter is no longer finite; the model then
    ///         has the parameters from before the update that failed
    /// @throws IllegalArgumentException if the model has no parameters, or early stopping watches
    ///         a metric that is not measured
    public History fit(Dataset data) {
        data.requireSamples("trainer.fit");
        if (validationFraction.isEmpty()) {
            return new Fit(this, data, validation).run();
        }
        var split = data.split(validationFraction.getAsDouble(), random);
        return new Fit(this, split.train(), Optional.of(split.test())).run();
    }

    /// Measures the model as it is, in inference and without recording.
    ///
    /// @throws DataError if there are no samples
    public Scores evaluate(Dataset data) {
        data.requireSamples("trainer.evaluate");
        var tally = new Tally(metrics);
        var scope = new Step();
        return Training.off(() -> Recording.off(() -> {
            var batches = data.batches(Descent.miniBatch(measured).inOrder(), random).iterator();
            while (batches.hasNext()) {
                scope.run(() -> measured(batches.next(), tally)).run();
            }
            return tally.scores();
        }));
    }

    private Runnable measured(Dataset batch, Tally tally) {
        Tensor outputs = model.forward(batch.inputs());
        double weight = loss.weight(outputs, batch.targets());
        double value = weight == 0 ? 0 : loss.apply(outputs, batch.targets()).item();
        keepForMetrics(outputs, batch.targets());
        return () -> tally.add(batch.size(), value, weight, outputs, batch.targets());
    }

    /// Metrics are measured when the scope of a batch has ended, so that they may keep what they
    /// are shown.
    void keepForMetrics(Tensor outputs, Tensor targets) {
        if (!metrics.isEmpty()) {
            Step.keep(outputs);
            Step.keep(targets);
        }
    }
}

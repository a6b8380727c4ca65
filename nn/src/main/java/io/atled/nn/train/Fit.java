package io.atled.nn.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.GradientError;
import io.atled.autograd.Gradients;
import io.atled.autograd.Step;
import io.atled.autograd.Tensor;
import io.atled.autograd.Tree;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Parameter;
import io.atled.nn.Training;
import io.atled.nn.data.Dataset;
import io.atled.nn.optim.Optimization;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One training, while it runs.
final class Fit {
    private final Trainer trainer;
    private final Dataset data;
    private final Optional<Dataset> validation;
    private final ImmutableMap<String, Parameter> parameters;
    private final Optimization optimization;
    private final Optional<Patience> patience;
    private final Step scope = new Step();
    private final ImmutableDoubleArray.Builder losses = ImmutableDoubleArray.builder();
    private final List<Row> rows = new ArrayList<>();
    private long updates;
    private long samples;
    private double rate;

    Fit(Trainer trainer, Dataset data, Optional<Dataset> validation) {
        this.trainer = trainer;
        this.data = data;
        this.validation = validation;
        this.parameters = trainer.model.parameters();
        checkDoor();
        this.optimization = trainer.setUp.apply(
                trainer.optimizer.over(parameters, trainer.rate));
        this.patience = trainer.stopping.map(Patience::new);
    }

    private void checkDoor() {
        checkThatAllLearn();
        trainer.stopping.map(EarlyStopping::metric).filter(name -> !name.equals(Scores.LOSS)
                && !trainer.metrics.containsKey(name)).ifPresent(name -> {
            throw new IllegalArgumentException("trainer.fit: early stopping watches “" + name
                    + "”, which is not measured; add it with withMetric(“" + name + "”, …)");
        });
        checkTypes("data", data);
        validation.ifPresent(set -> checkTypes("validation set", set));
    }

    /// A tensor is a constant of its layer; one that is a variable was meant to learn, and so was
    /// one of a layer in which nothing else does.
    private void checkThatAllLearn() {
        String model = "trainer.fit: the model (" + trainer.model.kind() + ") ";
        Tree.leaves(trainer.model, Tensor.class).forEach((name, tensor) -> {
            if (parameters.isEmpty() || tensor.requiresGrad()) {
                throw new IllegalArgumentException(model
                        + (parameters.isEmpty() ? "has no parameters to train, but" : "holds")
                        + " the tensor “" + name + "”, which would not learn; make it a Parameter,"
                        + " as in record MyLayer(Parameter w) with Parameter.of(tensor)"
                        + (parameters.isEmpty() ? "" : ", or a constant by detach()"));
            }
        });
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(model + "has no parameters to train; what learns"
                    + " must be a component of a record, not captured by a function");
        }
    }

    private void checkTypes(String what, Dataset set) {
        parameters.forEach((name, parameter) -> {
            if (set.inputs().dtype().isFloat() && set.inputs().dtype() != parameter.dtype()) {
                throw new DTypeMismatch("trainer.fit: the inputs of the " + what + " are "
                        + set.inputs().dtype() + ", but " + name + " of the model is "
                        + parameter.dtype() + "; convert one of them: data.to(DType."
                        + parameter.dtype() + ") or model.to(DType." + set.inputs().dtype() + ")");
            }
        });
    }

    History run() {
        var plan = new Listener.Plan(trainer.epochs,
                trainer.descent.updatesPerEpoch(data.size()), data.size());
        try {
            tell(l -> l.started(plan));
            boolean going = true;
            for (int epoch = 1; going && epoch <= trainer.epochs; epoch++) {
                Row row = epoch(epoch);
                rows.add(row);
                tell(l -> l.epochEnded(row));
                going = patience.map(p -> p.goesOn(row, parameters.values())).orElse(true);
            }
            var history = new History(ImmutableList.copyOf(rows), losses.build(), trainer.epochs,
                    patience.map(Patience::restore).orElse(rows.size()));
            tell(l -> l.ended(history));
            return history;
        } catch (RuntimeException error) {
            tell(l -> l.failed(error));
            throw error;
        }
    }

    private void tell(Consumer<Listener> event) {
        trainer.listeners.forEach(event);
    }

    private Row epoch(int epoch) {
        long began = System.nanoTime();
        var tally = new Tally(trainer.metrics);
        Iterator<Dataset> batches = data.batches(trainer.descent, trainer.random).iterator();
        while (batches.hasNext()) {
            scope.run(() -> step(epoch, batches.next(), tally)).run();
        }
        samples += tally.samples();
        Optional<Scores> judged = validation.map(trainer::evaluate);
        return new Row(epoch, updates, samples, tally.scores(), judged,
                rate, (System.nanoTime() - began) / 1e9);
    }

    /// One update, and what is to be done when its scope has ended: whoever is told may keep what
    /// it makes.
    private Runnable step(int epoch, Dataset batch, Tally tally) {
        Forward forward = Training.with(trainer.random, () -> forward(batch));
        double value = forward.loss.item();
        rate = optimization.rate();
        var step = new Listener.Step(epoch, updates, batch.size(), value, rate);
        if (!Double.isFinite(value)) {
            throw Divergence.ofLoss(step, batch, parameters);
        }
        update(step, forward.loss);
        losses.add(value);
        updates++;
        Tensor outputs = forward.outputs.detach();
        double weight = trainer.loss.weight(outputs, batch.targets());
        trainer.keepForMetrics(outputs, batch.targets());
        return () -> {
            tally.add(batch.size(), value, weight, outputs, batch.targets());
            tell(l -> l.stepped(step));
        };
    }

    private Forward forward(Dataset batch) {
        Tensor outputs = trainer.model.forward(batch.inputs());
        Tensor loss = trainer.loss.apply(outputs, batch.targets());
        if (loss.size() != 1) {
            throw new ShapeMismatch("trainer.fit: the loss must be a single number, got shape "
                    + loss.shape() + "; take its mean");
        }
        return new Forward(outputs, loss);
    }

    private void update(Listener.Step step, Tensor loss) {
        Snapshot before = Snapshot.of(parameters.values());
        Gradients gradients = loss.gradients();
        try {
            optimization.step(gradients);
        } catch (GradientError refused) {                       // it has changed nothing
            throw Divergence.ofGradients(step, gradients, parameters, refused);
        }
        if (!Divergence.finite(parameters)) {
            TrainingDiverged diverged = Divergence.ofParameters(step, parameters);
            before.restore();
            throw diverged;
        }
    }

    private record Forward(Tensor outputs, Tensor loss) {}
}

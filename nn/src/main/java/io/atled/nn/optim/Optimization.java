package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.atled.autograd.Cell;
import io.atled.autograd.GradientError;
import io.atled.autograd.Gradients;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.nn.Parameter;
import io.atled.nn.optim.Optimizer.Update;
import io.atled.nn.schedule.Rate;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// An optimizer at work on the parameters of a model: where it stands, and the next step.
///
/// ```java
/// Optimization sgd = new Sgd().withMomentum(0.9).over(model.parameters(), Rate.constant(0.1));
/// for (Dataset batch : data.batches(Descent.miniBatch(32), random)) {
///     Tensor loss = Loss.softmaxCrossEntropy(model.forward(batch.inputs()), batch.targets());
///     sgd.step(loss.gradients());
/// }
/// ```
///
/// The withers give a new one over the same parameters that goes on from here; go on with one of
/// them. Not for several threads at once.
public final class Optimization {
    private static final String STEPS = "steps";
    private static final String UPDATES = "updates";

    private final ImmutableMap<String, Parameter> parameters;
    private final Plan plan;
    private long steps;
    private ImmutableMap<String, Progress> progress;

    /// How far one parameter is.
    private record Progress(long updates, ImmutableList<Cell> cells) {
        static Progress of(long updates, ImmutableList<Tensor> state) {
            return new Progress(updates,
                    state.stream().map(Cell::new).collect(ImmutableList.toImmutableList()));
        }

        ImmutableList<Tensor> state() {
            return cells.stream().map(Cell::get).collect(ImmutableList.toImmutableList());
        }

        Progress next(ImmutableList<Tensor> state) {
            for (int i = 0; i < cells.size(); i++) {
                cells.get(i).set(state.get(i));
            }
            return new Progress(updates + 1, cells);
        }
    }

    private Optimization(ImmutableMap<String, Parameter> parameters, Plan plan, long steps,
            ImmutableMap<String, Progress> progress) {
        this.parameters = parameters;
        this.plan = plan;
        this.steps = steps;
        this.progress = progress;
    }

    /// `optimizer` at work on `parameters`; one that has several names counts once.
    static Optimization of(Optimizer optimizer, Map<String, Parameter> parameters, Rate rate) {
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ImmutableMap<String, Parameter> own = parameters.entrySet().stream()
                .filter(entry -> seen.add(entry.getValue()))
                .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
        if (own.isEmpty()) {
            throw new IllegalArgumentException("optimization: there are no parameters to train;"
                    + " give those of the model, optimizer.over(model.parameters(), rate)");
        }
        var plan = Plan.of(optimizer, rate);
        return new Optimization(own, plan, 0, started(own, plan));
    }

    private static ImmutableMap<String, Progress> started(
            ImmutableMap<String, Parameter> parameters, Plan plan) {
        return parameters.entrySet().stream().collect(ImmutableMap.toImmutableMap(
                Map.Entry::getKey, entry -> Progress.of(0, plan.rule(entry.getKey())
                        .start(entry.getValue().value().detach()))));
    }

    /// The same with gradients limited before each step.
    public Optimization withClip(Clip clip) {
        return new Optimization(parameters, plan.clipping(clip), steps, progress);
    }

    /// The same at other rates, which go on from the step reached.
    public Optimization withRate(Rate rate) {
        return new Optimization(parameters, plan.at(rate), steps, progress);
    }

    /// The same without the parameters whose names fit: they stay as they are.
    ///
    /// @throws IllegalArgumentException if no parameter fits, or none is left
    public Optimization freezing(Predicate<String> names) {
        requireFit("freezing", names);
        ImmutableMap<String, Parameter> left = ImmutableMap.copyOf(
                Maps.filterKeys(parameters, name -> !names.test(name)));
        if (left.isEmpty()) {
            throw new IllegalArgumentException("freezing: every parameter fits, of "
                    + parameters.keySet() + "; leave one to train");
        }
        return new Optimization(left, plan, steps, ImmutableMap.copyOf(
                Maps.filterKeys(progress, left::containsKey)));
    }

    /// The same with another rule for the parameters whose names fit, as without weight decay for
    /// biases: `withRule(name -> name.endsWith("bias"), adamW.withWeightDecay(0))`.
    ///
    /// @throws IllegalArgumentException if no parameter fits
    /// @throws IllegalStateException after the first step, since the states differ
    public Optimization withRule(Predicate<String> names, Optimizer optimizer) {
        requireFit("withRule", names);
        if (steps > 0) {
            throw new IllegalStateException("withRule: rules are chosen before the first step, got"
                    + " an optimization after step " + steps + "; start a new one");
        }
        Plan changed = plan.with(names, optimizer);
        return new Optimization(parameters, changed, 0, started(parameters, changed));
    }

    /// The same leaving parameters as they are in steps that bring no gradient for them, as when a
    /// part of the model is used now and then. Without this they are refused.
    public Optimization skippingUnused() {
        return new Optimization(parameters, plan.skipping(), steps, progress);
    }

    private void requireFit(String operation, Predicate<String> names) {
        if (parameters.keySet().stream().noneMatch(names)) {
            throw new IllegalArgumentException(operation + ": no parameter has a fitting name, they"
                    + " are " + parameters.keySet() + "; correct the condition");
        }
    }

    /// The number of steps so far.
    public long stepCount() {
        return steps;
    }

    /// The learning rate in force for the next step.
    public double rate() {
        return plan.rate().at(steps);
    }

    /// Updates every parameter once. All new values are computed before the first is changed.
    ///
    /// @throws GradientError if a parameter has no gradient, or one that is not finite, naming it;
    ///         nothing is changed then
    /// @throws IllegalArgumentException if the rate is negative or not finite
    public void step(Gradients gradients) {
        double rate = rate();
        Require.notNegative("step", "the rate at step " + steps, rate);
        ImmutableMap<String, Update> updates = Recording.off(() -> updates(gradients, rate));
        var next = new LinkedHashMap<>(progress);
        updates.forEach((name, update) -> {
            parameter(name).update(update.parameter());
            next.put(name, at(name).next(update.state()));
        });
        progress = ImmutableMap.copyOf(next);
        steps++;
    }

    private ImmutableMap<String, Update> updates(Gradients gradients, double rate) {
        var updates = ImmutableMap.<String, Update>builder();
        plan.clip().apply(checked(gradients)).forEach((name, gradient) -> {
            Progress now = at(name);
            updates.put(name, plan.rule(name).update(parameter(name).value().detach(), gradient,
                    now.state(), now.updates, rate));
        });
        return updates.buildOrThrow();
    }

    /// The gradients by name.
    private ImmutableMap<String, Tensor> checked(Gradients gradients) {
        var byName = ImmutableMap.<String, Tensor>builder();
        parameters.forEach((name, parameter) -> {
            if (gradients.reaches(parameter.value())) {
                byName.put(name, finite(name, gradients.get(parameter.value()).detach()));
            } else if (plan.missing() == Plan.Missing.REFUSED) {
                throw new GradientError("step: " + gradients + " has none by parameter '" + name
                        + "' as it is now; compute the loss from its present value, or leave it out"
                        + " by freezing(name -> …) or skippingUnused()");
            }
        });
        return byName.buildOrThrow();
    }

    /// A finite sum has finite terms; only an infinite one may be an overflow.
    private Tensor finite(String name, Tensor gradient) {
        if (Double.isFinite(gradient.sum().item())) {
            return gradient;
        }
        Tensor wrong = gradient.sub(gradient).notEqualTo(0);
        double count = wrong.to(gradient.dtype()).sum().item();
        if (count > 0) {
            int first = (int) wrong.to(gradient.dtype()).argmax().item();
            throw new GradientError("step: the gradient by parameter '" + name + "' is not finite"
                    + " in " + (long) count + " of " + gradient.size() + " elements, the first is "
                    + gradient.reshape(-1).get(first) + " at element " + first + ", at step "
                    + steps + "; nothing was changed; lower the rate, clip, or look for a division"
                    + " by 0 or a logarithm of 0");
        }
        return gradient;
    }

    private Parameter parameter(String name) {
        return Objects.requireNonNull(parameters.get(name));
    }

    private Progress at(String name) {
        return Objects.requireNonNull(progress.get(name));
    }

    /// Everything that is needed to go on later: `steps`, and for each parameter `name/updates` and
    /// `name/slot` for each slot of its rule.
    public ImmutableMap<String, Tensor> state() {
        var out = ImmutableMap.<String, Tensor>builder();
        out.put(STEPS, Optimizer.number((double) steps));
        progress.forEach((name, at) -> {
            out.put(name + "/" + UPDATES, Optimizer.number((double) at.updates));
            ImmutableList<String> slots = plan.rule(name).slots();
            for (int i = 0; i < slots.size(); i++) {
                out.put(name + "/" + slots.get(i), at.cells.get(i).get());
            }
        });
        return out.buildOrThrow();
    }

    /// Goes on from a saved [#state()].
    ///
    /// @throws IllegalArgumentException if it belongs to other parameters or another rule; nothing
    ///         is changed then
    public void load(Map<String, Tensor> state) {
        ImmutableMap<String, Tensor> own = state();
        if (!own.keySet().equals(state.keySet())) {
            throw new IllegalArgumentException("load: the state must have the entries of this"
                    + " optimization; missing are " + Sets.difference(own.keySet(), state.keySet())
                    + ", unknown are " + Sets.difference(state.keySet(), own.keySet())
                    + "; load it into the same rule over the same parameters");
        }
        own.forEach((key, mine) -> {
            Tensor other = get(state, key);
            if (!mine.shape().equals(other.shape()) || mine.dtype() != other.dtype()) {
                throw new IllegalArgumentException("load: '" + key + "' must be " + mine.dtype()
                        + " " + mine.shape() + ", got " + other.dtype() + " " + other.shape()
                        + "; load it into the same rule over the same parameters");
            }
        });
        var loaded = ImmutableMap.<String, Progress>builder();
        for (String name : parameters.keySet()) {
            loaded.put(name, Progress.of((long) get(state, name + "/" + UPDATES).item(),
                    plan.rule(name).slots().stream().map(slot -> get(state, name + "/" + slot))
                            .collect(ImmutableList.toImmutableList())));
        }
        steps = (long) get(state, STEPS).item();
        progress = loaded.buildOrThrow();
    }

    private static Tensor get(Map<String, Tensor> state, String key) {
        return Objects.requireNonNull(state.get(key)).detach();
    }

    @Override
    public String toString() {
        return plan.optimizer() + " over " + parameters.size() + " parameters after " + steps
                + " steps";
    }
}

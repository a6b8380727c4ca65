package io.atled.nn.optim;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.atled.autograd.GradientError;
import io.atled.autograd.Gradients;
import io.atled.autograd.Recording;
import io.atled.autograd.Sweep;
import io.atled.autograd.Tensor;
import io.atled.nn.Parameter;
import io.atled.nn.optim.Optimizer.Update;
import io.atled.nn.schedule.Rate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    private final ImmutableMap<String, Trained> trained;
    private final Plan plan;
    private long steps;

    private Optimization(ImmutableMap<String, Trained> trained, Plan plan, long steps) {
        this.trained = trained;
        this.plan = plan;
        this.steps = steps;
    }

    /// `optimizer` at work on `parameters`; one that has several names counts once, statistics not
    /// at all.
    static Optimization of(Optimizer optimizer, Map<String, Parameter> parameters, Rate rate) {
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<String, Parameter> own = new LinkedHashMap<>(parameters);
        own.values().removeIf(parameter -> !parameter.isLearned() || !seen.add(parameter));
        if (own.isEmpty()) {
            throw new IllegalArgumentException("optimization: there are no parameters to train;"
                    + " give those of the model, optimizer.over(model.parameters(), rate)");
        }
        var plan = Plan.of(optimizer, rate);
        return new Optimization(started(own, plan), plan, 0);
    }

    private static ImmutableMap<String, Trained> started(Map<String, Parameter> parameters,
            Plan plan) {
        var swept = new HashMap<Optimizer, Optional<Trained.Swept>>();
        return ImmutableMap.copyOf(Maps.transformEntries(parameters, (name, parameter) -> {
            Optimizer rule = plan.rule(name);
            return new Trained(name, parameter, rule,
                    swept.computeIfAbsent(rule, Trained.Swept::of));
        }));
    }

    /// Going on from here under another plan.
    private Optimization under(Plan other) {
        return new Optimization(copies(trained), other, steps);
    }

    private static ImmutableMap<String, Trained> copies(Map<String, Trained> trained) {
        return ImmutableMap.copyOf(Maps.transformValues(trained, Trained::copy));
    }

    /// The same with gradients limited before each step.
    public Optimization withClip(Clip clip) {
        return under(plan.clipping(clip));
    }

    /// The same at other rates, which go on from the step reached.
    public Optimization withRate(Rate rate) {
        return under(plan.at(rate));
    }

    /// The same without the parameters whose names fit: they stay as they are.
    ///
    /// @throws IllegalArgumentException if no parameter fits, or none is left
    public Optimization freezing(Predicate<String> names) {
        requireFit("freezing", names);
        Map<String, Trained> left = Maps.filterKeys(trained, name -> !names.test(name));
        if (left.isEmpty()) {
            throw new IllegalArgumentException("freezing: every parameter fits, of "
                    + trained.keySet() + "; leave one to train");
        }
        return new Optimization(copies(left), plan, steps);
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
        return new Optimization(
                started(Maps.transformValues(trained, one -> one.parameter), changed), changed, 0);
    }

    /// The same leaving parameters as they are in steps that bring no gradient for them, as when a
    /// part of the model is used now and then. Without this they are refused.
    public Optimization skippingUnused() {
        return under(plan.skipping());
    }

    private void requireFit(String operation, Predicate<String> names) {
        if (trained.keySet().stream().noneMatch(names)) {
            throw new IllegalArgumentException(operation + ": no parameter has a fitting name, they"
                    + " are " + trained.keySet() + "; correct the condition");
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

    /// Updates every parameter once: the pointwise rules of all parameters in one pass over memory.
    ///
    /// @throws GradientError if a parameter has no gradient, or one that is not finite, naming it;
    ///         nothing is changed then
    /// @throws IllegalArgumentException if the rate is negative or not finite
    public void step(Gradients gradients) {
        double rate = rate();
        Require.notNegative("step", "the rate at step " + steps, rate);
        Recording.off(() -> {
            move(limited(checked(gradients)), rate);
            return steps++;
        });
    }

    /// A parameter, its value and its gradient.
    private record Pull(Trained of, Tensor value, Tensor gradient) {}

    /// Rules in tensor verbs come first, since they may fail while nothing has changed.
    private void move(List<Pull> pulls, double rate) {
        var updates = new ArrayList<Update>();
        var tasks = new ArrayList<Sweep.Task>(pulls.size());
        for (Pull pull : pulls) {
            if (pull.of.isSwept()) {
                tasks.add(pull.of.task(pull.value, pull.gradient, rate));
            } else {
                updates.add(pull.of.update(pull.gradient.detach(), rate));
            }
        }
        Iterator<Tensor> values = Sweep.run(tasks).iterator();
        Iterator<Update> others = updates.iterator();
        for (Pull pull : pulls) {
            if (pull.of.isSwept()) {
                pull.of.moveTo(values.next());
            } else {
                pull.of.moveTo(others.next());
            }
        }
    }

    private List<Pull> checked(Gradients gradients) {
        var pulls = new ArrayList<Pull>(trained.size());
        for (Trained one : trained.values()) {
            Tensor value = one.parameter.value();
            if (gradients.reaches(value)) {
                pulls.add(new Pull(one, value, finite(one.name, gradients.get(value))));
            } else if (plan.missing() == Plan.Missing.REFUSED) {
                throw new GradientError("step: " + gradients + " has none by parameter '"
                        + one.name + "' as it is now; compute the loss from its present value, or"
                        + " leave it out by freezing(name -> …) or skippingUnused()");
            }
        }
        return pulls;
    }

    private List<Pull> limited(List<Pull> pulls) {
        if (plan.clip().isEmpty()) {
            return pulls;
        }
        var limited = new ArrayList<Pull>(pulls.size());
        ImmutableMap<String, Tensor> all = pulls.stream().collect(ImmutableMap.toImmutableMap(
                pull -> pull.of.name, pull -> pull.gradient.detach()));
        plan.clip().get().apply(all).forEach((name, gradient) -> {
            Trained one = at(name);
            limited.add(new Pull(one, one.parameter.value(), gradient));
        });
        return limited;
    }

    private Tensor finite(String name, Tensor gradient) {
        if (!gradient.isFinite()) {
            Tensor wrong = gradient.sub(gradient).notEqualTo(0).to(gradient.dtype());
            double count = wrong.sum().item();
            int first = (int) wrong.argmax().item();
            throw new GradientError("step: the gradient by parameter '" + name + "' is not finite"
                    + " in " + (long) count + " of " + gradient.size() + " elements, the first is "
                    + gradient.reshape(-1).get(first) + " at element " + first + ", at step "
                    + steps + "; nothing was changed; lower the rate, clip, or look for a division"
                    + " by 0 or a logarithm of 0");
        }
        return gradient;
    }

    private Trained at(String name) {
        return Objects.requireNonNull(trained.get(name));
    }

    /// Everything that is needed to go on later: `steps`, and for each parameter `name/updates` and
    /// `name/slot` for each slot of its rule.
    public ImmutableMap<String, Tensor> state() {
        var out = ImmutableMap.<String, Tensor>builder();
        out.put(STEPS, Optimizer.number((double) steps));
        trained.values().forEach(one -> out.putAll(one.saved()));
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
        trained.values().forEach(one -> one.load(
                one.saved().keySet().stream().map(key -> get(state, key)).toList()));
        steps = (long) get(state, STEPS).item();
    }

    private static Tensor get(Map<String, Tensor> state, String key) {
        return Objects.requireNonNull(state.get(key)).detach();
    }

    @Override
    public String toString() {
        return plan.optimizer() + " over " + trained.size() + " parameters after " + steps
                + " steps";
    }
}

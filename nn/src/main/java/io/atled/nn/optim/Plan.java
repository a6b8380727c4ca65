package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.nn.schedule.Rate;
import java.util.Optional;
import java.util.function.Predicate;

/// What does not change from step to step of an [Optimization].
///
/// @param optimizer the rule, where no other is given
/// @param rate the learning rate
/// @param clip the limit to gradients, if there is one
/// @param missing what is done without a gradient
/// @param groups other rules for some parameters; the last that fits counts
record Plan(Optimizer optimizer, Rate rate, Optional<Clip> clip, Missing missing,
        ImmutableList<Group> groups) {
    /// What is done with a parameter without a gradient.
    enum Missing { REFUSED, SKIPPED }

    /// A rule for some parameters.
    ///
    /// @param names which
    /// @param optimizer their rule
    record Group(Predicate<String> names, Optimizer optimizer) {}

    static Plan of(Optimizer optimizer, Rate rate) {
        return new Plan(optimizer, rate, Optional.empty(), Missing.REFUSED, ImmutableList.of());
    }

    /// The rule for the parameter called `name`.
    Optimizer rule(String name) {
        return groups.reverse().stream().filter(group -> group.names.test(name)).findFirst()
                .map(Group::optimizer).orElse(optimizer);
    }

    Plan at(Rate other) {
        return new Plan(optimizer, other, clip, missing, groups);
    }

    Plan clipping(Clip other) {
        return new Plan(optimizer, rate, Optional.of(other), missing, groups);
    }

    Plan skipping() {
        return new Plan(optimizer, rate, clip, Missing.SKIPPED, groups);
    }

    Plan with(Predicate<String> names, Optimizer other) {
        return new Plan(optimizer, rate, clip, missing, ImmutableList.<Group>builder()
                .addAll(groups).add(new Group(names, other)).build());
    }
}

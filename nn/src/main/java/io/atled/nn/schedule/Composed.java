package io.atled.nn.schedule;

import java.util.Objects;

/// Schedules made of schedules; each prints as the call that makes it.
final class Composed {
    private Composed() {}

    record After(Rate rest, Phase first) implements Rate {
        After {
            Objects.requireNonNull(rest, "after: the schedule is null");
            Objects.requireNonNull(first, "after: the first phase is null");
        }

        @Override
        public double at(long step) {
            Require.step(this, step);
            return step < first.steps() ? first.at(step) : rest.at(step - first.steps());
        }

        @Override
        public String toString() {
            return rest + ".after(" + first + ")";
        }
    }

    record AfterWarmup(Rate rest, Warmup warmup) implements Rate {
        AfterWarmup {
            Objects.requireNonNull(rest, "after: the schedule is null");
            Objects.requireNonNull(warmup, "after: the warm-up is null");
        }

        @Override
        public double at(long step) {
            Require.step(this, step);
            return step < warmup.steps()
                    ? rest.at(0) * warmup.fraction(step)
                    : rest.at(step - warmup.steps());
        }

        @Override
        public String toString() {
            return rest + ".after(" + warmup + ")";
        }
    }

    record Scaled(Rate rate, double factor) implements Rate {
        Scaled {
            Objects.requireNonNull(rate, "times: the schedule is null");
            Require.rate("times", "factor", factor);
        }

        @Override
        public double at(long step) {
            return rate.at(Require.step(this, step)) * factor;
        }

        @Override
        public String toString() {
            return rate + ".times(" + factor + ")";
        }
    }

    record Product(Rate rate, Rate factors) implements Rate {
        Product {
            Objects.requireNonNull(rate, "times: the schedule is null");
            Objects.requireNonNull(factors, "times: the schedule of factors is null");
        }

        @Override
        public double at(long step) {
            Require.step(this, step);
            return rate.at(step) * factors.at(step);
        }

        @Override
        public String toString() {
            return rate + ".times(" + factors + ")";
        }
    }

    record Clamped(Rate rate, double least) implements Rate {
        Clamped {
            Objects.requireNonNull(rate, "clampedAtLeast: the schedule is null");
            Require.rate("clampedAtLeast", "least", least);
        }

        @Override
        public double at(long step) {
            return Math.max(rate.at(Require.step(this, step)), least);
        }

        @Override
        public String toString() {
            return rate + ".clampedAtLeast(" + least + ")";
        }
    }

    record Held(Rate rate, long last) implements Rate {
        Held {
            Objects.requireNonNull(rate, "heldFrom: the schedule is null");
            Require.count("heldFrom", "last", last, "name the step whose rate is kept");
        }

        @Override
        public double at(long step) {
            return rate.at(Math.min(Require.step(this, step), last));
        }

        @Override
        public String toString() {
            return rate + ".heldFrom(" + last + ")";
        }
    }
}

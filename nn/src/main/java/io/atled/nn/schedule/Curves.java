package io.atled.nn.schedule;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The closed formulas behind the factories of [Rate]; each prints as the call that makes it.
final class Curves {
    private Curves() {}

    /// `base^exponent`; an exponent beyond 2⁵³ is rounded to a double.
    static double power(double base, long exponent) {
        return Math.pow(base, (double) exponent);
    }

    record Constant(double rate) implements Rate {
        Constant {
            Require.rate("constant", "rate", rate);
        }

        @Override
        public double at(long step) {
            Require.step(this, step);
            return rate;
        }

        @Override
        public String toString() {
            return "constant(" + rate + ")";
        }
    }

    record StepDecay(double from, long every, double factor) implements Rate {
        StepDecay {
            Require.rate("stepDecay", "from", from);
            Require.steps("stepDecay", "every", every);
            Require.factor("stepDecay", factor);
        }

        @Override
        public double at(long step) {
            long falls = Require.step(this, step) / every;
            return from * power(factor, falls);
        }

        @Override
        public String toString() {
            return "stepDecay(" + from + ", " + every + ", " + factor + ")";
        }
    }

    /// The steps in ascending order.
    static List<Long> sorted(long... steps) {
        return LongStream.of(steps).sorted().boxed().toList();
    }

    record Milestones(double from, double factor, List<Long> steps) implements Rate {
        Milestones {
            Require.rate("milestones", "from", from);
            Require.factor("milestones", factor);
            steps = List.copyOf(steps);
            if (steps.isEmpty()) {
                throw Require.bad("milestones", "at least one milestone", "none",
                        "use Rate.constant for a rate that never changes");
            }
            steps.forEach(step -> Require.steps("milestones", "each milestone", step));
        }

        @Override
        public double at(long step) {
            Require.step(this, step);
            return from * power(factor, steps.stream().filter(m -> m <= step).count());
        }

        @Override
        public String toString() {
            return steps.stream().map(String::valueOf)
                    .collect(Collectors.joining(", ", "milestones(" + from + ", " + factor + ", ",
                            ")"));
        }
    }

    record Exponential(double from, double factor) implements Rate {
        Exponential {
            Require.rate("exponential", "from", from);
            Require.factor("exponential", factor);
        }

        @Override
        public double at(long step) {
            return from * power(factor, Require.step(this, step));
        }

        @Override
        public String toString() {
            return "exponential(" + from + ", " + factor + ")";
        }
    }

    record Linear(double from, double to, long steps) implements Rate {
        Linear {
            Require.rate("linear", "from", from);
            Require.rate("linear", "to", to);
            Require.steps("linear", "steps", steps);
        }

        @Override
        public double at(long step) {
            Require.step(this, step);
            // Not through the formula at the end: rounding may miss `to`.
            return step >= steps
                    ? to
                    : Annealing.LINEAR.between(from, to, (double) step / steps);
        }

        @Override
        public String toString() {
            return "linear(" + from + ", " + to + ", " + steps + ")";
        }
    }

    record Polynomial(double from, double to, long steps, double power) implements Rate {
        Polynomial {
            Require.rate("polynomial", "from", from);
            Require.rate("polynomial", "to", to);
            Require.steps("polynomial", "steps", steps);
            Require.positive("polynomial", "power", power, "1 falls in a straight line");
        }

        @Override
        public double at(long step) {
            double left = Math.max(0, 1 - (double) Require.step(this, step) / steps);
            return to + (from - to) * Math.pow(left, power);
        }

        @Override
        public String toString() {
            return "polynomial(" + from + ", " + to + ", " + steps + ", " + power + ")";
        }
    }

    record InverseSqrt(double from, long steps) implements Rate {
        InverseSqrt {
            Require.rate("inverseSqrt", "from", from);
            Require.steps("inverseSqrt", "steps", steps);
        }

        @Override
        public double at(long step) {
            return from * Math.sqrt(steps / ((double) steps + Require.step(this, step)));
        }

        @Override
        public String toString() {
            return "inverseSqrt(" + from + ", " + steps + ")";
        }
    }

    record Cosine(double from, double to, long steps) implements Rate {
        Cosine {
            Require.rate("cosine", "from", from);
            Require.rate("cosine", "to", to);
            Require.steps("cosine", "steps", steps);
        }

        @Override
        public double at(long step) {
            // Whole waves first, exactly; then the way back is the way there, mirrored.
            long inHalfWave = Require.step(this, step) % steps;
            boolean rising = step / steps % 2 == 1;
            long there = rising ? steps - inHalfWave : inHalfWave;
            return Annealing.COSINE.between(from, to, (double) there / steps);
        }

        @Override
        public String toString() {
            return "cosine(" + from + ", " + to + ", " + steps + ")";
        }
    }

    record CosineRestarts(double from, double to, long period, int growth) implements Rate {
        CosineRestarts {
            Require.rate("cosineRestarts", "from", from);
            Require.rate("cosineRestarts", "to", to);
            Require.steps("cosineRestarts", "period", period);
            if (growth < 1) {
                throw Require.bad("cosineRestarts", "growth must be at least 1", growth,
                        "1 keeps every period equally long, 2 doubles each");
            }
        }

        @Override
        public double at(long step) {
            long rest = Require.step(this, step);
            long length = period;
            if (growth == 1) {
                rest %= period;
            }
            while (rest >= length) {
                rest -= length;
                length = length > Long.MAX_VALUE / growth ? Long.MAX_VALUE : length * growth;
            }
            return Annealing.COSINE.between(from, to, (double) rest / length);
        }

        @Override
        public String toString() {
            return "cosineRestarts(" + from + ", " + to + ", " + period + ", " + growth + ")";
        }
    }
}

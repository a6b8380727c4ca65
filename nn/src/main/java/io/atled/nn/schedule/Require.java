package io.atled.nn.schedule;

/// Argument checks of this package: *operation · expected · got · what to do*.
final class Require {
    private Require() {}

    /// A step counts from 0.
    static long step(Object schedule, long step) {
        if (step < 0) {
            throw bad(schedule + ".at", "step must be at least 0", step,
                    "steps count from 0, the first update");
        }
        return step;
    }

    /// A learning rate or a momentum: finite and not negative.
    static double rate(String operation, String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw bad(operation, name + " must be finite and at least 0", value,
                    "give its size, optimizers go against the gradient by themselves");
        }
        return value;
    }

    /// A factor of the rate: finite and greater than 0.
    static double factor(String operation, double value) {
        return positive(operation, "factor", value,
                "1 keeps the rate, and Rate.constant(0) stops learning");
    }

    /// Finite and greater than 0.
    static double positive(String operation, String name, double value, String advice) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw bad(operation, name + " must be finite and greater than 0", value, advice);
        }
        return value;
    }

    /// A number of steps.
    static long steps(String operation, String name, long value) {
        if (value < 1) {
            throw bad(operation, name + " must be at least 1", value,
                    "count optimizer steps, not epochs: epochs · updatesPerEpoch(size)");
        }
        return value;
    }

    /// How many of something, possibly none.
    static long count(String operation, String name, long value, String advice) {
        if (value < 0) {
            throw bad(operation, name + " must be at least 0", value, advice);
        }
        return value;
    }

    /// A number within `[least, most]`.
    static double within(
            String operation, String name, double value, double least, double most, String advice) {
        if (!(value >= least && value <= most)) {
            throw bad(operation, name + " must be from " + least + " to " + most, value, advice);
        }
        return value;
    }

    static IllegalArgumentException bad(
            String operation, String expected, Object got, String advice) {
        return new IllegalArgumentException(
                operation + ": " + expected + ", got " + got + "; " + advice);
    }
}

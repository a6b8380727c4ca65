package io.atled.nn.loss;

/// Argument checks of this package: *operation · expected · got · what to do*.
final class Require {
    private Require() {}

    static void positive(String operation, String name, double value, String advice) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(operation + ": " + name + " must be finite and"
                    + " greater than 0, got " + value + "; " + advice);
        }
    }

    static void finite(String operation, String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(operation + ": " + name + " must be finite, got "
                    + value + "; give a number in the units of the scores");
        }
    }
}

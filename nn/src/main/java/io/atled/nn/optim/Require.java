package io.atled.nn.optim;

/// Argument checks of this package: *operation · expected · got · what to do*.
final class Require {
    private Require() {}

    /// How much of an average is kept: from 0 up to, not including, 1.
    static void fraction(String operation, String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw bad(operation, name + " must be at least 0 and less than 1", value,
                    "at 1 nothing new would count");
        }
    }

    static void notNegative(String operation, String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw bad(operation, name + " must be finite and at least 0", value,
                    "0 turns it off");
        }
    }

    static void positive(String operation, String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw bad(operation, name + " must be finite and greater than 0", value,
                    "see the constants of the rule for usual values");
        }
    }

    static IllegalArgumentException bad(String operation, String expected, Object got,
            String advice) {
        return new IllegalArgumentException(operation + ": " + expected + ", got " + got + "; "
                + advice);
    }
}

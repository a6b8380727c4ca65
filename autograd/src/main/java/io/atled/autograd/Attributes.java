package io.atled.autograd;

/// What the attributes of operations have to satisfy, wherever the record is made.
final class Attributes {
    private Attributes() {}

    /// `value`, if it is at least `least`.
    static int atLeast(int least, String op, String what, int value) {
        if (value < least) {
            throw new IllegalArgumentException(op + ": " + what + " must be at least " + least
                    + ", got " + value + "; the verb of the same name also counts from the end");
        }
        return value;
    }
}

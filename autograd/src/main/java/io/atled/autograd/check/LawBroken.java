package io.atled.autograd.check;

/// What a law throws when an operation breaks it; the message says what to do next.
final class LawBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    LawBroken(String message) {
        super(message);
    }
}

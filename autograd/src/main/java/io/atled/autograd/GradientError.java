package io.atled.autograd;

/// A gradient was asked for that does not exist or would be wrong; the message says what to do.
public final class GradientError extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /// `operation · expected · got · what to do`.
    public GradientError(String message) {
        super(message);
    }
}

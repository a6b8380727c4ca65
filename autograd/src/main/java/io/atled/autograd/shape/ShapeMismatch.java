package io.atled.autograd.shape;

/// An operation met shapes or axes that it does not take; the message says which and what to do.
public final class ShapeMismatch extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// `operation · expected · got · what to do`.
    public ShapeMismatch(String message) {
        super(message);
    }
}

package io.atled.autograd.shape;

/// An operation met element types that it does not take; the message says which and what to do.
public final class DTypeMismatch extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// `operation · expected · got · what to do`.
    public DTypeMismatch(String message) {
        super(message);
    }
}

package io.atled.nn.data;

/// Thrown when data is not what it should be: an unreadable field, an empty set, parts that do not
/// belong together. The message says where, what was expected, and what to do.
public final class DataError extends IllegalArgumentException {
    /// An error with this message.
    public DataError(String message) {
        super(message);
    }

    /// An error with this message, because of `cause`.
    public DataError(String message, Throwable cause) {
        super(message, cause);
    }
}

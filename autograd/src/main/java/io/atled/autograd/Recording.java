package io.atled.autograd;

/// Whether operations are recorded: on, unless a caller turns it off for a lexical scope.
///
/// The scope binds the calling thread (and threads forked inside a structured scope) only; there
/// is nothing to restore.
public final class Recording {
    private static final ScopedValue<Boolean> ON = ScopedValue.newInstance();

    private Recording() {}

    /// Whether operations are recorded here and now.
    public static boolean isOn() {
        return ON.orElse(true);
    }

    /// Runs `body` without recording, as in evaluation or an optimizer step.
    ///
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R off(ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(ON, false).call(body);
    }

    /// Runs `body` with recording, also inside a scope that turned it off.
    ///
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R on(ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(ON, true).call(body);
    }
}

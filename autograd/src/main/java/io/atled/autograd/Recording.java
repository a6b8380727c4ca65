package io.atled.autograd;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Whether operations are recorded: on, unless a caller turns it off for a lexical scope.
///
/// The scope binds the calling thread (and threads forked inside a structured scope) only; there
/// is nothing to restore.
public final class Recording {
    private static final Scope USUAL = new Scope(true, null);
    private static final Scope UNRECORDED = new Scope(false, null);
    private static final ScopedValue<Scope> SCOPE = ScopedValue.newInstance();

    /// What holds in a lexical scope.
    record Scope(boolean on, @Nullable Consumer<Tensor> watcher) {
        Scope turned(boolean other) {
            return watcher == null ? (other ? USUAL : UNRECORDED) : new Scope(other, watcher);
        }

        /// `recorded`, shown to who watches.
        Tensor shown(Tensor recorded) {
            if (watcher != null) {
                watcher.accept(recorded);
            }
            return recorded;
        }
    }

    private Recording() {}

    static Scope scope() {
        return SCOPE.orElse(USUAL);
    }

    /// Whether operations are recorded here and now.
    public static boolean isOn() {
        return scope().on;
    }

    /// Runs `body` without recording, as in evaluation or an optimizer step.
    ///
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R off(ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(SCOPE, scope().turned(false)).call(body);
    }

    /// Runs `body` with recording, also inside a scope that turned it off.
    ///
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R on(ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(SCOPE, scope().turned(true)).call(body);
    }

    /// Runs `body` and shows `watcher` every tensor that is recorded meanwhile, on the thread that
    /// records it, as soon as it is: for tools that ask where in a program it was.
    ///
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R watching(Consumer<Tensor> watcher,
            ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(SCOPE, new Scope(isOn(), watcher)).call(body);
    }
}

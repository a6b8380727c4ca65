package io.atled.autograd;

import java.util.List;
import java.util.function.Supplier;
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
    record Scope(boolean on, @Nullable Watcher watcher) {
        Scope turned(boolean other) {
            return watched(other, watcher);
        }

        private static Scope watched(boolean on, @Nullable Watcher watcher) {
            return watcher == null ? (on ? USUAL : UNRECORDED) : new Scope(on, watcher);
        }

        /// The value of `op`; what it is made of is shown to nobody.
        Tensor run(Op op, List<Tensor> x) {
            return watcher == null ? op.run(x) : unseen(() -> op.run(x));
        }

        /// What `value` gives, shown to nobody.
        <R> R unseen(Supplier<R> value) {
            return watcher == null ? value.get()
                    : ScopedValue.where(SCOPE, watched(on, null)).call(value::get);
        }

        /// `y`, shown to who watches.
        Tensor shown(Op op, List<Tensor> x, Tensor y) {
            if (watcher != null) {
                watcher.applied(op, x, y);
            }
            return y;
        }

        /// What a derivative rule of the operation of `y` gives.
        <R> R rule(Tensor y, Supplier<R> rule) {
            return watcher == null ? rule.get()
                    : ScopedValue.where(SCOPE, watched(on, watcher.inside(y))).call(rule::get);
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

    /// Whether somebody is shown what is computed here and now.
    static boolean isWatched() {
        return scope().watcher != null;
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

    /// Runs `body` and shows `watcher`, and it alone, what is computed meanwhile on this thread.
    ///
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R watching(Watcher watcher,
            ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(SCOPE, new Scope(isOn(), watcher)).call(body);
    }
}

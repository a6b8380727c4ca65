package io.atled.autograd.kernel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lends working memory to any number of threads, virtual ones too, and keeps a few pieces for the
/// next call.
///
/// Not a thread local: a million virtual threads would each keep their own.
///
/// @param <T> what is lent; whoever gives it back has dropped it
final class Spares<T> {
    private static final int KEPT = 16;

    private final Supplier<T> making;
    private final AtomicReferenceArray<@Nullable T> free = new AtomicReferenceArray<>(KEPT);

    Spares(Supplier<T> making) {
        this.making = making;
    }

    /// One that nobody else has, with whatever its last user left in it.
    T take() {
        for (int i = 0; i < KEPT; i++) {
            T found = free.getPlain(i) == null ? null : free.getAndSet(i, null);
            if (found != null) {
                return found;
            }
        }
        return making.get();
    }

    /// Back for others.
    void give(T used) {
        for (int i = 0; i < KEPT; i++) {
            if (free.getPlain(i) == null && free.compareAndSet(i, null, used)) {
                return;
            }
        }
    }
}

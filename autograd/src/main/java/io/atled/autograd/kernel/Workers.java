package io.atled.autograd.kernel;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// One small process-wide pool of daemon threads that runs numbered tasks: fork, work along, join.
///
/// A kernel cuts its work into tasks **by size only**, never by [#count()], so the number of
/// threads changes when a task runs and where, but not what it computes. Only cuts that can not
/// show in a result, as those between elements of a matrix product, may be left out by one thread.
///
/// One job has the pool at a time. Whoever finds it taken (another thread's job, or a task that
/// forks again) runs its tasks inline, so nothing ever waits for the pool and nothing can deadlock;
/// virtual threads and `ForkJoin` threads may call it like any other. Scoped values and thread
/// locals of the caller are not seen by tasks.
public final class Workers {
    /// The most threads that [#count(int)] accepts: more only spend time on waking each other.
    static final int MOST = 64;

    /// The system property that sets the first [#count()].
    static final String PROPERTY = "atled.threads";

    private static volatile WorkersPool pool = new WorkersPool(first());

    private Workers() {}

    /// How many threads work on one job, the caller included.
    public static int count() {
        return pool.count();
    }

    /// Sets how many threads work on one job, the caller included; jobs under way finish
    /// undisturbed.
    ///
    /// **Throws** [IllegalArgumentException] unless `1 ≤ n ≤ 64`.
    public static void count(int n) {
        if (n < 1 || n > MOST) {
            throw new IllegalArgumentException("threads: expected 1 to " + MOST + ", got " + n
                    + "; as many as there are cores is best, and usual");
        }
        synchronized (Workers.class) {
            WorkersPool old = pool;
            if (old.count() != n) {
                pool = new WorkersPool(n);
                old.close();
            }
        }
    }

    /// Runs `body` with this many threads and restores the former number, for tests and
    /// experiments.
    ///
    /// The number is process-wide: other threads see the change too (their results do not).
    static void with(int count, Runnable body) {
        int before = count();
        count(count);
        try {
            body.run();
        } finally {
            count(before);
        }
    }

    /// Runs `body` for `0 … tasks − 1`, each exactly once in any order and on any thread, and
    /// returns when all have finished. What tasks wrote is then visible to the caller.
    ///
    /// Every task runs even if another one fails; then the failure with the smallest number is
    /// thrown.
    ///
    /// **Throws** what a task threw.
    public static void forEach(int tasks, IntConsumer body) {
        if (tasks == 1) {
            body.accept(0);
            return;
        }
        WorkersPool now = pool;
        if (tasks <= 0 || now.count() == 1 || !now.tryRun(tasks, body)) {
            inline(tasks, body);
        }
    }

    private static void inline(int tasks, IntConsumer body) {
        Throwable failure = null;
        for (int task = 0; task < tasks; task++) {
            try {
                body.accept(task);
            } catch (Throwable e) {
                failure = failure == null ? e : failure;
            }
        }
        rethrow(failure);
    }

    /// Throws a task's failure; `null` is success. A checked exception cannot come out of an
    /// [IntConsumer] by lawful means and is wrapped.
    static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new UndeclaredThrowableException(failure);
        }
    }

    private static int first() {
        int asked = Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors());
        return Math.clamp(asked, 1, MOST);
    }
}

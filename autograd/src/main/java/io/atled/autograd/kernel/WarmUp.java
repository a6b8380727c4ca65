package io.atled.autograd.kernel;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The two forms of a kernel, plain loops and vectors, and the move from one to the other.
///
/// Until C2 has compiled it, Vector API code runs hundreds of times slower than plain loops, and
/// having it compiled takes 0.05 to 1.5 seconds. Since both forms give the same bits, a kernel
/// starts on plain loops. When it has done enough work to be worth it, a daemon thread, one for all
/// kernels, tries both forms on a little data of its own, and the kernel moves over once the vector
/// form is no slower. Where that never happens (an interpreter, a machine whose vectors C2 does not
/// know) it stays on plain loops.
///
/// @param <K> what both forms are
final class WarmUp<K> {
    /// The time on plain loops after which vectors are wanted: about what having them compiled
    /// takes, so that small programs do without.
    private static final double WORTH_NANOS = 100e6;

    /// Calls in one turn: enough that the fastest of them was not interrupted.
    private static final int CALLS = 20;

    /// How much of the daemon's time a kernel gets until it is given up.
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    /// Kernels take turns, so that C2 compiles one while others gather their calls.
    private static final Executor TURNS = new ThreadPoolExecutor(
            0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("atled-warm-up")
                    .inheritInheritableThreadLocals(false).factory());

    private final K plain;
    private final Supplier<K> vector;
    private final long worth;
    private final Consumer<K> trial;
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile @Nullable K compiled;
    private long done;          // without a lock: a lost addition delays the warm-up, no more

    /// @param vector makes the vector form, in the daemon
    /// @param nanos what the plain form takes for one unit of work, about
    /// @param trial runs a form in every way it is used, on the daemon's data
    WarmUp(K plain, Supplier<K> vector, double nanos, Consumer<K> trial) {
        this.plain = plain;
        this.vector = vector;
        this.worth = (long) (WORTH_NANOS / nanos);
        this.trial = trial;
    }

    /// The form to take for so much work.
    K form(long work) {
        K fast = compiled;
        return fast != null ? fast : plain(work);
    }

    private K plain(long work) {
        if (done < worth) {
            done += work;
        } else if (!queued.get() && queued.compareAndSet(false, true)) {
            TURNS.execute(() -> turn(vector.get(), Long.MAX_VALUE, 0));
        }
        return plain;
    }

    /// @param toBeat nanoseconds of the plain form
    /// @param spent nanoseconds of the daemon
    private void turn(K candidate, long toBeat, long spent) {
        long start = System.nanoTime();
        long rival = Math.min(toBeat, fastest(plain));
        if (fastest(candidate) <= rival) {
            compiled = candidate;
            return;
        }
        long total = spent + System.nanoTime() - start;
        if (total < PATIENCE_NANOS) {
            TURNS.execute(() -> turn(candidate, rival, total));
        }
    }

    private long fastest(K form) {
        long fastest = Long.MAX_VALUE;
        for (int call = 0; call < CALLS; call++) {
            long start = System.nanoTime();
            trial.accept(form);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return fastest;
    }
}

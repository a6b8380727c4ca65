package io.atled.autograd.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The threads behind [Workers] for one thread count: `count − 1` daemons, started with the first
/// job.
///
/// Threads wait for the next job by spinning for a short while, so that fork and join cost well
/// under a microsecond inside a hot loop, and then park, so that an idle pool costs nothing.
final class WorkersPool {
    /// How long a thread spins before it parks; about the gap between two kernels of a training
    /// step.
    private static final long SPIN_NANOS = 50_000;

    /// Spins between two looks at the clock, which costs more than a look at the pool.
    private static final int SPINS_PER_LOOK = 64;

    private final int count;
    private final Member[] members;
    private final AtomicBoolean taken = new AtomicBoolean();
    private boolean started;

    /// Grows with every job; a member that sees it change looks for `job`.
    private final AtomicInteger epoch = new AtomicInteger();

    private volatile @Nullable Job job;
    private volatile boolean closed;

    WorkersPool(int count) {
        this.count = count;
        this.members = new Member[count - 1];
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member(i + 1);
        }
    }

    int count() {
        return count;
    }

    /// Runs the tasks with the members' help, or answers `false` without running any: the pool is
    /// taken.
    boolean tryRun(int tasks, IntConsumer body) {
        if (closed || !taken.compareAndSet(false, true)) {
            return false;
        }
        Job mine = new Job(tasks, body);
        try {
            start();
            job = mine;
            epoch.incrementAndGet();
            wake(tasks - 1);
            mine.work();
            mine.join();
        } finally {
            job = null;
            taken.set(false);
        }
        Workers.rethrow(mine.failure);
        return true;
    }

    /// Lets the members end once they have finished what they are at; waits for nobody.
    void close() {
        closed = true;
        epoch.incrementAndGet();
        wake(members.length);
    }

    /// Called by the owner of `taken` only, which guards `started`.
    private void start() {
        if (!started) {
            started = true;
            for (Member member : members) {
                member.start();
            }
        }
    }

    private void wake(int wanted) {
        for (int i = 0; i < Math.min(wanted, members.length); i++) {
            if (members[i].parked) {
                LockSupport.unpark(members[i]);
            }
        }
    }

    /// One daemon thread of the pool.
    private final class Member extends Thread {
        private volatile boolean parked;

        Member(int number) {
            super(
                    null,
                    null,
                    "atled-worker-" + number,
                    0,
                    /* inheritInheritableThreadLocals= */ false);
            setDaemon(true);
        }

        @Override
        public void run() {
            int seen = 0;
            while (!closed) {
                int now = epoch.get();
                if (now == seen) {
                    await(seen);
                } else {
                    seen = now;
                    help();
                }
            }
        }

        /// A method of its own, so that no finished job stays reachable from a waiting thread.
        private void help() {
            Job found = job;
            if (found != null) {
                found.work();
                Thread.interrupted(); // a task that interrupts itself must not keep the pool awake
            }
        }

        private void await(int seen) {
            long until = System.nanoTime() + SPIN_NANOS;
            while (System.nanoTime() < until) {
                for (int i = 0; i < SPINS_PER_LOOK; i++) {
                    if (epoch.get() != seen) {
                        return;
                    }
                    Thread.onSpinWait();
                }
            }
            parked = true; // before the last look at the epoch, so that no wake-up is lost
            while (epoch.get() == seen) {
                LockSupport.park(WorkersPool.this);
            }
            parked = false;
        }
    }

    /// The tasks of one call: a counter to draw from and a counter of those that have finished.
    private static final class Job {
        private final int tasks;
        private final IntConsumer body;
        private final Thread owner = Thread.currentThread();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile boolean ownerParked;
        private int failed = Integer.MAX_VALUE;
        private @Nullable Throwable failure;

        Job(int tasks, IntConsumer body) {
            this.tasks = tasks;
            this.body = body;
        }

        void work() {
            for (int task; (task = next.getAndIncrement()) < tasks; ) {
                try {
                    body.accept(task);
                } catch (Throwable e) { // nothing may end a pool thread or leave the owner waiting
                    fail(task, e);
                }
                if (done.incrementAndGet() == tasks && ownerParked) {
                    LockSupport.unpark(owner);
                }
            }
        }

        /// Waits for tasks that other threads are still at; the owner has drawn all the rest
        /// itself.
        void join() {
            long until = System.nanoTime() + SPIN_NANOS;
            while (done.get() < tasks) {
                if (System.nanoTime() < until) {
                    Thread.onSpinWait();
                } else {
                    ownerParked = true; // before the last look at the count
                    if (done.get() < tasks) {
                        LockSupport.park(this);
                    }
                }
            }
        }

        private synchronized void fail(int task, Throwable e) {
            if (task < failed) {
                failed = task;
                failure = e;
            }
        }
    }
}

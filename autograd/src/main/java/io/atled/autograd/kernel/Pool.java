package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Lends storage to the arrays that one thread makes while a run lasts, and takes back at its end
/// what has neither escaped nor is held.
///
/// A fresh large array costs several times what writing it does. Tasks of [Workers] and all other
/// threads are outside the run: what they make belongs to the garbage collector.
public final class Pool {
    /// Of all memory, how much one pool lends and keeps at most; beyond it, arrays are ordinary
    /// ones. A run that never ends must not keep what the garbage collector would free.
    private static final int SHARE = 4;

    private static final ThreadLocal<@Nullable Pool> CURRENT = new ThreadLocal<>();

    private final long limit;
    private final boolean poisoning;
    private final Key key = new Key();
    private final AtomicBoolean running = new AtomicBoolean();
    private @Nullable Thread thread;
    private @Nullable Pool outer;
    private Shelves free = new Shelves();
    private long freeBytes;
    private long lentBytes;
    private @Nullable Lease[] lent = new Lease[64];
    private int count;

    /// Stands for a pool without keeping its arrays reachable.
    public static final class Key {
        private Key() {}
    }

    /// An empty pool.
    public Pool() {
        this(Runtime.getRuntime().maxMemory() / SHARE, false);
    }

    /// One that keeps at most `limit` bytes and, if it is `poisoning`, fills what it takes back
    /// with NaN, so that a test sees whoever reads it.
    Pool(long limit, boolean poisoning) {
        this.limit = limit;
        this.poisoning = poisoning;
    }

    /// See [#Pool(long, boolean)]; for tests.
    public static Pool poisoning() {
        return new Pool(Runtime.getRuntime().maxMemory() / SHARE, true);
    }

    /// The pool of the innermost run of this thread, or `null`.
    public static @Nullable Pool current() {
        return CURRENT.get();
    }

    /// What stands for this pool.
    public Key key() {
        return key;
    }

    /// Begins a run on this thread.
    ///
    /// @throws IllegalStateException if one is under way
    public void enter() {
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("step: expected one that is not running, got one that"
                    + " runs already; make a step of its own for what is nested in another or runs"
                    + " on another thread");
        }
        thread = Thread.currentThread();
        outer = CURRENT.get();
        CURRENT.set(this);
    }

    /// Ends the run: what was lent comes back.
    public void exit() {
        for (int i = 0; i < count; i++) {
            Lease lease = lent[i];
            if (lease != null && lease.belongsTo(this, i)) {
                takeBack(lease);
            }
        }
        Arrays.fill(lent, 0, count, null);
        count = 0;
        CURRENT.set(outer);
        outer = null;
        thread = null;
        running.set(false);
    }

    /// Storage of `n` elements, anything in them, or `null` if that would be too much.
    @Nullable Lease lend(DType type, int n) {
        Object array = free.take(type, n);
        long bytes = (long) type.bytes() * n;
        if (array != null) {
            freeBytes -= bytes;
        } else {
            if (lentBytes + freeBytes + bytes > limit) {
                free = new Shelves();
                freeBytes = 0;
            }
            if (lentBytes + bytes > limit) {
                return null;
            }
            array = NdArray.storage(type, n);
            if (poisoning) {
                poison(array);
            }
        }
        var lease = new Lease(array);
        adopt(lease);
        return lease;
    }

    /// Takes `lease` over: its array comes back at the end of the run.
    void adopt(Lease lease) {
        if (count == lent.length) {
            lent = Arrays.copyOf(lent, 2 * count);
        }
        lentBytes += lease.bytes();
        lease.belong(this, count);
        lent[count++] = lease;
    }

    /// The array of `lease` does not come back.
    ///
    /// @throws IllegalStateException if the run belongs to another thread
    void giveUp(Lease lease) {
        if (thread != Thread.currentThread()) {
            throw new IllegalStateException("keep: the tensor belongs to a step that runs on the"
                    + " thread " + thread + ", got a call on " + Thread.currentThread()
                    + "; keep it there before handing it over");
        }
        lentBytes -= lease.bytes();
    }

    private void takeBack(Lease lease) {
        long bytes = lease.bytes();
        Object array = lease.end();
        if (poisoning) {
            poison(array);
        }
        free.put(array);
        lentBytes -= bytes;
        freeBytes += bytes;
    }

    private static void poison(Object array) {
        switch (array) {
            case float[] a -> Arrays.fill(a, Float.NaN);
            case double[] a -> Arrays.fill(a, Double.NaN);
            case int[] a -> Arrays.fill(a, Integer.MIN_VALUE);
            case boolean[] a -> Arrays.fill(a, true);
            default -> throw new AssertionError(array.getClass());
        }
    }

    /// How much it has lent and keeps.
    long bytes() {
        return lentBytes + freeBytes;
    }

    /// Where in the run we are: everything lent from now on is behind it.
    public int mark() {
        return count;
    }

    /// Counts another use of `array` by a traversal, so that [#sweep(int)] leaves it alone.
    public void use(NdArray array) {
        Lease lease = array.lease();
        if (lease != null && lease.belongsAfter(this, 0)) {
            lease.use();
        }
    }

    /// Undoes one [#use(NdArray)]; takes the storage back at once if that was the last and it was
    /// lent behind `mark`.
    public void spend(NdArray array, int mark) {
        Lease lease = array.lease();
        if (lease != null && lease.belongsAfter(this, 0) && lease.spend()
                && lease.belongsAfter(this, mark)) {
            takeBack(lease);
        }
    }

    /// Takes back at once what was lent behind `mark` and is not in use.
    public void sweep(int mark) {
        int kept = mark;
        for (int i = mark; i < count; i++) {
            Lease lease = lent[i];
            lent[i] = null;
            if (lease == null || !lease.belongsTo(this, i)) {
                continue;
            }
            if (lease.isUsed()) {
                lease.belong(this, kept);
                lent[kept++] = lease;
            } else {
                takeBack(lease);
            }
        }
        count = kept;
    }

    /// Takes the storage of `array` back at once if this run has lent it: nobody uses it or a view
    /// of it any more.
    void recycle(NdArray array) {
        Lease lease = array.lease();
        if (lease != null && lease.belongsAfter(this, 0) && !lease.isUsed()) {
            takeBack(lease);
        }
    }
}

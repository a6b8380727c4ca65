package io.atled.autograd.kernel;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/// Storage that a [Pool] has lent to an array and its views, until it takes it back.
///
/// Three things may have become of it: the pool will take it back at the end of its run; one or
/// more cells hold it, until the last lets go; or it has escaped, and the garbage collector alone
/// cares for it. Only the thread of the run changes a lease that belongs to a pool.
final class Lease {
    /// In place of a position in the pool: held by cells.
    private static final int HELD = -1;
    /// In place of a position in the pool: left to the garbage collector for good.
    private static final int ESCAPED = -2;

    private @Nullable Object storage;       // null once the pool has it again
    private @Nullable Pool pool;            // which takes it back
    private int index;                      // where the pool lists it
    private int uses;                       // by a traversal that runs
    private int cells;

    Lease(Object storage) {
        this.storage = storage;
    }

    /// The array, or `null` if it has been taken back.
    @Nullable Object storage() {
        return storage;
    }

    /// Whether `asked` will take it back and lists it at `place`.
    boolean belongsTo(Pool asked, int place) {
        return pool == asked && index == place;
    }

    /// Whether `asked` will take it back and lists it at `from` or behind.
    boolean belongsAfter(Pool asked, int from) {
        return pool == asked && index >= from;
    }

    void belong(Pool owner, int place) {
        pool = owner;
        index = place;
    }

    /// Counts another use by a traversal.
    void use() {
        uses++;
    }

    /// One use less; says whether that was the last.
    boolean spend() {
        return --uses == 0;
    }

    boolean isUsed() {
        return uses > 0;
    }

    /// Ends the lease and gives the array.
    Object end() {
        Object taken = storage;
        if (taken == null) {
            throw new AssertionError("ended twice");
        }
        storage = null;
        pool = null;
        index = ESCAPED;
        return taken;
    }

    /// No pool takes the array back any more, now or later.
    void escape() {
        leave(ESCAPED);
    }

    /// No pool takes the array back until [#letGo(Pool)] has been called as often.
    void hold() {
        if (index != ESCAPED) {
            leave(HELD);
            cells++;
        }
    }

    /// Undoes one [#hold()]; after the last, `taker` takes the array back at the end of its run.
    void letGo(Pool taker) {
        if (index == HELD && --cells == 0) {
            taker.adopt(this);
        }
    }

    private void leave(int state) {
        Pool owner = pool;
        if (owner != null) {
            owner.giveUp(this);
        }
        pool = null;
        index = state;
    }

    long bytes() {
        return storage == null ? 0 : bytes(storage);
    }

    static long bytes(Object array) {
        int size = array instanceof double[] ? Double.BYTES
                : array instanceof boolean[] ? 1 : Float.BYTES;
        return (long) size * Array.getLength(array);
    }
}

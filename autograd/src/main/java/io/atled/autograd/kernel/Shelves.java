package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Free arrays by element type and exact length, the one put back last on top: it is most likely
/// still in the cache.
final class Shelves {
    private static final int SMALLEST = 64;
    /// 2⁶⁴ divided by the golden ratio: neighbouring lengths land far apart.
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private @Nullable Shelf[] table = new Shelf[SMALLEST];
    private int count;

    /// The free arrays of one kind.
    private static final class Shelf {
        private final long kind;
        private @Nullable Object[] arrays = new Object[4];
        private int count;

        Shelf(long kind) {
            this.kind = kind;
        }
    }

    /// A free array, or `null` if there is none of that type and length.
    @Nullable Object take(DType type, int length) {
        Shelf shelf = table[place(table, kind(type, length))];
        if (shelf == null || shelf.count == 0) {
            return null;
        }
        Object array = shelf.arrays[--shelf.count];
        shelf.arrays[shelf.count] = null;
        return array;
    }

    /// Puts `array` back.
    void put(Object array) {
        long kind = kind(type(array), Array.getLength(array));
        int place = place(table, kind);
        Shelf shelf = table[place];
        if (shelf == null) {
            shelf = new Shelf(kind);
            table[place] = shelf;
            if (2 * ++count > table.length) {
                grow();
            }
        }
        if (shelf.count == shelf.arrays.length) {
            shelf.arrays = Arrays.copyOf(shelf.arrays, 2 * shelf.count);
        }
        shelf.arrays[shelf.count++] = array;
    }

    private void grow() {
        var larger = new Shelf[2 * table.length];
        for (Shelf shelf : table) {
            if (shelf != null) {
                larger[place(larger, shelf.kind)] = shelf;
            }
        }
        table = larger;
    }

    /// Where the shelf of this kind is, or belongs.
    private static int place(@Nullable Shelf[] table, long kind) {
        int place = (int) ((kind * SPREAD) >>> Integer.SIZE) & (table.length - 1);
        for (Shelf shelf; (shelf = table[place]) != null && shelf.kind != kind; ) {
            place = (place + 1) & (table.length - 1);
        }
        return place;
    }

    private static long kind(DType type, int length) {
        return 4L * length + switch (type) {
            case F32 -> 0;
            case F64 -> 1;
            case I32 -> 2;
            case BOOL -> 3;
        };
    }

    private static DType type(Object array) {
        return array instanceof float[] ? DType.F32 : array instanceof double[] ? DType.F64
                : array instanceof int[] ? DType.I32 : DType.BOOL;
    }
}

package io.atled.autograd;

import java.util.Arrays;

/// Numbers recorded tensors 0, 1, … in the order in which they come.
///
/// A hash table over [Tensor#serial()]: an identity hash code costs more than a small operation.
/// The tensors themselves carry no marks, so that threads may traverse shared graphs.
final class Numbering {
    /// 2⁶⁴ divided by the golden ratio: serials in any regular distance land far apart.
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final int SMALLEST = 8;

    private Tensor[] tensors = new Tensor[SMALLEST];
    private int[] table = new int[2 * SMALLEST];            // number + 1, or 0
    private int count;

    /// How many have come.
    int count() {
        return count;
    }

    /// The tensor that has the number `i`.
    Tensor get(int i) {
        return tensors[i];
    }

    /// The number of `t`, or −1 if it has not come.
    int of(Tensor t) {
        return table[place(t)] - 1;
    }

    /// The number of `t`, the next one if it has not come before.
    int add(Tensor t) {
        int place = place(t);
        if (table[place] > 0) {
            return table[place] - 1;
        }
        if (count == tensors.length) {
            grow();
            place = place(t);
        }
        tensors[count] = t;
        table[place] = ++count;
        return count - 1;
    }

    @SuppressWarnings("ReferenceEquality")                  // tensors are told apart by identity
    private int place(Tensor t) {
        int place = start(t);
        while (table[place] > 0 && tensors[table[place] - 1] != t) {
            place = (place + 1) & (table.length - 1);
        }
        return place;
    }

    private int start(Tensor t) {
        return (int) ((t.serial() * SPREAD) >>> Integer.SIZE) & (table.length - 1);
    }

    private void grow() {
        tensors = Arrays.copyOf(tensors, 2 * count);
        table = new int[2 * table.length];
        for (int i = 0; i < count; i++) {
            table[place(tensors[i])] = i + 1;
        }
    }
}

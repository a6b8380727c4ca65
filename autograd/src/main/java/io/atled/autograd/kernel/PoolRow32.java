package io.atled.autograd.kernel;

import java.util.Arrays;

/// Finds the largest element of each window in a row of windows over `float` planes, in plain Java:
/// tap by tap, in a form that C2 compiles without branches on what is compared, since these would
/// be guessed wrong.
class PoolRow32 {
    /// What an index is before an element has been found: below what is added to it.
    static final int NONE = Integer.MIN_VALUE / 2;

    /// Places that a row of windows `stride` apart is rounded up to: what it reads and writes
    /// beyond may be anything.
    int wide(int stride) {
        return 1;
    }

    /// For `places` windows `stride` apart, window `j` with elements `x[at + j·stride + taps[t]]`:
    /// writes to `index[j]` the `numbers[t]` of the largest, the first at ties, plus `first` plus
    /// j·stride, or something negative if all are −∞. A NaN counts as largest.
    ///
    /// @param largest room for the elements
    /// @return whether something negative may have been written
    boolean run(int places, int stride, float[] x, int at, int[] taps, int[] numbers, int first,
            int[] index, float[] largest) {
        Arrays.fill(largest, 0, places, Float.NEGATIVE_INFINITY);
        Arrays.fill(index, 0, places, NONE);
        for (int t = 0; t < taps.length; t++) {
            int from = at + taps[t];
            int number = first + numbers[t];
            for (int j = 0; j < places; j++) {
                float value = x[from + j * stride];
                index[j] = value > largest[j] ? number + j * stride : index[j];
                largest[j] = Math.max(largest[j], value);
            }
        }
        boolean none = false;
        for (int j = 0; j < places; j++) {
            if (Float.isNaN(largest[j])) {
                int t = firstNaN(x, at + j * stride, taps);
                index[j] = first + j * stride + numbers[t];
            }
            none |= index[j] < 0;
        }
        return none;
    }

    private static int firstNaN(float[] x, int from, int[] taps) {
        int t = 0;
        while (!Float.isNaN(x[from + taps[t]])) {
            t++;
        }
        return t;
    }
}

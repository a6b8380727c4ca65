package io.atled.autograd.kernel;

import java.util.ArrayList;
import java.util.List;

/// What a task that works on runs writes for itself, lent by [Runs] and used again.
///
/// @param <A> the array type, `float[]` or `double[]`
final class RunSpace<A> {
    /// Longer rooms are left to the garbage collector.
    private static final int LONGEST = 1 << 17;

    /// For the sums of [RunKernel].
    final A lanes;
    /// See [Runs#moments].
    double mean;
    /// See [Runs#moments].
    double squares;
    /// Of the second of two runs.
    double mean2;
    /// Of the second of two runs.
    double squares2;

    private final RunKernel<A> kernel;
    private final List<A> rooms = new ArrayList<>();
    private A ones;
    private A zeros;
    private double[] sums = {};
    private int used;

    RunSpace(RunKernel<A> kernel) {
        this.kernel = kernel;
        this.lanes = kernel.array(RunKernel.ROOM);
        this.ones = kernel.array(0);
        this.zeros = kernel.array(0);
    }

    /// Takes the moments for those of the second of two runs.
    void second() {
        mean2 = mean;
        squares2 = squares;
    }

    /// An array of at least `n` elements of any value, until [#clear()].
    A room(int n) {
        if (used == rooms.size()) {
            rooms.add(kernel.array(n));
        } else if (kernel.length(rooms.get(used)) < n) {
            rooms.set(used, kernel.array(n));
        }
        return rooms.get(used++);
    }

    /// At least `n` numbers of any value, until the next call.
    double[] sums(int n) {
        if (sums.length < n) {
            sums = new double[n];
        }
        return sums;
    }

    /// At least `n` ones, only to be read.
    A ones(int n) {
        if (kernel.length(ones) < n) {
            ones = kernel.array(n);
            kernel.fill(ones, 0, n, 1);
        }
        return ones;
    }

    /// At least `n` zeros, only to be read.
    A zeros(int n) {
        if (kernel.length(zeros) < n) {
            zeros = kernel.array(n);
        }
        return zeros;
    }

    /// Takes all rooms back.
    void clear() {
        used = 0;
        for (int i = rooms.size() - 1; i >= 0; i--) {
            if (kernel.length(rooms.get(i)) > LONGEST) {
                rooms.remove(i);
            }
        }
        if (kernel.length(ones) > LONGEST) {
            ones = kernel.array(0);
        }
        if (kernel.length(zeros) > LONGEST) {
            zeros = kernel.array(0);
        }
    }
}

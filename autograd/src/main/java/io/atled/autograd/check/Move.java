package io.atled.autograd.check;

import io.atled.autograd.shape.DType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A direction to move inputs in: for each input what its elements gain for a step of 1.
///
/// Elements move by powers of two times their [unit][Ladder#unit], or times numbers of few digits
/// if several move together, so that the sum stays exact and two do not cancel by accident.
final class Move {
    private static final int DIGITS = 256;

    private final Subject subject;
    private final double[] @Nullable [] by;
    private final double[][] values;

    Move(Subject subject) {
        this.subject = subject;
        this.by = new double[subject.inputs().size()] @Nullable [];
        this.values = new double[by.length][];
    }

    /// Element `element` of input `input` moves, too. Each has its own pace.
    Move with(int input, int element, long seed) {
        double[] own = by[input];
        if (own == null) {
            values[input] = subject.inputs().get(input).toDoubles();
            own = new double[values[input].length];
            by[input] = own;
        }
        own[element] = pace(values[input][element], input, element, seed);
        return this;
    }

    /// What an element moves by for a step of 1.
    private static double pace(double value, int input, int element, long seed) {
        double unit = Ladder.unit(value);
        if (seed == 0) {
            return unit;
        }
        long mixed = mix(seed + 0x9e3779b97f4a7c15L * (31L * input + element + 1));
        double odd = 0.5 + (mixed >>> 56) / (2.0 * DIGITS);         // ½ … 1 in 9 digits
        return (mixed & 1) == 0 ? unit * odd : -unit * odd;
    }

    /// Stafford's mixing of 64 bits, as in SplittableRandom.
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    /// What element `element` of input `input` moves by for a step of 1.
    double by(int input, int element) {
        double[] own = by[input];
        return own == null ? 0 : own[element];
    }

    double @Nullable [] by(int input) {
        return by[input];
    }

    /// The inputs that move, moved by `step`.
    double[] @Nullable [] at(double step) {
        double[] @Nullable [] moved = new double[by.length] @Nullable [];
        for (int i = 0; i < by.length; i++) {
            double[] own = by[i];
            if (own != null) {
                double[] from = values[i];
                double[] at = new double[from.length];
                for (int k = 0; k < at.length; k++) {
                    at[k] = own[k] == 0 ? from[k] : from[k] + step * own[k];    // −0 stays
                }
                moved[i] = at;
            }
        }
        return moved;
    }

    /// How large the smallest moved element is, 0 aside; infinite if all are 0.
    double smallest() {
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < by.length; i++) {
            double[] own = by[i];
            for (int k = 0; own != null && k < own.length; k++) {
                double size = Math.abs(values[i][k]);
                smallest = own[k] != 0 && size > 0 ? Math.min(smallest, size) : smallest;
            }
        }
        return smallest;
    }

    /// The step by which element `element` really moves when it is meant to by `step`: rounding
    /// a sum can eat some of it.
    double real(int input, int element, double step) {
        double pace = by(input, element);
        double value = values[input][element];
        double moved = value + step * pace;
        return subject.inputs().get(input).dtype() == DType.F32
                ? ((float) moved - value) / pace : (moved - value) / pace;
    }

    @Override
    public String toString() {
        return Arrays.deepToString(by);
    }
}

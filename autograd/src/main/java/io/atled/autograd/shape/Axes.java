package io.atled.autograd.shape;

import java.util.Arrays;

/// Which axes a reduction runs over, and whether they stay as axes of size 1.
///
/// `Axes.all()` reduces to a single number; `Axes.of(-1).kept()` reduces the last axis and keeps
/// it with size 1, so that the result broadcasts against what it came from.
public final class Axes {
    private static final Axes ALL = new Axes(new int[0], true, false);

    private final int[] axes;
    private final boolean all;
    private final boolean kept;

    private Axes(int[] axes, boolean all, boolean kept) {
        this.axes = axes;
        this.all = all;
        this.kept = kept;
    }

    /// Every axis.
    public static Axes all() {
        return ALL;
    }

    /// The axes named; negative ones count from the end. None at all means every axis.
    public static Axes of(int... axes) {
        return axes.length == 0 ? ALL : new Axes(axes.clone(), false, false);
    }

    /// The same axes, staying in the result with size 1.
    public Axes kept() {
        return new Axes(axes, all, true);
    }

    /// Whether the axes stay in the result with size 1.
    public boolean isKept() {
        return kept;
    }

    /// Which axes of `shape` are reduced, as a flag for each.
    ///
    /// @throws ShapeMismatch naming `op` if an axis is out of range or named twice
    public boolean[] flags(String op, Shape shape) {
        boolean[] flags = new boolean[shape.rank()];
        if (all) {
            Arrays.fill(flags, true);
            return flags;
        }
        for (int axis : axes) {
            int counted = shape.axis(op, axis);
            if (flags[counted]) {
                throw new ShapeMismatch(op + ": axis " + axis + " is named twice in "
                        + Arrays.toString(axes) + " for shape " + shape + "; name each once");
            }
            flags[counted] = true;
        }
        return flags;
    }

    /// The shape that remains of `shape`.
    public Shape reduce(String op, Shape shape) {
        return reduced(op, shape, kept);
    }

    /// The shape that remains of `shape` when the axes stay with size 1.
    public Shape reduceKept(String op, Shape shape) {
        return reduced(op, shape, true);
    }

    private Shape reduced(String op, Shape shape, boolean keep) {
        if (all && !keep) {
            return Shape.of();
        }
        boolean[] flags = flags(op, shape);
        int[] out = new int[shape.rank()];
        int n = 0;
        for (int axis = 0; axis < flags.length; axis++) {
            if (!flags[axis]) {
                out[n++] = shape.get(axis);
            } else if (keep) {
                out[n++] = 1;
            }
        }
        return Shape.owning(n == out.length ? out : Arrays.copyOf(out, n));
    }

    /// How many elements of `shape` fall into one element of the result.
    public int count(String op, Shape shape) {
        boolean[] flags = flags(op, shape);
        int n = 1;
        for (int axis = 0; axis < flags.length; axis++) {
            n *= flags[axis] ? shape.get(axis) : 1;
        }
        return n;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Axes a && all == a.all && kept == a.kept
                && Arrays.equals(axes, a.axes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(axes) + Boolean.hashCode(kept);
    }

    @Override
    public String toString() {
        return (all ? "all" : Arrays.toString(axes)) + (kept ? " kept" : "");
    }
}

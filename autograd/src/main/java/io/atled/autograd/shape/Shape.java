package io.atled.autograd.shape;

import java.util.Arrays;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The sizes of a tensor along its axes; `()` is a single number.
///
/// Axes count from 0; negative axes count from the end, as in `x.sum(-1)`.
public final class Shape {
    private static final Shape SCALAR = new Shape(new int[0], 1);

    private final int[] sizes;
    private final int size;
    private @Nullable Layout rowMajor;          // remembered: whoever makes it makes the same

    private Shape(int[] sizes, int size) {
        this.sizes = sizes;
        this.size = size;
    }

    /// A shape from its sizes.
    ///
    /// @throws ShapeMismatch if a size is negative or there are more than 2³¹ − 1 elements
    public static Shape of(int... sizes) {
        return sizes.length == 0 ? SCALAR : owning(sizes.clone());
    }

    /// A shape of sizes that nobody else changes any more.
    static Shape owning(int[] own) {
        if (own.length == 0) {
            return SCALAR;
        }
        return new Shape(own, product(own, 0, own.length));
    }

    /// A shape of the sizes of this one in another order.
    Shape reordered(int[] own) {
        return new Shape(own, size);
    }

    private static int product(int[] sizes, int from, int to) {
        long product = 1;
        for (int axis = from; axis < to; axis++) {
            if (sizes[axis] < 0) {
                throw new ShapeMismatch("shape: sizes must be at least 0, got " + text(sizes)
                        + "; only reshape takes -1, for a size that is worked out");
            }
            product = Math.min(product * sizes[axis], Integer.MAX_VALUE + 1L);
        }
        if (product > Integer.MAX_VALUE) {
            throw new ShapeMismatch("shape: " + text(Arrays.copyOfRange(sizes, from, to))
                    + " has more than 2^31 - 1 elements; split it into several tensors");
        }
        return (int) product;
    }

    /// See [Layout#of(Shape)].
    Layout rowMajor() {
        Layout known = rowMajor;
        if (known == null) {
            known = Layout.rowMajor(this, 0);
            rowMajor = known;
        }
        return known;
    }

    /// The number of axes.
    public int rank() {
        return sizes.length;
    }

    /// The number of elements.
    public int size() {
        return size;
    }

    /// The number of elements along the axes `from` (included) to `to` (excluded) together.
    public int size(int from, int to) {
        return product(sizes, from, to);
    }

    /// The size along `axis`.
    public int get(int axis) {
        return sizes[axis < 0 ? axis + sizes.length : Objects.checkIndex(axis, sizes.length)];
    }

    /// The sizes as a fresh array.
    public int[] toArray() {
        return sizes.clone();
    }

    /// Where element number `flat` in row-major order stands, one number for each axis, as a fresh
    /// array.
    public int[] index(int flat) {
        int[] index = new int[sizes.length];
        int rest = Objects.checkIndex(flat, size);
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return index;
    }

    /// `axis` counted from 0.
    ///
    /// @throws ShapeMismatch naming `op` if there is no such axis
    public int axis(String op, int axis) {
        int counted = axis < 0 ? axis + sizes.length : axis;
        if (counted < 0 || counted >= sizes.length) {
            throw new ShapeMismatch(op + ": axis " + axis + " is out of range for shape " + this
                    + "; " + (sizes.length == 0 ? "a single number has no axes"
                    : "axes run from " + -sizes.length + " to " + (sizes.length - 1)));
        }
        return counted;
    }

    /// This shape with the size along `axis` (counted from 0) replaced.
    public Shape with(int axis, int newSize) {
        int[] out = sizes.clone();
        out[axis] = newSize;
        return owning(out);
    }

    /// This shape without `axis` (counted from 0).
    public Shape without(int axis) {
        int[] out = new int[sizes.length - 1];
        System.arraycopy(sizes, 0, out, 0, axis);
        System.arraycopy(sizes, axis + 1, out, axis, out.length - axis);
        return owning(out);
    }

    /// This shape with a new axis of size `newSize` before `axis` (0 … rank).
    public Shape inserting(int axis, int newSize) {
        int[] out = new int[sizes.length + 1];
        System.arraycopy(sizes, 0, out, 0, axis);
        out[axis] = newSize;
        System.arraycopy(sizes, axis, out, axis + 1, sizes.length - axis);
        return owning(out);
    }

    /// The axes `from` (included) to `to` (excluded) as a shape.
    public Shape range(int from, int to) {
        return owning(Arrays.copyOfRange(sizes, from, to));
    }

    /// This shape followed by `other`.
    public Shape concat(Shape other) {
        int[] out = Arrays.copyOf(sizes, sizes.length + other.sizes.length);
        System.arraycopy(other.sizes, 0, out, sizes.length, other.sizes.length);
        return owning(out);
    }

    /// The shape that both broadcast to: aligned at the last axis, sizes equal or one of them 1.
    ///
    /// @throws ShapeMismatch naming `op` if they do not broadcast
    public Shape broadcast(String op, Shape other) {
        if (equals(other)) {
            return this;
        }
        int rank = Math.max(rank(), other.rank());
        int[] out = new int[rank];
        for (int k = 1; k <= rank; k++) {
            int a = k <= rank() ? sizes[rank() - k] : 1;
            int b = k <= other.rank() ? other.sizes[other.rank() - k] : 1;
            if (a != b && a != 1 && b != 1) {
                throw new ShapeMismatch(op + ": shapes " + this + " and " + other
                        + " do not broadcast, " + a + " ≠ " + b + " at axis -" + k
                        + "; sizes must be equal or 1 (reshape or unsqueeze one side)");
            }
            out[rank - k] = a == 1 ? b : a;
        }
        return Arrays.equals(out, sizes) ? this
                : Arrays.equals(out, other.sizes) ? other : owning(out);
    }

    /// Whether this shape broadcasts to exactly `target`.
    public boolean broadcastsTo(Shape target) {
        if (rank() > target.rank()) {
            return false;
        }
        for (int k = 1; k <= rank(); k++) {
            int n = sizes[rank() - k];
            if (n != 1 && n != target.sizes[target.rank() - k]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Shape s && Arrays.equals(sizes, s.sizes));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return text(sizes);
    }

    private static String text(int[] sizes) {
        var joiner = new StringJoiner(",", "(", ")");
        for (int n : sizes) {
            joiner.add(Integer.toString(n));
        }
        return joiner.toString();
    }
}

package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;

/// Combines all elements along some axes into one, in an order that depends on the shape and the
/// axes alone: same bits for every layout, vector width and number of threads.
///
/// Neighbouring axes fold together, the last ones first: whole rows by [Runs] where nothing is
/// kept behind them, else [Columns] side by side. What stands between two foldings of a sum or a
/// product is F64. Rows cost no copy of the array, whatever its layout; columns take one that is
/// not row-major by a copy.
public enum Fold {
    /// x₀ + x₁ + …; 0 of nothing.
    SUM,
    /// x₀ · x₁ · …; 1 of nothing.
    PROD,
    /// The largest, NaN if one is; −∞ of nothing.
    MAX,
    /// The smallest, NaN if one is; ∞ of nothing.
    MIN;

    /// Elements of a row that one task folds.
    private static final int PART = 1 << 15;

    /// Folds the axes of `x` that `reduced` flags; the result has the shape `out`.
    public NdArray run(NdArray x, boolean[] reduced, Shape out) {
        NdArray left = x;
        int kept = 1;                               // elements behind the axes to fold next
        for (int last = reduced.length; last > 0; ) {
            int first = last - 1;
            if (!reduced[first]) {
                kept *= x.shape().get(first);
                last = first;
                continue;
            }
            while (first > 0 && (reduced[first - 1] || x.shape().get(first - 1) == 1)) {
                first--;
            }
            int n = x.shape().size(first, last);
            if (n != 1) {
                boolean done = !anyBefore(reduced, x.shape(), first);
                DType type = done || this == MAX || this == MIN ? x.dtype() : DType.F64;
                int outer = x.shape().size(0, first);
                Shape to = done ? out : Shape.of(outer, kept);
                left = kept == 1 ? rows(left == x ? x : grid(left, outer, n),
                                left == x ? first : 1, n, type, to)
                        : Columns.of(this, left.contiguous(), outer, n, kept, type, to);
            }
            last = first;
        }
        return left == x ? x.to(x.dtype()).view(Layout.of(out)) : left;
    }

    /// Whether no element of the floating-point array `x` is infinite or NaN.
    public static boolean isFinite(NdArray x) {
        if (Double.isFinite(sum(Runs.of(x.dtype()), x))) {
            return true;                            // a finite sum has finite terms
        }
        for (int i = 0; i < x.size(); i++) {        // an infinite one may be an overflow
            if (!Double.isFinite(x.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static <A> double sum(Runs<A> runs, NdArray x) {
        if (x.size() > PART || !x.layout().isContiguous()) {
            boolean[] all = new boolean[x.shape().rank()];
            Arrays.fill(all, true);
            return SUM.run(x, all, Shape.of()).get(0);
        }
        RunSpace<A> space = runs.take();
        double sum = runs.sum(runs.storage(x), x.layout().offset(), x.size(), space.lanes);
        runs.give(space);
        return sum;
    }

    private static boolean anyBefore(boolean[] flags, Shape shape, int end) {
        for (int axis = 0; axis < end; axis++) {
            if (flags[axis] && shape.get(axis) != 1) {
                return true;
            }
        }
        return false;
    }

    private static NdArray grid(NdArray x, int outer, int n) {
        return x.view(Layout.of(Shape.of(outer, n)));
    }

    /// Folds whole rows of `n`, the axes from `first` on, to an array of the shape `to`.
    private NdArray rows(NdArray x, int first, int n, DType type, Shape to) {
        return rows(Runs.of(x.dtype()), x, first, n, type, to);
    }

    private <A> NdArray rows(Runs<A> runs, NdArray x, int first, int n, DType type, Shape to) {
        int outer = x.shape().size(0, first);
        if (n > 2 * PART) {                         // long rows: fixed parts, combined in order
            return rows(parts(runs, x, outer, n), 1, Math.ceilDiv(n, PART), type, to);
        }
        NdArray y = NdArray.uninitialized(type, to);
        if (outer == 1 && x.layout().isContiguous()) {
            RunSpace<A> space = runs.take();
            store(y, 0, row(runs, runs.storage(x), x.layout().offset(), n, space.lanes));
            runs.give(space);
            return y;
        }
        Rows<A> rows = Rows.last(runs, x, x.shape().rank() - first);
        runs.forEach(outer, n, (space, from, end) -> {
            var window = rows.window(space);
            for (int r = from; r < end; r++) {
                window.read(r, end);
                store(y, r, row(runs, window.data, window.at, n, space.lanes));
            }
        });
        return y;
    }

    private <A> NdArray parts(Runs<A> runs, NdArray x, int outer, int n) {
        int parts = Math.ceilDiv(n, PART);
        NdArray y = NdArray.uninitialized(DType.F64, Shape.of(outer, parts));
        boolean inPlace = x.layout().isContiguous();
        runs.forEach(outer * parts, PART, (space, first, last) -> {
            A data = inPlace ? runs.storage(x) : space.room(PART);
            for (int t = first; t < last; t++) {
                int from = t % parts * PART;
                int some = Math.min(PART, n - from);
                int number = t / parts * n + from;
                if (!inPlace) {
                    Copy.gather(x, number, some, data, 0);
                }
                int at = inPlace ? x.layout().offset() + number : 0;
                store(y, t, row(runs, data, at, some, space.lanes));
            }
        });
        return y;
    }

    private <A> double row(Runs<A> runs, A x, int at, int n, A lanes) {
        return switch (this) {
            case SUM -> runs.sum(x, at, n, lanes);
            case MAX -> runs.kernel.max(x, at, n);
            case MIN -> runs.kernel.min(x, at, n);
            case PROD -> runs.kernel.product(x, at, n);
        };
    }

    private static void store(NdArray y, int at, double value) {
        if (y.dtype() == DType.F32) {
            y.floats()[at] = (float) value;
        } else {
            y.doubles()[at] = value;
        }
    }
}

package io.atled.autograd.kernel;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.kernel.Rows.Window;
import java.util.OptionalInt;

/// −Σ q·ln softmax(x) of each row of scores x, and its ways back; q are wanted probabilities, or 1
/// at a label.
///
/// With m = max x and s = Σ e^(x − m) the loss is Σq·ln s + Σ q·(m − x), where nothing cancels.
/// Nothing is kept for the way back, which needs an exponential of each score in any case.
///
/// **Domain** a row whose scores hold NaN or ∞, or nothing above −∞, gives NaN.
public final class CrossEntropies {
    /// How much of what is wanted counts.
    ///
    /// @param smoothing ε: (1 − ε)·q + ε/classes is wanted in place of q
    /// @param weights what multiplies the wanted probability of each class; empty for 1
    /// @param ignored the label of rows that do not count
    public record Emphasis(double smoothing, ImmutableDoubleArray weights, OptionalInt ignored) {}

    private CrossEntropies() {}

    /// The loss of each row along `axis`; `target` is I32 labels, or probabilities like `x`.
    ///
    /// @throws IndexOutOfBoundsException if a label is no class, naming `op`
    public static NdArray losses(String op, Emphasis emphasis, NdArray x, int axis,
            NdArray target) {
        return losses(Runs.of(x.dtype()), op, emphasis, x, axis, target);
    }

    private static <A> NdArray losses(Runs<A> runs, String op, Emphasis emphasis, NdArray x,
            int axis, NdArray target) {
        var wanted = Wanted.of(runs, op, emphasis, x, axis, target);
        NdArray losses = NdArray.uninitialized(x.dtype(), x.shape().without(axis));
        A out = runs.storage(losses);
        Rows<A> rows = Rows.of(runs, x, axis);
        int n = rows.n;
        runs.forEach(rows.count, n, (space, first, last) -> {
            var scores = rows.window(space);
            var row = wanted.row(space);
            for (int r = first; r < last; r++) {
                scores.read(r, last);
                row.read(r, last);
                double largest = runs.kernel.max(scores.data, scores.at, n);
                double log = Double.isFinite(largest) ? runs.logSumExp(scores.data, scores.at,
                        largest, n, space.lanes) : Double.NaN;
                runs.kernel.fill(out, r, 1, row.loss(scores, largest, log));
            }
        });
        return losses;
    }

    /// The cotangent of the scores for the cotangents `dy` of the losses.
    public static NdArray back(String op, Emphasis emphasis, NdArray dy, NdArray x, int axis,
            NdArray target) {
        return back(Runs.of(x.dtype()), op, emphasis, dy, x, axis, target, Wanted.Row::back);
    }

    /// The cotangent of the wanted probabilities for the cotangents `dy` of the losses.
    public static NdArray backTarget(String op, Emphasis emphasis, NdArray dy, NdArray x, int axis,
            NdArray target) {
        return back(Runs.of(x.dtype()), op, emphasis, dy, x, axis, target,
                Wanted.Row::backTarget);
    }

    /// How a row of a cotangent is computed, in either type.
    private interface Rule {
        <A> void row(Wanted.Row<A> row, Window<A> x, double largest, double d, Window<A> dx);
    }

    private static <A> NdArray back(Runs<A> runs, String op, Emphasis emphasis, NdArray dy,
            NdArray x, int axis, NdArray target, Rule rule) {
        var wanted = Wanted.of(runs, op, emphasis, x, axis, target);
        NdArray dx = NdArray.uninitialized(x.dtype(), x.shape());
        Rows<A> rows = Rows.of(runs, x, axis);
        Rows<A> to = Rows.of(runs, dx, axis);
        int n = rows.n;
        runs.forEach(rows.count, n, (space, first, last) -> {
            var scores = rows.window(space);
            var out = to.window(space);
            var row = wanted.row(space);
            for (int r = first; r < last; r++) {
                scores.read(r, last);
                out.write(r, last);
                row.read(r, last);
                double largest = runs.kernel.max(scores.data, scores.at, n);
                if (!row.counts()) {
                    runs.kernel.fill(out.data, out.at, n, 0);
                } else if (Double.isFinite(largest)) {
                    rule.row(row, scores, largest, dy.get(r), out);
                } else {
                    runs.kernel.fill(out.data, out.at, n, Double.NaN);
                }
            }
            out.flush();
        });
        return dx;
    }

    /// What labels want of each class: all but the softmax of what [#back] subtracts.
    public static NdArray wanted(String op, Emphasis emphasis, NdArray x, int axis,
            NdArray labels) {
        return wanted(Runs.of(x.dtype()), op, emphasis, x, axis, labels);
    }

    private static <A> NdArray wanted(Runs<A> runs, String op, Emphasis emphasis, NdArray x,
            int axis, NdArray labels) {
        var wanted = Wanted.of(runs, op, emphasis, x, axis, labels);
        NdArray q = NdArray.uninitialized(x.dtype(), x.shape());
        Rows<A> to = Rows.of(runs, q, axis);
        runs.forEach(to.count, to.n, (space, first, last) -> {
            var out = to.window(space);
            var row = wanted.row(space);
            for (int r = first; r < last; r++) {
                out.write(r, last);
                row.read(r, last);
                row.put(out);
            }
            out.flush();
        });
        return q;
    }
}

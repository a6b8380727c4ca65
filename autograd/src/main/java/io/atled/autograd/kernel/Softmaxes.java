package io.atled.autograd.kernel;

import io.atled.autograd.kernel.Rows.Window;
import io.atled.autograd.shape.Shape;

/// Softmax, its logarithm and their ways back, row by row along any axis: the largest score is
/// taken off first, so that no exponential overflows. A row stays in the L1 cache while it is
/// worked on.
///
/// **Stability** Where one probability p is most of all, 1 − p is taken from the others, in which
/// nothing cancels: logarithms and cotangents keep their digits however close to 1 it is.
///
/// **Domain** a row that holds NaN or ∞, or nothing above −∞, gives NaN.
public final class Softmaxes {
    /// A probability above this is most of all.
    private static final double MOST = 0.5;

    private Softmaxes() {}

    /// eˣ / Σ eˣ along `axis`.
    public static NdArray softmax(NdArray x, int axis) {
        return map(Runs.of(x.dtype()), x, x, axis, Softmaxes::softmaxRow);
    }

    /// x − ln Σ eˣ along `axis`.
    public static NdArray logSoftmax(NdArray x, int axis) {
        return map(Runs.of(x.dtype()), x, x, axis, Softmaxes::logSoftmaxRow);
    }

    /// ln Σ eˣ of the rows along the flagged axes; the result has the shape `out`.
    ///
    /// −∞ of nothing and of rows of −∞, ∞ of rows with an ∞.
    public static NdArray logSumExp(NdArray x, boolean[] along, Shape out) {
        return logSumExp(Runs.of(x.dtype()), x, along, out);
    }

    private static <A> NdArray logSumExp(Runs<A> runs, NdArray x, boolean[] along, Shape out) {
        NdArray y = NdArray.uninitialized(x.dtype(), out);
        A to = runs.storage(y);
        Rows<A> rows = Rows.of(runs, x, along);
        runs.forEach(rows.count, rows.n, (space, first, last) -> {
            var in = rows.window(space);
            for (int r = first; r < last; r++) {
                in.read(r, last);
                double largest = runs.kernel.max(in.data, in.at, rows.n);
                double log = Double.isFinite(largest)
                        ? runs.logSumExp(in.data, in.at, largest, rows.n, space.lanes) : 0;
                runs.kernel.fill(to, r, 1, largest + log);
            }
        });
        return y;
    }

    /// y·(dy − Σ dy·y) along `axis`: the cotangent of what `y` is the softmax of.
    public static NdArray softmaxBack(NdArray dy, NdArray y, int axis) {
        return map(Runs.of(y.dtype()), dy, y, axis, Softmaxes::softmaxBackRow);
    }

    /// dy − eʸ·Σ dy along `axis`: the cotangent of what `y` is the logarithmic softmax of.
    public static NdArray logSoftmaxBack(NdArray dy, NdArray y, int axis) {
        return map(Runs.of(y.dtype()), dy, y, axis, Softmaxes::logSoftmaxBackRow);
    }

    /// How one row is computed, in either type.
    private interface Rule {
        <A> void row(Runs<A> runs, RunSpace<A> space, Window<A> a, Window<A> b, Window<A> y, int n);
    }

    private static <A> NdArray map(Runs<A> runs, NdArray a, NdArray b, int axis, Rule rule) {
        NdArray y = NdArray.uninitialized(a.dtype(), a.shape());
        Rows<A> left = Rows.of(runs, a, axis);
        Rows<A> right = b == a ? left : Rows.of(runs, b, axis);
        Rows.map(runs, left, right, Rows.of(runs, y, axis),
                (space, p, q, out) -> rule.row(runs, space, p, q, out, left.n));
        return y;
    }

    private static <A> void softmaxRow(Runs<A> runs, RunSpace<A> space, Window<A> x, Window<A> same,
            Window<A> y, int n) {
        runs.softmax(x.data, x.at, y.data, y.at, n, space);
    }

    private static <A> void logSoftmaxRow(Runs<A> runs, RunSpace<A> space, Window<A> x,
            Window<A> same, Window<A> y, int n) {
        double largest = runs.kernel.max(x.data, x.at, n);
        if (Double.isFinite(largest)) {
            double log = runs.logSumExp(x.data, x.at, largest, n, space.lanes);
            runs.kernel.affine(x.data, x.at, largest, 1, space.ones(n), 0,
                    0, space.zeros(n), 0, 0, -log, y.data, y.at, n);
        } else {
            runs.kernel.fill(y.data, y.at, n, Double.NaN);
        }
    }

    private static <A> void softmaxBackRow(Runs<A> runs, RunSpace<A> space, Window<A> dy,
            Window<A> y, Window<A> dx, int n) {
        runs.softmaxBack(dy.data, dy.at, y.data, y.at, 1, dx.data, dx.at, n, space);
        double most = runs.kernel.max(y.data, y.at, n);
        if (most > MOST) {
            int k = runs.kernel.find(y.data, y.at, n, most) - y.at;
            int next = k + 1;
            double dot = runs.dot(dy.data, dy.at, 0, y.data, y.at, 0, k, space.lanes)
                    + runs.dot(dy.data, dy.at + next, 0, y.data, y.at + next, 0, n - next,
                            space.lanes);
            runs.kernel.fill(dx.data, dx.at + k, 1, most * (runs.kernel.get(dy.data, dy.at + k)
                    * runs.sumBut(y.data, y.at, k, n, space.lanes) - dot));
        }
    }

    private static <A> void logSoftmaxBackRow(Runs<A> runs, RunSpace<A> space, Window<A> dy,
            Window<A> y, Window<A> dx, int n) {
        double sum = runs.sum(dy.data, dy.at, n, space.lanes);
        runs.exp(y.data, y.at, 0, dx.data, dx.at, n, space.lanes);
        runs.kernel.affine(dx.data, dx.at, 0, -sum, space.ones(n), 0,
                1, dy.data, dy.at, 0, 0, dx.data, dx.at, n);
        double most = runs.kernel.max(y.data, y.at, n);
        if (most > Math.log(MOST)) {
            int k = runs.kernel.find(y.data, y.at, n, most) - y.at;
            runs.kernel.fill(dx.data, dx.at + k, 1,
                    -runs.kernel.get(dy.data, dy.at + k) * Math.expm1(most)
                            - Math.exp(most) * runs.sumBut(dy.data, dy.at, k, n, space.lanes));
        }
    }
}

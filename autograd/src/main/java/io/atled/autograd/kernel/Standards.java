package io.atled.autograd.kernel;

import io.atled.autograd.kernel.Rows.Window;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows brought to mean 0 and mean square 1, and the way back: h = (x − μ)/√(σ² + ε), and h·g + b
/// for factors g and shifts b of each element.
///
/// σ² is the mean square of the differences from μ, so that a large mean costs no digits; where
/// rows are not centred, μ is 0. A row stays in the L1 cache while it is passed over; the way back
/// computes μ and σ again, which costs less than to keep them.
public final class Standards {
    /// Rows whose parameters' cotangents are added up in the type itself.
    private static final int ROWS = 64;
    /// Elements of a part on the way back to parameters.
    private static final int PART = 1 << 16;
    /// Most parts: each has sums of its own.
    private static final int PARTS = 16;

    private Standards() {}

    /// h of the rows along the flagged axes.
    public static NdArray standardize(NdArray x, boolean[] along, double epsilon) {
        return standardize(Runs.of(x.dtype()), x, along, epsilon);
    }

    private static <A> NdArray standardize(Runs<A> runs, NdArray x, boolean[] along,
            double epsilon) {
        NdArray y = NdArray.uninitialized(x.dtype(), x.shape());
        Rows<A> rows = Rows.of(runs, x, along);
        int n = rows.n;
        Rows.map(runs, rows, rows, Rows.of(runs, y, along), (space, in, same, out) -> {
            double f = measure(runs, space, in.data, in.at, n, true, epsilon);
            runs.kernel.affine(in.data, in.at, space.mean, f, space.ones(n), 0,
                    0, space.zeros(n), 0, 0, 0, out.data, out.at, n);
        });
        return y;
    }

    /// Sets the space's `mean` to μ; 1/√(σ² + ε) of a row.
    private static <A> double measure(Runs<A> runs, RunSpace<A> space, A x, int at, int n,
            boolean centered, double epsilon) {
        if (centered) {
            runs.moments(x, at, n, space);
        } else {
            runs.moments(x, at, 0, n, space);
            space.mean = 0;
        }
        return 1 / Math.sqrt(space.squares / n + epsilon);
    }

    /// The cotangent of x for the cotangent `dy` of [#standardize].
    public static NdArray standardizeBack(NdArray dy, NdArray x, boolean[] along, double epsilon) {
        return standardizeBack(Runs.of(x.dtype()), dy, x, along, epsilon);
    }

    private static <A> NdArray standardizeBack(Runs<A> runs, NdArray dy, NdArray x, boolean[] along,
            double epsilon) {
        NdArray dx = NdArray.uninitialized(x.dtype(), x.shape());
        Rows<A> rows = Rows.of(runs, x, along);
        int n = rows.n;
        Rows.map(runs, Rows.of(runs, dy, along), rows, Rows.of(runs, dx, along),
                (space, d, in, out) -> {
                    double f = measure(runs, space, in.data, in.at, n, true, epsilon);
                    double sum = runs.sum(d.data, d.at, n, space.lanes);
                    double near = runs.kernel.rounded(space.mean);
                    double dot = f * (runs.dot(in.data, in.at, near, d.data, d.at, 0, n,
                            space.lanes) + (near - space.mean) * sum);
                    runs.kernel.affine(in.data, in.at, space.mean, -f * f * dot / n, space.ones(n),
                            0, f, d.data, d.at, 0, -f * sum / n, out.data, out.at, n);
                });
        return dx;
    }

    /// Σ (x − μ)²/divisor of the rows along the flagged axes; the result has the shape `out`.
    public static NdArray variance(NdArray x, boolean[] along, double divisor, Shape out) {
        return variance(Runs.of(x.dtype()), x, along, divisor, out);
    }

    private static <A> NdArray variance(Runs<A> runs, NdArray x, boolean[] along, double divisor,
            Shape out) {
        NdArray y = NdArray.uninitialized(x.dtype(), out);
        A to = runs.storage(y);
        Rows<A> rows = Rows.of(runs, x, along);
        int n = rows.n;
        runs.forEach(rows.count, n, (space, first, last) -> {
            var in = rows.window(space);
            for (int r = first; r < last; r++) {
                in.read(r, last);
                runs.moments(in.data, in.at, n, space);
                runs.kernel.fill(to, r, 1, space.squares / divisor);
            }
        });
        return y;
    }

    /// h·g + b of the rows along the last axes, those of `g`; without b, rows are not centred.
    public static NdArray normalize(NdArray x, NdArray g, @Nullable NdArray b, double epsilon) {
        return normalize(Runs.of(x.dtype()), x, g.contiguous(), b == null ? null : b.contiguous(),
                epsilon);
    }

    private static <A> NdArray normalize(Runs<A> runs, NdArray x, NdArray g, @Nullable NdArray b,
            double epsilon) {
        NdArray y = NdArray.uninitialized(x.dtype(), x.shape());
        Rows<A> rows = Rows.last(runs, x, g.shape().rank());
        int n = rows.n;
        A factors = runs.storage(g);
        int gAt = g.layout().offset();
        int bAt = b == null ? 0 : b.layout().offset();
        Rows.map(runs, rows, rows, Rows.last(runs, y, g.shape().rank()), (space, in, same, out) -> {
            double f = measure(runs, space, in.data, in.at, n, b != null, epsilon);
            A shifts = b == null ? space.zeros(n) : runs.storage(b);
            runs.kernel.affine(in.data, in.at, space.mean, f, factors, gAt,
                    1, shifts, bAt, 0, 0, out.data, out.at, n);
        });
        return y;
    }

    /// The cotangents of x, g and b for the cotangent `dy` of [#normalize].
    ///
    /// @param centered whether there is a b
    public static List<NdArray> normalizeBack(NdArray dy, NdArray x, NdArray g, boolean centered,
            double epsilon) {
        return new Back<>(Runs.of(x.dtype()), dy, x, g.contiguous(), centered, epsilon).run();
    }

    /// One way back, in parts whose number depends on the size alone.
    private static final class Back<A> {
        private final Runs<A> runs;
        private final NdArray dx;
        private final NdArray g;
        private final A factors;
        private final int gAt;
        private final boolean centered;
        private final double epsilon;
        private final Rows<A> cotangents;
        private final Rows<A> inputs;
        private final Rows<A> results;
        private final int n;
        private final int each;
        private final int parts;
        private final NdArray sums;                 // (parts, 2, n): dg and db

        Back(Runs<A> runs, NdArray dy, NdArray x, NdArray g, boolean centered, double epsilon) {
            this.runs = runs;
            this.dx = NdArray.uninitialized(x.dtype(), x.shape());
            this.g = g;
            this.factors = runs.storage(g);
            this.gAt = g.layout().offset();
            this.centered = centered;
            this.epsilon = epsilon;
            int axes = g.shape().rank();
            this.cotangents = Rows.last(runs, dy, axes);
            this.inputs = Rows.last(runs, x, axes);
            this.results = Rows.last(runs, dx, axes);
            this.n = inputs.n;
            int count = inputs.count;
            this.each = Math.max(1, Math.ceilDiv(count,
                    Math.clamp((long) count * n / PART, 1, PARTS)));
            this.parts = Math.ceilDiv(count, each);
            this.sums = NdArray.uninitialized(DType.F64, Shape.of(parts, 2 * n));
        }

        List<NdArray> run() {
            Workers.forEach(parts, part -> runs.with(space -> part(space, part)));
            NdArray both = Columns.of(Fold.SUM, sums, 1, parts, 2 * n, g.dtype());
            Layout two = Layout.of(Shape.of(2, n));
            return List.of(dx, half(both, two, 0), half(both, two, 1));
        }

        private NdArray half(NdArray both, Layout two, int which) {
            return both.view(two.slice(0, which, 1, 1).reshape(g.shape()).orElseThrow());
        }

        private void part(RunSpace<A> space, int part) {
            int last = Math.min(inputs.count, (part + 1) * each);
            Window<A> d = cotangents.window(space);
            Window<A> x = inputs.window(space);
            Window<A> out = results.window(space);
            A dg = space.room(n);
            A db = space.room(n);
            double[] totals = space.sums(2 * n);
            Arrays.fill(totals, 0, 2 * n, 0);
            for (int r = part * each; r < last; ) {
                runs.kernel.fill(dg, 0, n, 0);
                runs.kernel.fill(db, 0, n, 0);
                for (int end = Math.min(last, r + ROWS); r < end; ) {
                    d.read(r, last);
                    x.read(r, last);
                    out.write(r, last);
                    r += rows(space, d, x, dg, db, out, r, end);
                }
                runs.kernel.addTo(dg, 0, totals, 0, n);
                runs.kernel.addTo(db, 0, totals, n, n);
            }
            out.flush();
            System.arraycopy(totals, 0, sums.doubles(), part * 2 * n, 2 * n);
        }

        /// Row `r` and the next, if that can be had, too: how many rows it were.
        private int rows(RunSpace<A> space, Window<A> d, Window<A> x, A dg, A db, Window<A> out,
                int r, int end) {
            double f = measure(runs, space, x.data, x.at, n, centered, epsilon);
            double c = space.mean;
            boolean two = r + 1 < end && d.holds(r + 1) && x.holds(r + 1) && out.holds(r + 1);
            if (!two) {
                double sum = 0;
                double dot = 0;
                for (int i = 0; i < n; i += Runs.BLOCK) {
                    runs.kernel.pull(x.data, x.at + i, c, f, d.data, d.at + i, factors, gAt + i,
                            dg, db, i, Math.min(Runs.BLOCK, n - i), space.lanes);
                    sum += runs.kernel.fold(space.lanes, 0);
                    dot += runs.kernel.fold(space.lanes, RunKernel.LANES);
                }
                put(d.data, d.at, x.data, x.at, c, f, sum, dot, out.data, out.at);
                return 1;
            }
            int xAt = x.at(r + 1);
            int dAt = d.at(r + 1);
            double f2 = measure(runs, space, x.data, xAt, n, centered, epsilon);
            double c2 = space.mean;
            double sum = 0;
            double dot = 0;
            double sum2 = 0;
            double dot2 = 0;
            for (int i = 0; i < n; i += Runs.BLOCK) {
                runs.kernel.pull(x.data, x.at + i, c, f, xAt + i, c2, f2, d.data, d.at + i, dAt + i,
                        factors, gAt + i, dg, db, i, Math.min(Runs.BLOCK, n - i), space.lanes);
                sum += runs.kernel.fold(space.lanes, 0);
                dot += runs.kernel.fold(space.lanes, RunKernel.LANES);
                sum2 += runs.kernel.fold(space.lanes, 2 * RunKernel.LANES);
                dot2 += runs.kernel.fold(space.lanes, 3 * RunKernel.LANES);
            }
            put(d.data, d.at, x.data, x.at, c, f, sum, dot, out.data, out.at);
            put(d.data, dAt, x.data, xAt, c2, f2, sum2, dot2, out.data, out.at(r + 1));
            return 2;
        }

        private void put(A dy, int dAt, A x, int xAt, double c, double f, double sum, double dot,
                A out, int at) {
            double slope = -f * f * dot / n;
            double shift = centered ? -f * sum / n : 0;
            runs.kernel.affine(dy, dAt, 0, f, factors, gAt, slope, x, xAt, c, shift, out,
                    at, n);
        }
    }
}

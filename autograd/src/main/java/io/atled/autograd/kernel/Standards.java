package io.atled.autograd.kernel;

import io.atled.autograd.kernel.Rows.Window;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows brought to mean 0 and mean square 1, and the way back: h = (x − μ)/√(σ² + ε), and h·g + b
/// for factors g and shifts b of each element.
///
/// σ² is the mean square of the differences from μ, so that a large mean costs no digits; where
/// rows are not centred, μ is 0. A row stays in the L1 cache while it is passed over twice; the way
/// back computes μ and σ again in the pass that it needs anyway.
public final class Standards {
    /// Rows whose parameters' cotangents are added up in the type itself.
    private static final int ROWS = 64;
    /// Elements of a part on the way back to parameters, about.
    private static final int PART = 1 << 16;

    private Standards() {}

    /// h of the rows along the flagged axes.
    public static NdArray standardize(NdArray x, boolean[] along, double epsilon) {
        return standardize(Runs.of(x.dtype()), x, along, epsilon);
    }

    private static <A> NdArray standardize(Runs<A> runs, NdArray x, boolean[] along,
            double epsilon) {
        NdArray y = NdArray.uninitialized(x.dtype(), x.shape());
        normalize(runs, Rows.of(runs, x, along), Rows.of(runs, y, along), null, null, true,
                epsilon);
        return y;
    }

    /// Sets the space's `mean` to μ, its `squares` to nσ² of a row.
    private static <A> void measure(Runs<A> runs, RunSpace<A> space, A x, int at, int n,
            boolean centered) {
        if (centered) {
            runs.moments(x, at, n, space);
        } else {
            runs.moments(x, at, 0, n, space);
            space.mean = 0;
        }
    }

    /// The same of two rows.
    private static <A> void measure(Runs<A> runs, RunSpace<A> space, A x, int at, int at2, int n,
            boolean centered) {
        if (centered) {
            runs.momentsOfTwo(x, at, at2, n, space);
        } else {
            measure(runs, space, x, at2, n, false);
            space.second();
            measure(runs, space, x, at, n, false);
        }
    }

    /// 1/√(σ² + ε) for the sum of squares nσ².
    private static double factor(double squares, int n, double epsilon) {
        return 1 / Math.sqrt(squares / n + epsilon);
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
                    runs.moments(in.data, in.at, n, space);
                    double f = factor(space.squares, n, epsilon);
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
        int axes = g.shape().rank();
        normalize(runs, Rows.last(runs, x, axes), Rows.last(runs, y, axes), g, b, b != null,
                epsilon);
        return y;
    }

    /// Two rows at a time, where they can be had: their factors and shifts are read once, and
    /// neither waits for the other's root.
    private static <A> void normalize(Runs<A> runs, Rows<A> inputs, Rows<A> results,
            @Nullable NdArray g, @Nullable NdArray b, boolean centered, double epsilon) {
        int n = inputs.n;
        int gAt = g == null ? 0 : g.layout().offset();
        int bAt = b == null ? 0 : b.layout().offset();
        runs.forEach(inputs.count, n, (space, first, last) -> {
            A factors = g == null ? space.ones(n) : runs.storage(g);
            A shifts = b == null ? space.zeros(n) : runs.storage(b);
            Window<A> x = inputs.window(space);
            Window<A> y = results.window(space);
            for (int r = first; r < last; r++) {
                x.read(r, last);
                y.write(r, last);
                if (r + 1 < last && x.holds(r + 1) && y.holds(r + 1)) {
                    r++;                            // else one row, twice
                }
                int next = x.at(r);
                measure(runs, space, x.data, x.at, next, n, centered);
                runs.kernel.normalize(x.data, x.at, space.mean, factor(space.squares, n, epsilon),
                        next, space.mean2, factor(space.squares2, n, epsilon), factors, gAt, shifts,
                        bAt, y.data, y.at, y.at(r), n);
            }
            y.flush();
        });
    }

    /// The cotangents of x, g and b for the cotangent `dy` of [#normalize].
    ///
    /// @param centered whether there is a b
    public static List<NdArray> normalizeBack(NdArray dy, NdArray x, NdArray g, boolean centered,
            double epsilon) {
        return new Back<>(Runs.of(x.dtype()), dy, x, g.contiguous(), centered, epsilon).run();
    }

    /// One way back, in groups of rows, and parts of some groups each, whose numbers depend on the
    /// size alone.
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
        private final int groups;
        private final NdArray sums;                 // (groups, 2, n): dg and db
        private final A added;                      // its storage

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
            this.groups = Math.ceilDiv(inputs.count, ROWS);
            this.sums = NdArray.uninitialized(x.dtype(), Shape.of(groups, 2 * n));
            this.added = runs.storage(sums);
        }

        List<NdArray> run() {
            int each = Math.max(1, PART / Math.max(1, ROWS * n));
            Workers.forEach(Math.ceilDiv(groups, each), part -> runs.with(space ->
                    groups(space, part * each, Math.min(groups, (part + 1) * each))));
            NdArray both = Columns.of(Fold.SUM, sums, 1, groups, 2 * n, g.dtype());
            Layout two = Layout.of(Shape.of(2, n));
            return List.of(dx, half(both, two, 0), half(both, two, 1));
        }

        private NdArray half(NdArray both, Layout two, int which) {
            return both.view(two.slice(0, which, 1, 1).reshape(g.shape()).orElseThrow());
        }

        private void groups(RunSpace<A> space, int from, int to) {
            int last = Math.min(inputs.count, to * ROWS);
            Window<A> d = cotangents.window(space);
            Window<A> x = inputs.window(space);
            Window<A> out = results.window(space);
            var row = new Row();
            var next = new Row();
            for (int group = from; group < to; group++) {
                int hAt = group * 2 * n;
                runs.kernel.fill(added, hAt, 2 * n, 0);
                int end = Math.min(last, (group + 1) * ROWS);
                for (int r = group * ROWS; r < end; r++) {
                    d.read(r, last);
                    x.read(r, last);
                    out.write(r, last);
                    row.go(x.at, d.at, out.at);
                    if (r + 1 < end && d.holds(r + 1) && x.holds(r + 1) && out.holds(r + 1)) {
                        r++;
                        next.go(x.at(r), d.at(r), out.at(r));
                        measure(space, x.data, d.data, row, next);
                        runs.kernel.push(x.data, row.xAt, row.mean, row.f, row.slope, row.shift,
                                next.xAt, next.mean, next.f, next.slope, next.shift, d.data,
                                row.dAt, next.dAt, factors, gAt, out.data, row.at, next.at, added,
                                hAt, hAt + n, n);
                    } else {
                        measure(space, x.data, d.data, row, row);
                        runs.kernel.push(x.data, row.xAt, row.mean, row.f, row.slope, row.shift,
                                d.data, row.dAt, factors, gAt, out.data, row.at, added, hAt,
                                hAt + n, n);
                    }
                }
            }
            out.flush();
        }

        /// From two rows, or one, to what [RunKernel#push] takes.
        private void measure(RunSpace<A> space, A x, A d, Row a, Row b) {
            a.near = centered ? runs.near(x, a.xAt, n) : 0;
            b.near = centered ? runs.near(x, b.xAt, n) : 0;
            pull(space, x, d, a, b);
            if (centered && (a.isFar(n) || b.isFar(n))) {
                double nearer = b.isFar(n) ? runs.kernel.rounded(b.mean(n)) : b.near;
                a.near = a.isFar(n) ? runs.kernel.rounded(a.mean(n)) : a.near;
                b.near = nearer;                    // if b is a, the same
                pull(space, x, d, a, b);
            }
            a.settle(n, centered, epsilon);
            if (b != a) {
                b.settle(n, centered, epsilon);
            }
        }

        private void pull(RunSpace<A> space, A x, A d, Row a, Row b) {
            a.clear();
            b.clear();
            for (int i = 0; i < n; i += Runs.BLOCK) {
                runs.kernel.pull(x, a.xAt + i, a.near, b.xAt + i, b.near, d, a.dAt + i, b.dAt + i,
                        factors, gAt + i, Math.min(Runs.BLOCK, n - i), space.lanes);
                a.add(runs.kernel, space.lanes, 0);
                if (b != a) {
                    b.add(runs.kernel, space.lanes, 4);
                }
            }
        }
    }

    /// A row on the way back.
    private static final class Row {
        private int xAt;
        private int dAt;
        private int at;
        private double near;
        private double sum;                         // of x − near
        private double squares;                     // of the squares of these
        private double weight;                      // of w = dy·g
        private double dot;                         // of w·(x − near)
        private double mean;
        private double f;
        private double slope;
        private double shift;

        void go(int x, int d, int out) {
            xAt = x;
            dAt = d;
            at = out;
        }

        void clear() {
            sum = 0;
            squares = 0;
            weight = 0;
            dot = 0;
        }

        <A> void add(RunKernel<A> kernel, A sums, int from) {
            sum += kernel.get(sums, from);
            squares += kernel.get(sums, from + 1);
            weight += kernel.get(sums, from + 2);
            dot += kernel.get(sums, from + 3);
        }

        double mean(int n) {
            return near + sum / n;
        }

        /// See [Runs#moments].
        boolean isFar(int n) {
            double off = sum / n;
            return off * off * n > squares - off * sum;
        }

        void settle(int n, boolean centered, double epsilon) {
            double off = centered ? sum / n : 0;
            mean = near + off;
            f = factor(Math.max(0, squares - off * sum), n, epsilon);
            slope = -f * f * (dot - off * weight) / n;
            shift = centered ? -f * weight / n : 0;
        }
    }
}

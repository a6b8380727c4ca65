package io.atled.autograd.kernel;

import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An array seen as rows along some of its axes, in row-major order of the others.
///
/// A row whose elements are neighbours is worked on where it lies; another one is copied to a
/// [Window], several adjacent ones at a time. So rows along any axes, strided and broadcast ones
/// too, cost a copy of a few rows, and of the whole array only if that is one row.
///
/// @param <A> the array type, `float[]` or `double[]`
final class Rows<A> {
    /// Adjacent rows copied together: a line of the cache holds so many neighbours.
    private static final int TOGETHER = 16;

    /// Elements copied together at most.
    private static final int ROOM = 1 << 15;

    /// How many rows there are.
    final int count;
    /// The length of a row.
    final int n;

    private final RunKernel<A> kernel;
    private final A data;
    private final int start;                        // of the first row
    private final int next;                         // from one row to the next
    private final @Nullable Layout kept;            // of their starts, if these are uneven
    private final int step;                         // between neighbours in a row
    private final @Nullable NdArray scattered;      // if no step leads from one to the next

    private Rows(Runs<A> runs, NdArray x, Layout permuted, int lead) {
        this.kernel = runs.kernel;
        this.data = runs.storage(x);
        Shape all = permuted.shape();
        this.count = all.size(0, lead);
        this.n = all.size(lead, all.rank());
        this.start = permuted.offset();
        if (permuted.isContiguous()) {              // as is what has no elements
            this.step = 1;
            this.scattered = null;
            this.next = n;
            this.kept = null;
            return;
        }
        Optional<Layout> straight = permuted.reshape(all.range(0, lead).concat(Shape.of(n)));
        this.step = straight.map(l -> n == 1 ? 1 : l.stride(-1)).orElse(0);
        this.scattered = straight.isPresent() ? null : x.view(permuted);
        Layout starts = straight.map(l -> l.slice(lead, 0, 1, 1)).orElse(permuted).merged();
        int rank = starts.shape().rank();
        this.next = rank == 0 ? 0 : starts.stride(-1);
        this.kept = rank <= 1 ? null : starts;
    }

    /// The rows of `x` along the axes that `along` flags.
    static <A> Rows<A> of(Runs<A> runs, NdArray x, boolean[] along) {
        int[] order = new int[along.length];
        int lead = 0;
        boolean behind = true;                      // the axes of a row follow all others
        for (int axis = 0; axis < along.length; axis++) {
            if (!along[axis]) {
                behind &= lead == axis;
                order[lead++] = axis;
            }
        }
        if (behind) {
            return new Rows<>(runs, x, x.layout(), lead);
        }
        int last = lead;
        for (int axis = 0; axis < along.length; axis++) {
            if (along[axis]) {
                order[last++] = axis;
            }
        }
        return new Rows<>(runs, x, x.layout().permute(order), lead);
    }

    /// The rows of `x` along one axis.
    static <A> Rows<A> of(Runs<A> runs, NdArray x, int axis) {
        boolean[] along = new boolean[x.shape().rank()];
        along[axis] = true;
        return of(runs, x, along);
    }

    /// The rows of `x` along its last `axes` axes.
    static <A> Rows<A> last(Runs<A> runs, NdArray x, int axes) {
        return new Rows<>(runs, x, x.layout(), x.shape().rank() - axes);
    }

    /// A way to read or write these rows in one task.
    Window<A> window(RunSpace<A> space) {
        return new Window<>(this, space);
    }

    /// Computes the rows of `y` one after another from those of `a` and `b`, which may be one.
    static <A> void map(Runs<A> runs, Rows<A> a, Rows<A> b, Rows<A> y, Row<A> body) {
        runs.forEach(y.count, y.n, (space, first, last) -> {
            Window<A> left = a.window(space);
            Window<A> right = b == a ? left : b.window(space);
            Window<A> out = y.window(space);
            for (int r = first; r < last; r++) {
                left.read(r, last);
                if (right != left) {
                    right.read(r, last);
                }
                out.write(r, last);
                body.compute(space, left, right, out);
            }
            out.flush();
        });
    }

    /// What is done to a row.
    @FunctionalInterface
    interface Row<A> {
        /// Writes all of the row `y`.
        void compute(RunSpace<A> space, Window<A> a, Window<A> b, Window<A> y);
    }

    private boolean inPlace() {
        return scattered == null && step == 1;
    }

    /// How many rows from `from` on lie so that one copy serves them.
    private int together(int from, int to) {
        if (scattered != null) {
            return 1;
        }
        int run = kept == null ? count : kept.shape().get(-1);
        return Math.min(Math.min(to - from, run - from % run), most());
    }

    /// Where row `r` starts.
    private int startOf(int r) {
        return kept == null ? start + r * next : kept.at(r);
    }

    private int most() {
        return Math.clamp(ROOM / n, 1, TOGETHER);
    }

    /// One row after another, in order.
    ///
    /// @param <A> the array type, `float[]` or `double[]`
    static final class Window<A> {
        /// Where the row is.
        A data;
        /// Its first element.
        int at;

        private final Rows<A> rows;
        private final RunSpace<A> space;
        private boolean copies;                     // data is a room, no longer where rows lie
        private int first;
        private int held;                           // rows in the room, from the first on

        private Window(Rows<A> rows, RunSpace<A> space) {
            this.rows = rows;
            this.space = space;
            this.data = rows.data;
        }

        /// Goes to row `r`, to read it; it is followed by those up to `to`.
        void read(int r, int to) {
            if (!holds(r)) {
                hold(r, to);
                copy(true);
            }
            at = at(r);
        }

        /// Whether row `r` can be had by [#at(int)], too, without leaving the present one.
        boolean holds(int r) {
            return rows.inPlace() || r < first + held;
        }

        /// The first element of a row that is held.
        int at(int r) {
            return rows.inPlace() ? rows.startOf(r) : (r - first) * rows.n;
        }

        /// Goes to row `r`, to write all of it; it is followed by those up to `to`.
        void write(int r, int to) {
            if (!holds(r)) {
                flush();
                hold(r, to);
            }
            at = at(r);
        }

        /// Brings what was written to its place.
        void flush() {
            if (held > 0) {
                copy(false);
            }
        }

        private void hold(int r, int to) {
            if (!copies) {
                copies = true;
                data = space.room(rows.n * rows.most());
            }
            first = r;
            held = rows.together(r, to);
        }

        private void copy(boolean in) {
            int n = rows.n;
            if (rows.scattered != null) {
                scattered(rows.scattered.layout(), in);
                return;
            }
            int from = rows.startOf(first);
            int next = rows.next;
            if (in) {
                rows.kernel.move(rows.data, from, rows.step, next, data, 0, 1, n, n, held);
            } else {
                rows.kernel.move(data, 0, 1, n, rows.data, from, rows.step, next, n, held);
            }
        }

        private void scattered(Layout layout, boolean in) {
            var walk = new Walk(layout, first * rows.n);
            for (int done = 0; done < rows.n; ) {
                int run = Math.min(rows.n - done, walk.remaining());
                if (in) {
                    rows.kernel.move(rows.data, walk.position(), walk.stride(), 0, data, done, 1, 0,
                            run, 1);
                } else {
                    rows.kernel.move(data, done, 1, 0, rows.data, walk.position(), walk.stride(), 0,
                            run, 1);
                }
                walk.advance(run);
                done += run;
            }
        }
    }
}

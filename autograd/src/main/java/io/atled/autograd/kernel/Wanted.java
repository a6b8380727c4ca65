package io.atled.autograd.kernel;

import io.atled.autograd.kernel.CrossEntropies.Emphasis;
import io.atled.autograd.kernel.Rows.Window;
import java.util.Arrays;
import java.util.OptionalInt;

/// What a cross-entropy wants of the rows of some scores.
///
/// @param <A> the array type, `float[]` or `double[]`
/// @param runs the loops
/// @param n the number of classes
/// @param target labels, row-major, or probabilities
/// @param rows the rows of the probabilities; of the scores, and not used, for labels
/// @param sharp 1 − ε
/// @param even ε/classes
/// @param weights of the classes, if they are weighted
/// @param weight of all classes together
/// @param weighted whether weights were given
/// @param ignored the label that does not count
record Wanted<A>(Runs<A> runs, int n, NdArray target, Rows<A> rows, double sharp, double even,
        A weights, double weight, boolean weighted, OptionalInt ignored) {
    static <A> Wanted<A> of(Runs<A> runs, String op, Emphasis emphasis, NdArray x, int axis,
            NdArray target) {
        int n = x.shape().get(axis);
        double[] weights = emphasis.weights().toArray();
        boolean weighted = weights.length > 0;
        A own = runs.kernel.array(weights.length);
        runs.kernel.set(own, 0, weights, weights.length);
        boolean labels = !target.dtype().isFloat();
        NdArray q = labels ? target.contiguous() : target;
        if (labels) {
            check(op, q, n, emphasis.ignored());
        }
        return new Wanted<>(runs, n, q, Rows.of(runs, labels ? x : target, axis),
                1 - emphasis.smoothing(), emphasis.smoothing() / n, own,
                weighted ? Arrays.stream(weights).sum() : n, weighted, emphasis.ignored());
    }

    private static void check(String op, NdArray labels, int n, OptionalInt ignored) {
        int[] all = labels.ints();
        int start = labels.layout().offset();
        for (int i = 0; i < labels.size(); i++) {
            int label = all[start + i];
            boolean left = ignored.isPresent() && label == ignored.getAsInt();
            if (!left && (label < 0 || label >= n)) {
                throw new IndexOutOfBoundsException(op + ": label " + label + " at position "
                        + Arrays.toString(labels.shape().index(i)) + " is not a class, classes"
                        + " are 0 … " + (n - 1) + "; correct the label, or leave it out by"
                        + " withIgnoredLabel(" + label + ")");
            }
        }
    }

    /// For one task, to go from row to row.
    Row<A> row(RunSpace<A> space) {
        return target.dtype().isFloat() ? new Row.Spread<>(this, space)
                : new Row.Label<>(this, space);
    }

    /// What is wanted of one row: `sharp` at a label, and for each class what stands in an array.
    abstract static class Row<A> {
        final Wanted<A> wanted;
        final RunKernel<A> kernel;
        final RunSpace<A> space;
        final int n;
        /// Of the classes, 1 for each if they are not weighted.
        final A weights;
        /// Some class, where more is wanted.
        int label;
        /// How much more.
        double sharp;
        /// Whether the array counts.
        boolean spread = true;
        /// How much of each class is wanted, if it counts.
        A q;
        /// Where the first class stands.
        int at;
        /// All that is wanted.
        double total;

        Row(Wanted<A> wanted, RunSpace<A> space) {
            this.wanted = wanted;
            this.kernel = wanted.runs.kernel;
            this.space = space;
            this.n = wanted.n;
            this.weights = wanted.weighted ? wanted.weights : space.ones(n);
            this.q = weights;
        }

        /// Goes to row `r`; it is followed by those up to `to`.
        abstract void read(int r, int to);

        /// Whether anything is wanted.
        boolean counts() {
            return spread || sharp != 0;
        }

        /// Σq·ln s + Σ q·(m − x).
        double loss(Window<A> x, double largest, double log) {
            double loss = total * log;
            if (sharp != 0) {
                loss += sharp * (largest - kernel.get(x.data, x.at + label));
            }
            if (spread) {
                double dot = wanted.runs.dot(x.data, x.at, largest, q, at, 0, n, space.lanes);
                loss -= Double.isNaN(dot) ? careful(x, largest) : dot;
            }
            return counts() ? loss : 0;
        }

        /// Σ q·(x − m) without the classes that are not wanted, which may be infinite.
        private double careful(Window<A> x, double largest) {
            double sum = 0;
            for (int k = 0; k < n; k++) {
                double wanted = kernel.get(q, at + k);
                sum += wanted == 0 ? 0 : wanted * (kernel.get(x.data, x.at + k) - largest);
            }
            return sum;
        }

        /// d·(Σq·softmax(x) − q), in passes over the row in the L1 cache. The difference is taken
        /// before d multiplies: where it cancels, its rounding is the same for every d.
        void back(Window<A> x, double largest, double d, Window<A> dx) {
            boolean brief = n <= RunKernel.SHORT;
            double others = brief
                    ? kernel.others(x.data, x.at, largest, true, dx.data, dx.at, n) : 0;
            double sum = brief ? 1 + others
                    : wanted.runs.exp(x.data, x.at, largest, dx.data, dx.at, n, space.lanes);
            double share = total / sum;
            double labeled = sharp == 0 ? 0 : d * excess(dx, sum, others);
            if (spread) {
                scaled(dx, share, -1, q, at);
                scaled(dx, d, 0, space.zeros(n), 0);
            } else {
                scaled(dx, d * share, 0, space.zeros(n), 0);
            }
            if (sharp != 0) {
                kernel.fill(dx.data, dx.at + label, 1, labeled);
            }
        }

        /// Σq·p − q of the label, for e^(x − m) of the classes and their `sum`. Where it is most
        /// of the sum, 1 − p is that of the others, in which nothing cancels.
        ///
        /// @param others of a short row, the sum without the largest, which is the label then
        private double excess(Window<A> e, double sum, double others) {
            double own = kernel.get(e.data, e.at + label);
            if (!spread && 2 * own > sum) {
                double left = n <= RunKernel.SHORT ? others
                        : wanted.runs.sumBut(e.data, e.at, label, n, space.lanes);
                return 0 - sharp * (left / sum);        // not −0
            }
            return total / sum * own - sharp - (spread ? kernel.get(q, at + label) : 0);
        }

        /// y = y·f + t·b.
        private void scaled(Window<A> y, double f, double t, A b, int bAt) {
            kernel.affine(y.data, y.at, 0, f, space.ones(n), 0, t, b, bAt, 0, 0, y.data, y.at, n);
        }

        /// q itself.
        void put(Window<A> out) {
            A zeros = space.zeros(n);
            kernel.affine(spread ? q : zeros, spread ? at : 0, 0, 1, space.ones(n), 0, 0, zeros, 0,
                    0, 0, out.data, out.at, n);
            if (sharp != 0) {
                kernel.add(out.data, out.at + label, sharp);
            }
        }

        /// −d·w·(1 − ε)·ln softmax(x), and 0 for classes that do not count, whose logit may be −∞.
        void backTarget(Window<A> x, double largest, double d, Window<A> dq) {
            double log = wanted.runs.logSumExp(x.data, x.at, largest, n, space.lanes);
            A zeros = space.zeros(n);
            kernel.affine(x.data, x.at, largest, 1, space.ones(n), 0, 0, zeros, 0, 0, -log,
                    dq.data, dq.at, n);
            kernel.affine(dq.data, dq.at, 0, -d * wanted.sharp, weights, 0, 0, zeros, 0, 0, 0,
                    dq.data, dq.at, n);
            if (wanted.weighted || wanted.sharp == 0) {
                for (int k = 0; k < n; k++) {
                    if (wanted.sharp * kernel.get(weights, k) == 0) {
                        kernel.fill(dq.data, dq.at + k, 1, 0);
                    }
                }
            }
        }

        /// By labels: the array is the same for all rows, what smoothing spreads evenly.
        private static final class Label<A> extends Row<A> {
            private final int[] labels;
            private final int start;

            Label(Wanted<A> wanted, RunSpace<A> space) {
                super(wanted, space);
                labels = wanted.target.ints();
                start = wanted.target.layout().offset();
                if (wanted.even != 0) {
                    q = space.room(n);
                    kernel.affine(weights, 0, 0, wanted.even, space.ones(n), 0, 0,
                            space.zeros(n), 0, 0, 0, q, 0, n);
                }
            }

            @Override
            void read(int r, int to) {
                int wantedLabel = labels[start + r];
                boolean counts = wanted.ignored.isEmpty()
                        || wantedLabel != wanted.ignored.getAsInt();
                label = counts ? wantedLabel : 0;
                sharp = counts ? wanted.sharp * kernel.get(weights, label) : 0;
                spread = counts && wanted.even != 0;
                total = sharp + (spread ? wanted.even * wanted.weight : 0);
            }
        }

        /// By probabilities, smoothed and weighted.
        private static final class Spread<A> extends Row<A> {
            private final Window<A> window;
            private final boolean plain;

            Spread(Wanted<A> wanted, RunSpace<A> space) {
                super(wanted, space);
                window = wanted.rows.window(space);
                plain = wanted.even == 0 && !wanted.weighted;
                q = plain ? weights : space.room(n);
            }

            @Override
            void read(int r, int to) {
                window.read(r, to);
                if (plain) {
                    q = window.data;
                    at = window.at;
                } else {
                    kernel.affine(window.data, window.at, 0, wanted.sharp, weights, 0,
                            wanted.even, weights, 0, 0, 0, q, 0, n);
                }
                total = wanted.runs.sum(q, at, n, space.lanes);
            }
        }
    }
}

package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;

/// Reductions over runs of neighbours, and the room they work in.
///
/// Sums run over a fixed number of lanes, whatever the vector width ([RunKernel]), block by block;
/// the lanes of a block are added in halves, the blocks in `double`, with compensation.
/// So the bits are the same with and without the Vector API, and the error does not grow with the
/// length of the run. **Error** of a sum: `F32` below 2e-6 Σ|x|; `F64` below 3e-15 Σ|x|.
/// **Source** blocked and compensated summation: N. Higham, *Accuracy and Stability of
/// Numerical Algorithms* (2002), ch. 4.
///
/// @param <A> the array type, `float[]` or `double[]`
final class Runs<A> {
    /// Elements of a block: 16 rows of four times the lanes, so at most 16 additions between two
    /// foldings.
    static final int BLOCK = 16 * RunKernel.WIDE;

    /// Of so many elements some are taken for a number near the mean: they lie side by side, so
    /// that what follows need not wait for lines of the cache from all over the run.
    private static final int NEAR = 16;

    /// Elements of a task.
    private static final int TASK = 1 << 14;

    static final Runs<float[]> F32 = new Runs<>(Simd.available()
            ? new WarmRuns<>(new PlainRuns32(), VectorRuns32::new) : new PlainRuns32());
    static final Runs<double[]> F64 = new Runs<>(Simd.available()
            ? new WarmRuns<>(new PlainRuns64(), VectorRuns64::new) : new PlainRuns64());

    /// The loops.
    final RunKernel<A> kernel;
    private final Spares<RunSpace<A>> spaces;

    Runs(RunKernel<A> kernel) {
        this.kernel = kernel;
        this.spaces = new Spares<>(() -> new RunSpace<>(kernel));
    }

    /// Those for arrays of a floating-point type.
    static Runs<?> of(DType type) {
        return type == DType.F32 ? F32 : F64;
    }

    /// The storage of an array of this type.
    @SuppressWarnings("unchecked")          // float[] or double[], as the element type says
    A storage(NdArray x) {
        return (A) x.storage();
    }

    /// Σ x; 0 of nothing.
    double sum(A x, int at, int n, A lanes) {
        if (n <= BLOCK) {
            return kernel.sum(x, at, n, lanes);
        }
        var total = new Total();
        for (int done = 0; done < n; done += BLOCK) {
            total.add(kernel.sum(x, at + done, Math.min(BLOCK, n - done), lanes));
        }
        return total.value();
    }

    /// Σ (x − c)(z − d); 0 of nothing.
    double dot(A x, int xAt, double c, A z, int zAt, double d, int n, A lanes) {
        if (n <= BLOCK) {
            return kernel.dot(x, xAt, c, z, zAt, d, n, lanes);
        }
        var total = new Total();
        for (int done = 0; done < n; done += BLOCK) {
            total.add(kernel.dot(x, xAt + done, c, z, zAt + done, d, Math.min(BLOCK, n - done),
                    lanes));
        }
        return total.value();
    }

    /// y = e^(x − c) for finite `c` not below any x, and Σ y.
    double exp(A x, int at, double c, A y, int yAt, int n, A lanes) {
        return exp(x, at, c, true, y, yAt, n, lanes);
    }

    /// Σ e^(x − c) for finite `c` not below any x.
    double sumExp(A x, int at, double c, int n, A lanes) {
        return exp(x, at, c, false, x, at, n, lanes);
    }

    /// ln Σ e^(x − c) for the largest element `c`, which is finite.
    ///
    /// Where the 1 of the largest outweighs the others together, these are added up by themselves:
    /// ln(1 + Σ) keeps their digits, however small they are.
    double logSumExp(A x, int at, double c, int n, A lanes) {
        if (n <= RunKernel.SHORT) {
            return Math.log1p(kernel.others(x, at, c, false, x, at, n));
        }
        double sum = sumExp(x, at, c, n, lanes);
        if (!(sum < 2)) {
            return Math.log(sum);
        }
        int k = kernel.find(x, at, n, c) - at;
        return Math.log1p(sumExp(x, at, c, k, lanes)
                + sumExp(x, at + k + 1, c, n - k - 1, lanes));
    }

    /// Σ x without element `k`.
    double sumBut(A x, int at, int k, int n, A lanes) {
        return sum(x, at, k, lanes) + sum(x, at + k + 1, n - k - 1, lanes);
    }

    private double exp(A x, int at, double c, boolean stored, A y, int yAt, int n, A lanes) {
        if (n <= BLOCK) {
            return kernel.exp(x, at, c, stored, y, yAt, n, lanes);
        }
        var total = new Total();
        for (int done = 0; done < n; done += BLOCK) {
            total.add(kernel.exp(x, at + done, c, stored, y, yAt + done, Math.min(BLOCK, n - done),
                    lanes));
        }
        return total.value();
    }

    /// The mean of a run, and the sum of squares of the differences from it, in the space's `mean`
    /// and `squares`: in one pass, from differences to a number near the mean.
    ///
    /// That number is taken from the run. Should it prove far from the mean, measured in standard
    /// deviations, the pass is repeated with the mean itself, so that digits never cancel.
    void moments(A x, int at, int n, RunSpace<A> space) {
        double near = near(x, at, n);
        moments(x, at, near, n, space);
        settle(x, at, near, n, space);
    }

    /// [#moments(Object, int, int, RunSpace)] of two runs in one go, the same bits as one by one;
    /// of the second in the space's `mean2` and `squares2`.
    void momentsOfTwo(A x, int at, int at2, int n, RunSpace<A> space) {
        if (n > BLOCK) {
            moments(x, at2, n, space);
            space.second();
            moments(x, at, n, space);
            return;
        }
        double near = near(x, at, n);
        double near2 = near(x, at2, n);
        kernel.moments(x, at, near, at2, near2, n, space.lanes);
        double sum = kernel.get(space.lanes, 0);
        double squares = kernel.get(space.lanes, 1);
        space.mean = kernel.get(space.lanes, 2);
        space.squares = kernel.get(space.lanes, 3);
        settle(x, at2, near2, n, space);
        space.second();
        space.mean = sum;
        space.squares = squares;
        settle(x, at, near, n, space);
    }

    /// A number near the mean of a run.
    double near(A x, int at, int n) {
        int k = Math.min(n, NEAR) - 1;
        return n == 0 ? 0 : kernel.rounded((kernel.get(x, at) + kernel.get(x, at + k / 3)
                + kernel.get(x, at + k / 3 * 2) + kernel.get(x, at + k)) / 4);
    }

    /// From Σ (x − near) and Σ (x − near)² to the moments.
    private void settle(A x, int at, double near, int n, RunSpace<A> space) {
        if (isFar(near, n, space)) {
            double nearer = kernel.rounded(space.mean);
            moments(x, at, nearer, n, space);
            isFar(nearer, n, space);
        }
    }

    /// Sets the moments; whether `near` was too far from the mean for them.
    private boolean isFar(double near, int n, RunSpace<A> space) {
        double off = space.mean / n;
        double squares = space.squares - off * space.mean;
        space.mean = near + off;
        space.squares = squares < 0 ? 0 : squares;
        return off * off * n > squares;
    }

    /// Σ (x − c)² in the space's `squares`, Σ (x − c) in its `mean`.
    void moments(A x, int at, double c, int n, RunSpace<A> space) {
        double sum = 0;
        double squares = 0;
        for (int done = 0; done < n; done += BLOCK) {
            kernel.moments(x, at + done, c, Math.min(BLOCK, n - done), space.lanes);
            sum += kernel.get(space.lanes, 0);
            squares += kernel.get(space.lanes, 1);
        }
        space.mean = sum;
        space.squares = squares;
    }

    /// y = eˣ / Σ eˣ, which may be in place; NaN if no score is finite, or one is NaN or ∞.
    void softmax(A x, int at, A y, int yAt, int n, RunSpace<A> space) {
        double largest = kernel.max(x, at, n);
        if (Double.isFinite(largest)) {
            double sum = n <= RunKernel.SHORT
                    ? 1 + kernel.others(x, at, largest, true, y, yAt, n)
                    : exp(x, at, largest, y, yAt, n, space.lanes);
            kernel.affine(y, yAt, 0, 1 / sum, space.ones(n), 0, 0, space.zeros(n), 0, 0, 0, y, yAt,
                    n);
        } else {
            kernel.fill(y, yAt, n, Double.NaN);
        }
    }

    /// dx = f·y·(dy − Σ dy·y): the way back through [#softmax], which may be in place.
    void softmaxBack(A dy, int dyAt, A y, int yAt, double f, A dx, int at, int n,
            RunSpace<A> space) {
        double mean = dot(dy, dyAt, 0, y, yAt, 0, n, space.lanes);
        kernel.affine(dy, dyAt, mean, f, y, yAt, 0, space.zeros(n), 0, 0, 0, dx, at, n);
    }

    /// Does something to `count` rows of `n` elements, cut into tasks by size; in pairs, if a task
    /// has room for one.
    void forEach(int count, int n, Some<A> body) {
        int room = TASK / Math.max(1, n);
        int each = room < 2 ? 1 : room / 2 * 2;
        if (count > each) {
            Workers.forEach((count + each - 1) / each, task ->
                    rows(body, task * each, Math.min(count, (task + 1) * each)));
        } else if (count > 0) {
            rows(body, 0, count);
        }
    }

    private void rows(Some<A> body, int from, int to) {
        RunSpace<A> space = take();
        body.rows(space, from, to);
        give(space);
    }

    /// What is done to some rows.
    @FunctionalInterface
    interface Some<A> {
        /// Rows `from … to − 1`, at least one.
        void rows(RunSpace<A> space, int from, int to);
    }

    /// Lends a workspace to `body`.
    void with(Lent<A> body) {
        RunSpace<A> space = take();
        body.use(space);
        give(space);
    }

    /// What a workspace is lent to.
    @FunctionalInterface
    interface Lent<A> {
        /// Uses it, and no longer than the call.
        void use(RunSpace<A> space);
    }

    /// Lends a workspace.
    RunSpace<A> take() {
        return spaces.take();
    }

    /// Takes it back. After a failure it is left to the garbage collector.
    void give(RunSpace<A> space) {
        space.clear();
        spaces.give(space);
    }

    /// A sum that carries along what its additions lose (Knuth's two-sum).
    static final class Total {
        private double sum;
        private double lost;

        void add(double x) {
            double next = sum + x;
            double of = next - sum;
            lost += (sum - (next - of)) + (x - of);
            sum = next;
        }

        /// For an infinite sum, what was lost is NaN and does not count.
        double value() {
            double y = sum + lost;
            return Double.isNaN(y) ? sum : y;
        }
    }
}

package io.atled.autograd.kernel;

/// The inner loops over runs of neighbours, in a plain and in a vector form with the same bits.
///
/// What adds up goes over **lanes**: a number of sums side by side that is the same for every
/// vector width, so that neither width nor form shows in the result. In the end they are added in
/// halves, 8 + 8, 4 + 4 and so on. Exact maxima and elementwise loops need no lanes.
///
/// @param <A> the array type, `float[]` or `double[]`
abstract class RunKernel<A> {
    /// Lanes that a reduction leaves: element `i` of a run ends up in lane `i mod 16`.
    static final int LANES = 16;

    /// `i & LAST` is the lane of element `i`.
    static final int LAST = LANES - 1;

    /// Runs of so many elements at most are short: see [#others].
    static final int SHORT = LANES;

    /// Room for all lanes that a loop may want.
    static final int ROOM = 8 * LANES;

    /// What [#sum] and its like work on at a time: four rows of lanes, added pairwise at the end.
    static final int WIDE = 4 * LANES;

    /// What [#moments] work on at a time: two rows of lanes of each of two runs fit into registers.
    static final int PAIR = 2 * LANES;

    /// A new array.
    abstract A array(int length);

    /// The length of an array.
    abstract int length(A x);

    /// One element.
    abstract double get(A x, int at);

    /// A number as an element holds it.
    abstract double rounded(double value);

    /// Adds to one element.
    abstract void add(A x, int at, double value);

    /// Makes elements equal.
    abstract void fill(A x, int at, int n, double value);

    /// Copies a grid of `n` by `rows` elements between any strides.
    abstract void move(A x, int xAt, int xStep, int xRow, A y, int yAt, int yStep, int yRow, int n,
            int rows);

    /// The product, in `double`.
    abstract double product(A x, int at, int n);

    /// Adds elements to those of `sums`.
    abstract void addTo(A x, int at, double[] sums, int to, int n);

    /// y = x, converted.
    abstract void set(A y, int at, double[] x, int n);

    /// Where the first element equal to `value` is (the first NaN for NaN), or −1.
    abstract int find(A x, int at, int n, double value);

    /// Σ x: of four rows of lanes side by side, added up pairwise, then what is left over.
    ///
    /// @param lanes where to work, of [#ROOM] elements
    abstract double sum(A x, int at, int n, A lanes);

    /// Σ (x − c)(z − d), as [#sum] does it, by fused multiply-adds.
    abstract double dot(A x, int xAt, double c, A z, int zAt, double d, int n, A lanes);

    /// Sets the first elements of `sums` to Σ (x − c) and Σ (x − c)²: of two rows of lanes side by
    /// side, added up at the end, then what is left over.
    ///
    /// @param sums of [#ROOM] elements
    abstract void moments(A x, int at, double c, int n, A sums);

    /// [#moments] of one run and then of another; the sums of the second stand behind those of the
    /// first.
    abstract void moments(A x, int at, double c, int at2, double c2, int n, A sums);

    /// The largest, NaN if one is, −∞ of nothing; the order does not matter.
    abstract double max(A x, int at, int n);

    /// The smallest, NaN if one is, ∞ of nothing; the order does not matter.
    abstract double min(A x, int at, int n);

    /// y = e^(x − c) by [Decay], for finite `c` not below any x; Σ y.
    ///
    /// @param y not written if `stored` is not set
    abstract double exp(A x, int at, double c, boolean stored, A y, int yAt, int n, A lanes);

    /// y = e^(x − c) of a run of at most [#SHORT] elements whose largest is `c`, which is finite,
    /// and the sum of y, in `double`, without the 1 of the first that is largest: few terms need
    /// no lanes, and ln(1 + Σ) keeps their digits, however small they are.
    ///
    /// @param y may be `x`; not written if `stored` is not set
    abstract double others(A x, int at, double c, boolean stored, A y, int yAt, int n);

    /// y = (x − c)·f·g + (t·(b − d) + s) for arrays x, g, b and numbers c, f, t, d, s; both sums
    /// fused. What c and d lose when they are rounded to the type is put back, so that a large one
    /// costs no digits. The result may go where an operand is.
    abstract void affine(A x, int xAt, double c, double f, A g, int gAt, double t, A b, int bAt,
            double d, double s, A y, int yAt, int n);

    /// y = (x − c)·f·g + b of two rows, which may be one, as exact as [#affine].
    abstract void normalize(A x, int xAt, double c, double f, int xAt2, double c2, double f2, A g,
            int gAt, A b, int bAt, A y, int yAt, int yAt2, int n);

    /// What the way back through [#normalize] needs to know of two rows, which may be one: sets the
    /// first elements of `sums` to Σ (x − c), Σ (x − c)², Σ dy·g and Σ dy·g·(x − c) of the first,
    /// and those behind to the same of the second.
    ///
    /// @param sums of [#ROOM] elements
    abstract void pull(A x, int xAt, double c, int xAt2, double c2, A dy, int dyAt, int dyAt2, A g,
            int gAt, int n, A sums);

    /// dx = dy·f·g + (t·h + s) for h = (x − c)·f, which is as exact as in [#affine]; adds dy·h to
    /// the elements of `to` from `hAt` on, and dy to those from `dAt` on.
    abstract void push(A x, int xAt, double c, double f, double t, double s, A dy, int dyAt, A g,
            int gAt, A dx, int at, A to, int hAt, int dAt, int n);

    /// [#push] of one row and then of another, which takes half as long as one by one.
    abstract void push(A x, int xAt, double c, double f, double t, double s, int xAt2, double c2,
            double f2, double t2, double s2, A dy, int dyAt, int dyAt2, A g, int gAt, A dx, int at,
            int at2, A to, int hAt, int dAt, int n);

    /// Adds `rows` rows of `n`, each `row` behind the one before, to y, one after another.
    abstract void columns(A x, int at, int row, int rows, A y, int yAt, int n);
}

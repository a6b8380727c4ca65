package io.atled.autograd.kernel;

/// What a provider brings to a matrix product of one element type: arrays, packing, and the
/// innermost products.
///
/// All of them compute each element of C by the same arithmetic, in the same order: `acc = 0`, then
/// `acc = fma(a[p], b[p], acc)` for `p = 0 … k − 1`, then `c = acc` or `c = c + acc`. Therefore the
/// providers differ in speed but not in one bit.
///
/// @param <A> the array type, `float[]` or `double[]`
abstract class GemmTile<A> {
    /// The block of the inner dimension. It is part of the **result** (a chain of fused
    /// multiply-adds starts anew with each block), so it is one constant for every provider and
    /// element type.
    static final int KC = 256;

    /// Distance between packed rows of A: not a power of two, since rows would then compete for the
    /// same cache lines.
    static final int ROW = KC + 16;

    /// Rows of the tallest tile.
    abstract int rows();

    /// Rows of the next tile if so many are left: the tiles that follow waste the least.
    abstract int height(int left);

    /// Columns of the tile, of a panel of B: also the row distance of a packed panel.
    abstract int panel();

    /// A new array.
    abstract A array(int length);

    /// The arrays that one running tile writes for itself.
    abstract A[] scratch();

    /// Copies `rows × cols` elements of a matrix from place `at` into rows of unit stride, `step`
    /// apart.
    abstract void pack(GemmMatrix<A> from, int at, int rows, int cols, A to, int toAt, int step);

    /// Computes `rows × cols` elements of C, at most [#rows()] by [#panel()]; up to the width of a
    /// panel it may store anything behind them.
    ///
    /// Packed rows of A are read up to the height of the tile and rows of B, which have unit
    /// stride, up to the width of a panel; what stands beyond `rows` and `cols` may be anything.
    abstract void tile(int rows, int cols, int k, A a, int aAt, A b, int bAt, int bRow, A c,
            int cAt, int cRow, boolean add, A[] scratch);

    /// Whether [#line] is the way for products of one row with `cols` columns of such a B.
    abstract boolean lines(GemmMatrix<A> b, int cols);

    /// Computes `cols` elements of one row of C; `a` has unit stride, B has any strides.
    abstract void line(int cols, int k, A a, int aAt, GemmMatrix<A> b, int bAt, A c, int cAt,
            boolean add, A[] scratch);

    /// Moves or adds `rows × cols` elements from rows `step` apart to C.
    abstract void move(int rows, int cols, A from, int step, GemmTarget<A> c, int cAt);
}

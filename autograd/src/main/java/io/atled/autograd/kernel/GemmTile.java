package io.atled.autograd.kernel;

/// What a provider brings to a matrix product of one element type: buffers, packing and the
/// **tile**, the innermost product of a few packed rows of A with one packed panel of B.
///
/// Every tile computes each element of C by the same arithmetic, in the same order: `acc = 0`, then
/// `acc = fma(a[p], b[p], acc)` for `p = 0 … k − 1`, then `c = acc` or `c = c + acc`. Therefore the
/// providers differ in speed but not in one bit.
///
/// @param <A> the array type, `float[]` or `double[]`
abstract class GemmTile<A> {
    /// The block of the inner dimension. It is part of the **result** (a chain of fused
    /// multiply-adds starts anew with each block), so it is one constant for every provider and
    /// element type.
    static final int KC = 256;

    /// Distance between packed rows of A. A constant, since the kernels then address all their rows
    /// from one register; not a power of two, since rows would then compete for the same cache
    /// lines.
    static final int ROW = KC + 16;

    /// Packed rows of A a tile may read beyond those that are asked for: the taller tile of a
    /// provider never exceeds this.
    static final int MOST_ROWS = 16;

    /// Rows of the taller tile, which is the faster one per row.
    abstract int rows();

    /// Rows of the shorter tile, for what is left at the lower edge.
    abstract int fewRows();

    /// Columns of one packed panel of B, a divisor of [GemmBlocks#NB]: also the row stride of a
    /// panel.
    abstract int panel();

    /// Columns of C that are worth a task of their own; a multiple of [#panel()].
    abstract int chunk();

    /// A new array.
    abstract A array(int length);

    /// The arrays that one running tile writes for itself.
    abstract A[] scratch();

    /// Copies `rows × cols` elements of a matrix from place `at` into rows of unit stride, `step`
    /// apart.
    abstract void pack(GemmMatrix<A> from, int at, int rows, int cols, A to, int toAt, int step);

    /// Computes `rows × cols` elements of C, at most [#rows()] by [#panel()].
    ///
    /// Rows of A are read up to the height of the tile and columns of B up to the width of the
    /// panel; what stands beyond `rows` and `cols` may be anything and does not reach C.
    abstract void run(
            int rows, int cols, int k, A a, int aAt, A b, int bAt, GemmTarget<A> c, int cAt,
            A[] scratch);
}

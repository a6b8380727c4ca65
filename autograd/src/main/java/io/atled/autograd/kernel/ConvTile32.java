package io.atled.autograd.kernel;

/// What a provider brings to convolutions of `float` planes that are laid out in rows.
///
/// Both forms compute each sum by the same arithmetic in the same order, so they differ in speed
/// but not in one bit.
abstract class ConvTile32 {
    /// Terms that are summed in one chain, at most: part of the result.
    static final int TERMS = 256;

    /// The distance of rows of weights: a constant, since tiles then address them from one
    /// register, and no power of two, since rows would compete for the same cache lines.
    static final int ROW = TERMS + 16;

    /// Rows of a product, or of sums, at a time.
    static final int ROWS = 4;

    /// Shifts of sums at a time.
    static final int SHIFTS = 3;

    /// Partial sums of a sum over places: place `i` goes to number `i mod LANES`. Part of the
    /// result, so one constant for every machine: 512 bits.
    static final int LANES = 64 / Float.BYTES;

    /// The smallest multiple of `step` that is at least `n`.
    static int roundUp(int n, int step) {
        return Math.ceilDiv(n, step) * step;
    }

    /// How many places a product takes at a time; what it reads beyond those asked for may be
    /// anything.
    abstract int wide();

    /// Adds products: `c[i][j] += Σ a[i][p]·b[shifts[p] + j]`, the sum an in-order chain of fused
    /// multiply-adds from 0.
    ///
    /// Rows of A are [#ROW] apart. `rows` is rounded up to [#ROWS] and `wide` to [#wide()].
    abstract void product(int rows, int wide, int terms, float[] a, int aAt, float[] b, int bAt,
            int[] shifts, int from, float[] c, int cRow);

    /// Adds sums over `n` places, a multiple of [#LANES], of [#ROWS] rows by [#SHIFTS] shifts:
    /// `sums[i][s][l] = fma(a[i][p], b[shifts[s] + p], sums[i][s][l])` for `p mod LANES = l`.
    abstract void sums(int n, float[] a, int aAt, int aRow, float[] b, int bAt, int[] shifts,
            int from, float[] sums, int at);
}

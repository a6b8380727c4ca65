package io.atled.autograd.kernel;

/// A factor that lies nowhere as a matrix and makes its elements as they are wanted, block by block
/// and straight into the packed form that the product reads: the patches of an image, say.
///
/// A block is asked for at least once and perhaps by several threads at a time; it must come out
/// the same each time.
///
/// @param <A> the array type, `float[]` or `double[]`
public non-sealed interface GemmSource<A> extends GemmOperand<A> {
    /// Writes `rows × cols` elements: `(i + r, j + c)` to `to[at + r·step + c]`.
    ///
    /// Blocks of a left factor have up to 448 rows of up to 256 columns, those of a right factor up
    /// to 256 rows of as many columns as a panel has (8 to 256).
    void block(int i, int j, int rows, int cols, A to, int at, int step);
}

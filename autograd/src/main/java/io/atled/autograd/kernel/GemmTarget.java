package io.atled.autograd.kernel;

/// Where a product goes: element `(i, j)` stands at `at + i·row + j·col`.
///
/// @param <A> the array type, `float[]` or `double[]`
/// @param data the array
/// @param at where element (0, 0) stands
/// @param row the distance of rows
/// @param col the distance of columns
/// @param add whether to add to what stands there; else it may be anything, NaN too
public record GemmTarget<A>(A data, int at, int row, int col, boolean add) {
    /// A place to overwrite, whose rows have unit stride.
    public static <A> GemmTarget<A> of(A data, int at, int row) {
        return new GemmTarget<>(data, at, row, 1, false);
    }

    /// The same place, added to.
    public GemmTarget<A> adding() {
        return add ? this : new GemmTarget<>(data, at, row, col, true);
    }

    GemmTarget<A> transposed() {
        return new GemmTarget<>(data, at, col, row, add);
    }

    int index(int i, int j) {
        return at + i * row + j * col;
    }
}

package io.atled.autograd.kernel;

/// Where a product goes: row `i` starts at `at + i·row` and has unit stride.
///
/// @param <A> the array type, `float[]` or `double[]`
/// @param data the array
/// @param at where element (0, 0) stands
/// @param row the distance of rows
/// @param add whether to add to what stands there; else it may be anything, NaN too
public record GemmTarget<A>(A data, int at, int row, boolean add) {
    /// A place to overwrite.
    public static <A> GemmTarget<A> of(A data, int at, int row) {
        return new GemmTarget<>(data, at, row, false);
    }

    /// The same place, added to.
    public GemmTarget<A> adding() {
        return add ? this : new GemmTarget<>(data, at, row, true);
    }
}

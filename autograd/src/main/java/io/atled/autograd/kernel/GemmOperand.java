package io.atled.autograd.kernel;

/// A factor of a product: element `(i, j)` stands at `at + i·row + j·col`.
///
/// Any strides will do: a transpose swaps them, a broadcast has 0, a flip has a negative one.
///
/// @param <A> the array type, `float[]` or `double[]`
record GemmOperand<A>(A data, int at, int row, int col) {
    int index(int i, int j) {
        return at + i * row + j * col;
    }
}

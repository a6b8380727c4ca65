package io.atled.autograd.kernel;

import io.atled.autograd.shape.Layout;

/// A factor that lies in an array: element `(i, j)` stands at `at + i·row + j·col`.
///
/// Any strides will do: a transpose swaps them, a broadcast has 0, a flip has a negative one.
///
/// @param <A> the array type, `float[]` or `double[]`
/// @param data the array
/// @param at where element (0, 0) stands
/// @param row the distance of rows
/// @param col the distance of columns
public record GemmMatrix<A>(A data, int at, int row, int col) implements GemmOperand<A> {
    /// A matrix where it lies.
    @SuppressWarnings("unchecked")                      // the caller knows the element type
    static <A> GemmMatrix<A> of(NdArray x) {
        Layout layout = x.layout();
        return new GemmMatrix<>((A) x.storage(), layout.offset(), layout.stride(0),
                layout.stride(1));
    }

    GemmMatrix<A> transposed() {
        return new GemmMatrix<>(data, at, col, row);
    }

    int index(int i, int j) {
        return at + i * row + j * col;
    }
}

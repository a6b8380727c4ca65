package io.atled.autograd.kernel;

import io.atled.autograd.shape.Slide;

/// The sizes of a pool and what follows from them: pure integers.
///
/// @param height of a plane
/// @param width of a plane
/// @param rows of a window
/// @param columns of a window
/// @param vertical how the window moves down
/// @param horizontal how it moves to the right
record PoolJob(int height, int width, int rows, int columns, Slide vertical, Slide horizontal) {
    /// How many windows stand below one another.
    int down() {
        return (int) vertical.places(height, rows);
    }

    /// How many windows stand side by side.
    int across() {
        return (int) horizontal.places(width, columns);
    }

    int above() {
        return vertical.before();
    }

    int left() {
        return horizontal.before();
    }

    int strideDown() {
        return vertical.stride();
    }

    /// A stride beyond the end is cut: there is one window then.
    int strideRight() {
        return Math.min(horizontal.stride(), left() + width + horizontal.after());
    }

    /// The distance of rows in a plane laid out with its padding, with room for as many windows as
    /// are looked at together.
    int pitch(int wide) {
        int padded = left() + width + horizontal.after();
        int windows = ConvTile32.roundUp(across(), wide);
        return wide == 1 ? padded : Math.max((windows + wide) * strideRight()
                + (int) horizontal.reach(columns), padded);
    }

    int room(int wide) {
        return (above() + height + vertical.after()) * pitch(wide);
    }

    /// Where the elements of a window stand in a plane laid out.
    int[] taps(int wide) {
        return elements(pitch(wide));
    }

    /// Where they stand in a plane as it comes.
    int[] numbers() {
        return elements(width);
    }

    private int[] elements(int pitch) {
        int[] elements = new int[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                elements[i * columns + j] = i * vertical.dilation() * pitch
                        + j * horizontal.dilation();
            }
        }
        return elements;
    }

    /// Where the first element of the first window of a row would stand in a plane as it comes.
    int firstNumber(int row) {
        return (row * strideDown() - above()) * width - left();
    }

    /// The first element of a window that is not padding.
    int firstInside(int row, int column) {
        return inside(row * strideDown() - above(), vertical.dilation()) * width
                + inside(column * strideRight() - left(), horizontal.dilation());
    }

    private static int inside(int start, int step) {
        return start >= 0 ? start : start + Math.ceilDiv(-start, step) * step;
    }

    /// `index`, if it is that of an element of a plane.
    static int element(String op, int index, int position, int area) {
        if (index < 0 || index >= area) {
            throw new IndexOutOfBoundsException(op + ": index " + index + " at position "
                    + position + " is not in 0 … " + (area - 1) + ", the elements of a plane");
        }
        return index;
    }
}

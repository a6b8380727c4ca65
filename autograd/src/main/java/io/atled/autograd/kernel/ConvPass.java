package io.atled.autograd.kernel;

import io.atled.autograd.kernel.ConvAxis.Run;

/// One product of a convolution: each output plane, or each of its phases, is a sum of shifted
/// planes that are laid out in rows.
///
/// @param weights for each term where the weight of row 0 stands
/// @param row the distance of the weights of the next row
/// @param shifts for each term where the element of place 0 stands
/// @param down where the rows of places go
/// @param right where places go
@SuppressWarnings("ArrayRecordComponent")            // nobody compares or changes them
record ConvPass(int[] weights, int row, int[] shifts, Run down, Run right) {
    int terms() {
        return shifts.length;
    }

    /// Terms that are summed in one chain: blocks of even size, of 256 at most.
    int block() {
        return Math.ceilDiv(terms(), Math.ceilDiv(terms(), ConvTile32.TERMS));
    }

    int blocks() {
        return Math.ceilDiv(terms(), block());
    }
}

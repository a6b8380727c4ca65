package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Packing with the Vector API: copies of narrow panels, and transposes of 8 × 8 elements in
/// registers; touch only if [Simd#available()]. The build makes the twin for the other type of this
/// text.
final class GemmVectorTranspose32 {
    private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = WIDE.length();

    /// Rows and columns of a block that is transposed in registers.
    static final int SIDE = 8;

    /// Whether there are vectors of 8 elements.
    static final boolean AVAILABLE = SIDE <= LANES;

    static final VectorSpecies<Float> SPECIES = AVAILABLE
            ? VectorSpecies.of(float.class, VectorShape.forBitSize(SIDE * Float.SIZE)) : WIDE;

    static final VectorShuffle<Float> BY_1 = rotation(1);
    static final VectorShuffle<Float> BY_2 = rotation(2);
    static final VectorShuffle<Float> BY_3 = rotation(3);
    static final VectorShuffle<Float> BY_4 = rotation(4);
    static final VectorShuffle<Float> BY_5 = rotation(5);
    static final VectorShuffle<Float> BY_6 = rotation(6);
    static final VectorShuffle<Float> BY_7 = rotation(7);

    static final VectorMask<Float> ODD = lanes(1);
    static final VectorMask<Float> ODD_2 = lanes(2);
    static final VectorMask<Float> ODD_4 = lanes(4);

    private GemmVectorTranspose32() {}

    /// Lane i + d goes to lane i, around.
    private static VectorShuffle<Float> rotation(int d) {
        return VectorShuffle.fromOp(SPECIES, i -> (i + d) % SPECIES.length());
    }

    /// The lanes whose number has this bit.
    private static VectorMask<Float> lanes(int bit) {
        boolean[] set = new boolean[SPECIES.length()];
        for (int i = 0; i < set.length; i++) {
            set[i] = (i & bit) != 0;
        }
        return VectorMask.fromArray(SPECIES, set, 0);
    }

    static void pack(GemmMatrix<float[]> from, int at, int rows, int cols, float[] to, int toAt,
            int step) {
        float[] data = from.data();
        if (from.col() == 1 && cols >= LANES && rows >= SIDE) {
            copy(rows, cols, data, at, from.row(), to, toAt, step);
        } else if (AVAILABLE && from.row() == 1 && rows >= SIDE && cols >= SIDE) {
            int whole = rows - rows % SIDE;
            for (int j = 0; j < cols; j += SIDE) {      // the last ones overlap
                int left = Math.min(j, cols - SIDE);
                int source = at + left * from.col();
                turn(whole, data, source, from.col(), to, toAt + left, step);
                if (whole < rows) {
                    int last = rows - SIDE;
                    turn(SIDE, data, source + last, from.col(), to, toAt + last * step + left,
                            step);
                }
            }
        } else {
            GemmPacking32.pack(from, at, rows, cols, to, toAt, step);
        }
    }

    /// Copies at least 8 rows of at least one vector, 8 rows of two vectors at a time; the last
    /// ones overlap. It is written out so that C2 compiles it by itself: deep inside a large caller
    /// it runs into C2's limits, and each vector becomes an object.
    private static void copy(int rows, int cols, float[] from, int at, int row, float[] to,
            int toAt, int step) {
        int right = Math.min(cols - LANES, LANES);
        int lastCol = Math.max(0, cols - 2 * LANES);
        int lastRow = rows - SIDE;
        for (int i = 0; i < rows; i += SIDE) {
            int top = Math.min(i, lastRow);
            for (int j = 0; j < cols; j += 2 * LANES) {
                int left = Math.min(j, lastCol);
                int s = at + top * row + left;
                int t = toAt + top * step + left;
                FloatVector.fromArray(WIDE, from, s).intoArray(to, t);
                FloatVector.fromArray(WIDE, from, s + right).intoArray(to, t + right);
                s += row;
                t += step;
                FloatVector.fromArray(WIDE, from, s).intoArray(to, t);
                FloatVector.fromArray(WIDE, from, s + right).intoArray(to, t + right);
                s += row;
                t += step;
                FloatVector.fromArray(WIDE, from, s).intoArray(to, t);
                FloatVector.fromArray(WIDE, from, s + right).intoArray(to, t + right);
                s += row;
                t += step;
                FloatVector.fromArray(WIDE, from, s).intoArray(to, t);
                FloatVector.fromArray(WIDE, from, s + right).intoArray(to, t + right);
                s += row;
                t += step;
                FloatVector.fromArray(WIDE, from, s).intoArray(to, t);
                FloatVector.fromArray(WIDE, from, s + right).intoArray(to, t + right);
                s += row;
                t += step;
                FloatVector.fromArray(WIDE, from, s).intoArray(to, t);
                FloatVector.fromArray(WIDE, from, s + right).intoArray(to, t + right);
                s += row;
                t += step;
                FloatVector.fromArray(WIDE, from, s).intoArray(to, t);
                FloatVector.fromArray(WIDE, from, s + right).intoArray(to, t + right);
                s += row;
                t += step;
                FloatVector.fromArray(WIDE, from, s).intoArray(to, t);
                FloatVector.fromArray(WIDE, from, s + right).intoArray(to, t + right);
            }
        }
    }

    /// Copies 8 rows of `k` elements to 8 columns of `k` rows. Row r, turned around by −r, has its
    /// column c in lane (r + c) % 8; three rounds of blends bring column c of all rows into one
    /// vector; turned around by c, it is in order. Blends cost less than exchanges between two
    /// vectors, of which the usual way takes three times eight.
    private static void turn(int k, float[] a, int at, int row, float[] to, int toAt, int step) {
        int r1 = at + 1 * row;
        int r2 = at + 2 * row;
        int r3 = at + 3 * row;
        int r4 = at + 4 * row;
        int r5 = at + 5 * row;
        int r6 = at + 6 * row;
        int r7 = at + 7 * row;
        int t = toAt;
        for (int p = 0; p < k; p += SIDE) {
            FloatVector v0 = FloatVector.fromArray(SPECIES, a, at + p);
            FloatVector v1 = FloatVector.fromArray(SPECIES, a, r7 + p).rearrange(BY_1);
            FloatVector v2 = FloatVector.fromArray(SPECIES, a, r6 + p).rearrange(BY_2);
            FloatVector v3 = FloatVector.fromArray(SPECIES, a, r5 + p).rearrange(BY_3);
            FloatVector v4 = FloatVector.fromArray(SPECIES, a, r4 + p).rearrange(BY_4);
            FloatVector v5 = FloatVector.fromArray(SPECIES, a, r3 + p).rearrange(BY_5);
            FloatVector v6 = FloatVector.fromArray(SPECIES, a, r2 + p).rearrange(BY_6);
            FloatVector v7 = FloatVector.fromArray(SPECIES, a, r1 + p).rearrange(BY_7);
            FloatVector w0 = v0.blend(v7, ODD);
            FloatVector w1 = v1.blend(v0, ODD);
            FloatVector w2 = v2.blend(v1, ODD);
            FloatVector w3 = v3.blend(v2, ODD);
            FloatVector w4 = v4.blend(v3, ODD);
            FloatVector w5 = v5.blend(v4, ODD);
            FloatVector w6 = v6.blend(v5, ODD);
            FloatVector w7 = v7.blend(v6, ODD);
            FloatVector x0 = w0.blend(w6, ODD_2);
            FloatVector x1 = w1.blend(w7, ODD_2);
            FloatVector x2 = w2.blend(w0, ODD_2);
            FloatVector x3 = w3.blend(w1, ODD_2);
            FloatVector x4 = w4.blend(w2, ODD_2);
            FloatVector x5 = w5.blend(w3, ODD_2);
            FloatVector x6 = w6.blend(w4, ODD_2);
            FloatVector x7 = w7.blend(w5, ODD_2);
            FloatVector y0 = x0.blend(x4, ODD_4);
            FloatVector y1 = x1.blend(x5, ODD_4);
            FloatVector y2 = x2.blend(x6, ODD_4);
            FloatVector y3 = x3.blend(x7, ODD_4);
            FloatVector y4 = x4.blend(x0, ODD_4);
            FloatVector y5 = x5.blend(x1, ODD_4);
            FloatVector y6 = x6.blend(x2, ODD_4);
            FloatVector y7 = x7.blend(x3, ODD_4);
            y0.intoArray(to, t);
            y1.rearrange(BY_1).intoArray(to, t + step);
            y2.rearrange(BY_2).intoArray(to, t + 2 * step);
            y3.rearrange(BY_3).intoArray(to, t + 3 * step);
            y4.rearrange(BY_4).intoArray(to, t + 4 * step);
            y5.rearrange(BY_5).intoArray(to, t + 5 * step);
            y6.rearrange(BY_6).intoArray(to, t + 6 * step);
            y7.rearrange(BY_7).intoArray(to, t + 7 * step);
            t += SIDE * step;
        }
    }
}

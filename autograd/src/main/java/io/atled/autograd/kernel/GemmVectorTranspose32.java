package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
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

    static final FloatVector LOW_1 = pairs(1, 0);
    static final FloatVector HIGH_1 = pairs(1, 1);
    static final FloatVector LOW_2 = pairs(2, 0);
    static final FloatVector HIGH_2 = pairs(2, 2);
    static final FloatVector LOW_4 = pairs(4, 0);
    static final FloatVector HIGH_4 = pairs(4, 4);

    private GemmVectorTranspose32() {}

    /// Which lanes of two vectors x, y make a row of 2 × 2 blocks of `d × d` elements transposed:
    /// the low row from their low blocks (`from` 0) or the high row from their high ones (`d`).
    private static FloatVector pairs(int d, int from) {
        int lanes = SPECIES.length();
        float[] lane = new float[lanes];
        for (int i = 0; i < lanes; i++) {
            lane[i] = (i & d) == 0 ? i + from : lanes + i - d + from;
        }
        return FloatVector.fromArray(SPECIES, lane, 0);
    }

    static void pack(GemmMatrix<float[]> from, int at, int rows, int cols, float[] to, int toAt,
            int step) {
        float[] data = from.data();
        if (from.col() == 1 && cols >= LANES && rows >= SIDE) {
            copy(rows, cols, data, at, from.row(), to, toAt, step);
        } else if (AVAILABLE && from.row() == 1 && rows >= SIDE && cols >= SIDE) {
            int r = rows - rows % SIDE;
            int c = cols - cols % SIDE;
            for (int j = 0; j < c; j += SIDE) {
                turn(r, data, at + j * from.col(), from.col(), to, toAt + j, step);
            }
            GemmPacking32.pack(from, at + c * from.col(), rows, cols - c, to, toAt + c, step);
            GemmPacking32.pack(from, at + r, rows - r, c, to, toAt + r * step, step);
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

    /// Copies 8 rows of `k` elements to 8 columns of `k` rows.
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
            FloatVector v1 = FloatVector.fromArray(SPECIES, a, r1 + p);
            FloatVector v2 = FloatVector.fromArray(SPECIES, a, r2 + p);
            FloatVector v3 = FloatVector.fromArray(SPECIES, a, r3 + p);
            FloatVector v4 = FloatVector.fromArray(SPECIES, a, r4 + p);
            FloatVector v5 = FloatVector.fromArray(SPECIES, a, r5 + p);
            FloatVector v6 = FloatVector.fromArray(SPECIES, a, r6 + p);
            FloatVector v7 = FloatVector.fromArray(SPECIES, a, r7 + p);
            FloatVector w0 = LOW_1.selectFrom(v0, v1);
            FloatVector w1 = HIGH_1.selectFrom(v0, v1);
            FloatVector w2 = LOW_1.selectFrom(v2, v3);
            FloatVector w3 = HIGH_1.selectFrom(v2, v3);
            FloatVector w4 = LOW_1.selectFrom(v4, v5);
            FloatVector w5 = HIGH_1.selectFrom(v4, v5);
            FloatVector w6 = LOW_1.selectFrom(v6, v7);
            FloatVector w7 = HIGH_1.selectFrom(v6, v7);
            FloatVector x0 = LOW_2.selectFrom(w0, w2);
            FloatVector x2 = HIGH_2.selectFrom(w0, w2);
            FloatVector x1 = LOW_2.selectFrom(w1, w3);
            FloatVector x3 = HIGH_2.selectFrom(w1, w3);
            FloatVector x4 = LOW_2.selectFrom(w4, w6);
            FloatVector x6 = HIGH_2.selectFrom(w4, w6);
            FloatVector x5 = LOW_2.selectFrom(w5, w7);
            FloatVector x7 = HIGH_2.selectFrom(w5, w7);
            FloatVector y0 = LOW_4.selectFrom(x0, x4);
            FloatVector y4 = HIGH_4.selectFrom(x0, x4);
            FloatVector y1 = LOW_4.selectFrom(x1, x5);
            FloatVector y5 = HIGH_4.selectFrom(x1, x5);
            FloatVector y2 = LOW_4.selectFrom(x2, x6);
            FloatVector y6 = HIGH_4.selectFrom(x2, x6);
            FloatVector y3 = LOW_4.selectFrom(x3, x7);
            FloatVector y7 = HIGH_4.selectFrom(x3, x7);
            y0.intoArray(to, t);
            y1.intoArray(to, t + step);
            y2.intoArray(to, t + 2 * step);
            y3.intoArray(to, t + 3 * step);
            y4.intoArray(to, t + 4 * step);
            y5.intoArray(to, t + 5 * step);
            y6.intoArray(to, t + 6 * step);
            y7.intoArray(to, t + 7 * step);
            t += SIDE * step;
        }
    }
}

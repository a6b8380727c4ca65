package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Products of one row with the Vector API, which read B where it lies; touch only if
/// [Simd#available()]. The build makes the twin for the other type of this text.
final class GemmVectorLines32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /// Columns of B that one loop takes if its rows have unit stride: as many sums as the latency
    /// of an addition wants.
    static final int STRIP = 8 * LANES;

    /// Columns of B that one loop takes if these have unit stride: two blocks that are transposed
    /// in registers.
    private static final int SIDE = GemmVectorTranspose32.SIDE;
    private static final int DOTS = 2 * SIDE;

    private static final VectorSpecies<Float> EIGHT = GemmVectorTranspose32.SPECIES;
    private static final FloatVector LOW_1 = GemmVectorTranspose32.LOW_1;
    private static final FloatVector HIGH_1 = GemmVectorTranspose32.HIGH_1;
    private static final FloatVector LOW_2 = GemmVectorTranspose32.LOW_2;
    private static final FloatVector HIGH_2 = GemmVectorTranspose32.HIGH_2;
    private static final FloatVector LOW_4 = GemmVectorTranspose32.LOW_4;
    private static final FloatVector HIGH_4 = GemmVectorTranspose32.HIGH_4;

    private GemmVectorLines32() {}

    /// Whether [#line] takes products with `cols` columns of such a B.
    static boolean takes(GemmMatrix<float[]> b, int cols) {
        return b.col() == 1 ? cols >= STRIP
                : b.row() == 1 && cols >= DOTS && GemmVectorTranspose32.AVAILABLE;
    }

    /// Computes `cols` elements of C from `k` elements of A.
    static void line(int cols, int k, float[] a, int aAt, GemmMatrix<float[]> b, int bAt,
            float[] c, int cAt, boolean add, float[] sums) {
        boolean across = b.col() == 1;
        int unit = across ? STRIP : DOTS;
        for (int j = 0; j < cols; j += unit) {
            int from = Math.min(j, cols - unit);        // the last ones overlap those before them
            if (across) {
                strip(k, a, aAt, b.data(), bAt + from, b.row(), sums);
            } else {
                dots(k, a, aAt, b.data(), bAt + from * b.col(), b.col(), sums);
            }
            GemmPacking32.put(unit - (j - from), sums, j - from, c, cAt + j, add);
        }
    }

    /// Eight vectors of columns: adds multiples of rows of B.
    private static void strip(
            int k, float[] a, int aAt, float[] b, int bAt, int bRow, float[] sums) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s0 = zero;
        FloatVector s1 = zero;
        FloatVector s2 = zero;
        FloatVector s3 = zero;
        FloatVector s4 = zero;
        FloatVector s5 = zero;
        FloatVector s6 = zero;
        FloatVector s7 = zero;
        int q = bAt;
        for (int p = 0; p < k; p++) {
            FloatVector x = FloatVector.broadcast(SPECIES, a[aAt + p]);
            s0 = x.fma(FloatVector.fromArray(SPECIES, b, q), s0);
            s1 = x.fma(FloatVector.fromArray(SPECIES, b, q + LANES), s1);
            s2 = x.fma(FloatVector.fromArray(SPECIES, b, q + 2 * LANES), s2);
            s3 = x.fma(FloatVector.fromArray(SPECIES, b, q + 3 * LANES), s3);
            s4 = x.fma(FloatVector.fromArray(SPECIES, b, q + 4 * LANES), s4);
            s5 = x.fma(FloatVector.fromArray(SPECIES, b, q + 5 * LANES), s5);
            s6 = x.fma(FloatVector.fromArray(SPECIES, b, q + 6 * LANES), s6);
            s7 = x.fma(FloatVector.fromArray(SPECIES, b, q + 7 * LANES), s7);
            q += bRow;
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, LANES);
        s2.intoArray(sums, 2 * LANES);
        s3.intoArray(sums, 3 * LANES);
        s4.intoArray(sums, 4 * LANES);
        s5.intoArray(sums, 5 * LANES);
        s6.intoArray(sums, 6 * LANES);
        s7.intoArray(sums, 7 * LANES);
    }

    /// Inner products of A with [#DOTS] columns of B, `col` apart: blocks of 8 × 8 elements are
    /// transposed in registers, so that a lane adds up one column in order; two sums hide each
    /// other's latency.
    @SuppressWarnings("checkstyle:MethodLength")        // vectors must be locals
    private static void dots(
            int k, float[] a, int aAt, float[] b, int bAt, int col, float[] sums) {
        FloatVector s = FloatVector.zero(EIGHT);
        FloatVector t = s;
        int b1 = bAt + 1 * col;
        int b2 = bAt + 2 * col;
        int b3 = bAt + 3 * col;
        int b4 = bAt + 4 * col;
        int b5 = bAt + 5 * col;
        int b6 = bAt + 6 * col;
        int b7 = bAt + 7 * col;
        int b8 = bAt + 8 * col;
        int b9 = bAt + 9 * col;
        int b10 = bAt + 10 * col;
        int b11 = bAt + 11 * col;
        int b12 = bAt + 12 * col;
        int b13 = bAt + 13 * col;
        int b14 = bAt + 14 * col;
        int b15 = bAt + 15 * col;
        int whole = k - k % SIDE;
        for (int p = 0; p < whole; p += SIDE) {
            FloatVector u0 = FloatVector.fromArray(EIGHT, b, bAt + p);
            FloatVector u1 = FloatVector.fromArray(EIGHT, b, b1 + p);
            FloatVector u2 = FloatVector.fromArray(EIGHT, b, b2 + p);
            FloatVector u3 = FloatVector.fromArray(EIGHT, b, b3 + p);
            FloatVector u4 = FloatVector.fromArray(EIGHT, b, b4 + p);
            FloatVector u5 = FloatVector.fromArray(EIGHT, b, b5 + p);
            FloatVector u6 = FloatVector.fromArray(EIGHT, b, b6 + p);
            FloatVector u7 = FloatVector.fromArray(EIGHT, b, b7 + p);
            FloatVector v0 = LOW_1.selectFrom(u0, u1);
            FloatVector v1 = HIGH_1.selectFrom(u0, u1);
            FloatVector v2 = LOW_1.selectFrom(u2, u3);
            FloatVector v3 = HIGH_1.selectFrom(u2, u3);
            FloatVector v4 = LOW_1.selectFrom(u4, u5);
            FloatVector v5 = HIGH_1.selectFrom(u4, u5);
            FloatVector v6 = LOW_1.selectFrom(u6, u7);
            FloatVector v7 = HIGH_1.selectFrom(u6, u7);
            FloatVector w0 = LOW_2.selectFrom(v0, v2);
            FloatVector w2 = HIGH_2.selectFrom(v0, v2);
            FloatVector w1 = LOW_2.selectFrom(v1, v3);
            FloatVector w3 = HIGH_2.selectFrom(v1, v3);
            FloatVector w4 = LOW_2.selectFrom(v4, v6);
            FloatVector w6 = HIGH_2.selectFrom(v4, v6);
            FloatVector w5 = LOW_2.selectFrom(v5, v7);
            FloatVector w7 = HIGH_2.selectFrom(v5, v7);
            u0 = LOW_4.selectFrom(w0, w4);
            u4 = HIGH_4.selectFrom(w0, w4);
            u1 = LOW_4.selectFrom(w1, w5);
            u5 = HIGH_4.selectFrom(w1, w5);
            u2 = LOW_4.selectFrom(w2, w6);
            u6 = HIGH_4.selectFrom(w2, w6);
            u3 = LOW_4.selectFrom(w3, w7);
            u7 = HIGH_4.selectFrom(w3, w7);
            s = FloatVector.broadcast(EIGHT, a[aAt + p]).fma(u0, s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 1]).fma(u1, s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 2]).fma(u2, s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 3]).fma(u3, s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 4]).fma(u4, s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 5]).fma(u5, s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 6]).fma(u6, s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 7]).fma(u7, s);
            FloatVector x0 = FloatVector.fromArray(EIGHT, b, b8 + p);
            FloatVector x1 = FloatVector.fromArray(EIGHT, b, b9 + p);
            FloatVector x2 = FloatVector.fromArray(EIGHT, b, b10 + p);
            FloatVector x3 = FloatVector.fromArray(EIGHT, b, b11 + p);
            FloatVector x4 = FloatVector.fromArray(EIGHT, b, b12 + p);
            FloatVector x5 = FloatVector.fromArray(EIGHT, b, b13 + p);
            FloatVector x6 = FloatVector.fromArray(EIGHT, b, b14 + p);
            FloatVector x7 = FloatVector.fromArray(EIGHT, b, b15 + p);
            FloatVector y0 = LOW_1.selectFrom(x0, x1);
            FloatVector y1 = HIGH_1.selectFrom(x0, x1);
            FloatVector y2 = LOW_1.selectFrom(x2, x3);
            FloatVector y3 = HIGH_1.selectFrom(x2, x3);
            FloatVector y4 = LOW_1.selectFrom(x4, x5);
            FloatVector y5 = HIGH_1.selectFrom(x4, x5);
            FloatVector y6 = LOW_1.selectFrom(x6, x7);
            FloatVector y7 = HIGH_1.selectFrom(x6, x7);
            FloatVector z0 = LOW_2.selectFrom(y0, y2);
            FloatVector z2 = HIGH_2.selectFrom(y0, y2);
            FloatVector z1 = LOW_2.selectFrom(y1, y3);
            FloatVector z3 = HIGH_2.selectFrom(y1, y3);
            FloatVector z4 = LOW_2.selectFrom(y4, y6);
            FloatVector z6 = HIGH_2.selectFrom(y4, y6);
            FloatVector z5 = LOW_2.selectFrom(y5, y7);
            FloatVector z7 = HIGH_2.selectFrom(y5, y7);
            x0 = LOW_4.selectFrom(z0, z4);
            x4 = HIGH_4.selectFrom(z0, z4);
            x1 = LOW_4.selectFrom(z1, z5);
            x5 = HIGH_4.selectFrom(z1, z5);
            x2 = LOW_4.selectFrom(z2, z6);
            x6 = HIGH_4.selectFrom(z2, z6);
            x3 = LOW_4.selectFrom(z3, z7);
            x7 = HIGH_4.selectFrom(z3, z7);
            t = FloatVector.broadcast(EIGHT, a[aAt + p]).fma(x0, t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 1]).fma(x1, t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 2]).fma(x2, t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 3]).fma(x3, t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 4]).fma(x4, t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 5]).fma(x5, t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 6]).fma(x6, t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 7]).fma(x7, t);
        }
        s.intoArray(sums, 0);
        t.intoArray(sums, SIDE);
        for (int i = 0; i < DOTS; i++) {
            for (int p = whole; p < k; p++) {
                sums[i] = Math.fma(a[aAt + p], b[bAt + i * col + p], sums[i]);
            }
        }
    }
}

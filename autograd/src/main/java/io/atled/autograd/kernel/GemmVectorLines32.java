package io.atled.autograd.kernel;

import static io.atled.autograd.kernel.GemmVectorTranspose32.BY_1;
import static io.atled.autograd.kernel.GemmVectorTranspose32.BY_2;
import static io.atled.autograd.kernel.GemmVectorTranspose32.BY_3;
import static io.atled.autograd.kernel.GemmVectorTranspose32.BY_4;
import static io.atled.autograd.kernel.GemmVectorTranspose32.BY_5;
import static io.atled.autograd.kernel.GemmVectorTranspose32.BY_6;
import static io.atled.autograd.kernel.GemmVectorTranspose32.BY_7;
import static io.atled.autograd.kernel.GemmVectorTranspose32.ODD;
import static io.atled.autograd.kernel.GemmVectorTranspose32.ODD_2;
import static io.atled.autograd.kernel.GemmVectorTranspose32.ODD_4;

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
            FloatVector c0 = FloatVector.fromArray(EIGHT, b, bAt + p);
            FloatVector c1 = FloatVector.fromArray(EIGHT, b, b7 + p).rearrange(BY_1);
            FloatVector c2 = FloatVector.fromArray(EIGHT, b, b6 + p).rearrange(BY_2);
            FloatVector c3 = FloatVector.fromArray(EIGHT, b, b5 + p).rearrange(BY_3);
            FloatVector c4 = FloatVector.fromArray(EIGHT, b, b4 + p).rearrange(BY_4);
            FloatVector c5 = FloatVector.fromArray(EIGHT, b, b3 + p).rearrange(BY_5);
            FloatVector c6 = FloatVector.fromArray(EIGHT, b, b2 + p).rearrange(BY_6);
            FloatVector c7 = FloatVector.fromArray(EIGHT, b, b1 + p).rearrange(BY_7);
            FloatVector d0 = c0.blend(c7, ODD);
            FloatVector d1 = c1.blend(c0, ODD);
            FloatVector d2 = c2.blend(c1, ODD);
            FloatVector d3 = c3.blend(c2, ODD);
            FloatVector d4 = c4.blend(c3, ODD);
            FloatVector d5 = c5.blend(c4, ODD);
            FloatVector d6 = c6.blend(c5, ODD);
            FloatVector d7 = c7.blend(c6, ODD);
            FloatVector e0 = d0.blend(d6, ODD_2);
            FloatVector e1 = d1.blend(d7, ODD_2);
            FloatVector e2 = d2.blend(d0, ODD_2);
            FloatVector e3 = d3.blend(d1, ODD_2);
            FloatVector e4 = d4.blend(d2, ODD_2);
            FloatVector e5 = d5.blend(d3, ODD_2);
            FloatVector e6 = d6.blend(d4, ODD_2);
            FloatVector e7 = d7.blend(d5, ODD_2);
            FloatVector f0 = e0.blend(e4, ODD_4);
            FloatVector f1 = e1.blend(e5, ODD_4);
            FloatVector f2 = e2.blend(e6, ODD_4);
            FloatVector f3 = e3.blend(e7, ODD_4);
            FloatVector f4 = e4.blend(e0, ODD_4);
            FloatVector f5 = e5.blend(e1, ODD_4);
            FloatVector f6 = e6.blend(e2, ODD_4);
            FloatVector f7 = e7.blend(e3, ODD_4);
            s = FloatVector.broadcast(EIGHT, a[aAt + p]).fma(f0, s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 1]).fma(f1.rearrange(BY_1), s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 2]).fma(f2.rearrange(BY_2), s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 3]).fma(f3.rearrange(BY_3), s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 4]).fma(f4.rearrange(BY_4), s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 5]).fma(f5.rearrange(BY_5), s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 6]).fma(f6.rearrange(BY_6), s);
            s = FloatVector.broadcast(EIGHT, a[aAt + p + 7]).fma(f7.rearrange(BY_7), s);
            FloatVector g0 = FloatVector.fromArray(EIGHT, b, b8 + p);
            FloatVector g1 = FloatVector.fromArray(EIGHT, b, b15 + p).rearrange(BY_1);
            FloatVector g2 = FloatVector.fromArray(EIGHT, b, b14 + p).rearrange(BY_2);
            FloatVector g3 = FloatVector.fromArray(EIGHT, b, b13 + p).rearrange(BY_3);
            FloatVector g4 = FloatVector.fromArray(EIGHT, b, b12 + p).rearrange(BY_4);
            FloatVector g5 = FloatVector.fromArray(EIGHT, b, b11 + p).rearrange(BY_5);
            FloatVector g6 = FloatVector.fromArray(EIGHT, b, b10 + p).rearrange(BY_6);
            FloatVector g7 = FloatVector.fromArray(EIGHT, b, b9 + p).rearrange(BY_7);
            FloatVector h0 = g0.blend(g7, ODD);
            FloatVector h1 = g1.blend(g0, ODD);
            FloatVector h2 = g2.blend(g1, ODD);
            FloatVector h3 = g3.blend(g2, ODD);
            FloatVector h4 = g4.blend(g3, ODD);
            FloatVector h5 = g5.blend(g4, ODD);
            FloatVector h6 = g6.blend(g5, ODD);
            FloatVector h7 = g7.blend(g6, ODD);
            FloatVector i0 = h0.blend(h6, ODD_2);
            FloatVector i1 = h1.blend(h7, ODD_2);
            FloatVector i2 = h2.blend(h0, ODD_2);
            FloatVector i3 = h3.blend(h1, ODD_2);
            FloatVector i4 = h4.blend(h2, ODD_2);
            FloatVector i5 = h5.blend(h3, ODD_2);
            FloatVector i6 = h6.blend(h4, ODD_2);
            FloatVector i7 = h7.blend(h5, ODD_2);
            FloatVector j0 = i0.blend(i4, ODD_4);
            FloatVector j1 = i1.blend(i5, ODD_4);
            FloatVector j2 = i2.blend(i6, ODD_4);
            FloatVector j3 = i3.blend(i7, ODD_4);
            FloatVector j4 = i4.blend(i0, ODD_4);
            FloatVector j5 = i5.blend(i1, ODD_4);
            FloatVector j6 = i6.blend(i2, ODD_4);
            FloatVector j7 = i7.blend(i3, ODD_4);
            t = FloatVector.broadcast(EIGHT, a[aAt + p]).fma(j0, t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 1]).fma(j1.rearrange(BY_1), t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 2]).fma(j2.rearrange(BY_2), t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 3]).fma(j3.rearrange(BY_3), t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 4]).fma(j4.rearrange(BY_4), t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 5]).fma(j5.rearrange(BY_5), t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 6]).fma(j6.rearrange(BY_6), t);
            t = FloatVector.broadcast(EIGHT, a[aAt + p + 7]).fma(j7.rearrange(BY_7), t);
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

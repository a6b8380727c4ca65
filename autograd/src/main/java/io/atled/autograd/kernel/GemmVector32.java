package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The `float` tiles of a matrix product, with the Vector API; touch only if [Simd#available()].
///
/// A tile is written out register by register because C2 keeps only local variables in registers,
/// and rows of A are a constant distance apart because it then needs one address for all of them:
/// with few instructions beside the multiply-adds a tile stays fast on a core that is shared or
/// narrow. Each tile is a compilation of its own, so a machine uses two of them at most.
///
/// Surplus rows at the lower edge of C are stored before the last one, to its place, and so vanish.
///
/// The build makes the twin for the other type of this text: a tile over the generic vector type
/// would see both types and be compiled for neither.
final class GemmVector32 extends GemmTile<float[]> {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /// Columns of a panel and distance of its rows: two vectors.
    private static final int PANEL = 2 * LANES;

    /// Whether there are 32 registers: with AVX-512, and on ARM.
    private static final boolean MANY =
            SPECIES.vectorBitSize() >= 512 || "aarch64".equals(System.getProperty("os.arch"));

    private static final int TALL = MANY ? 12 : 6;
    private static final int LOW = MANY ? 8 : 6;

    @Override
    int height(int left) {
        boolean low = left <= LOW || (left > TALL && left <= 2 * LOW);
        return Math.min(left, low ? LOW : TALL);
    }

    @Override
    int rows() {
        return TALL;
    }

    @Override
    int panel() {
        return PANEL;
    }

    @Override
    float[] array(int length) {
        return new float[length];
    }

    @Override
    float[][] scratch() {
        return new float[1][GemmVectorLines32.STRIP];
    }

    @Override
    void pack(GemmMatrix<float[]> from, int at, int rows, int cols, float[] to, int toAt,
            int step) {
        GemmVectorTranspose32.pack(from, at, rows, cols, to, toAt, step);
    }

    @Override
    void tile(int rows, int cols, int k, float[] a, int aAt, float[] b, int bAt, int bRow,
            float[] c, int cAt, int cRow, boolean add, float[][] scratch) {
        if (!MANY) {
            six(rows, k, a, aAt, b, bAt, bRow, c, cAt, cRow, add);
        } else if (rows > LOW) {
            twelve(rows, k, a, aAt, b, bAt, bRow, c, cAt, cRow, add);
        } else {
            eight(rows, k, a, aAt, b, bAt, bRow, c, cAt, cRow, add);
        }
    }

    @Override
    void line(int cols, int k, float[] a, int aAt, GemmMatrix<float[]> b, int bAt, float[] c,
            int cAt, boolean add, float[][] scratch) {
        GemmVectorLines32.line(cols, k, a, aAt, b, bAt, c, cAt, add, scratch[0]);
    }

    @Override
    boolean lines(GemmMatrix<float[]> b, int cols) {
        return GemmVectorLines32.takes(b, cols);
    }

    @Override
    void move(int rows, int cols, float[] from, int step, GemmTarget<float[]> c, int cAt) {
        if (c.row() == 1 && c.col() != 1 && !c.add()) {
            GemmVectorTranspose32.pack(new GemmMatrix<>(from, 0, 1, step), 0, /* rows= */ cols,
                    /* cols= */ rows, c.data(), cAt, c.col());
        } else {
            GemmPacking32.move(rows, cols, from, step, c, cAt);
        }
    }

    /// 12 rows by 2 vectors: 24 of 32 registers sum.
    @SuppressWarnings("checkstyle:MethodLength")        // the sums must be locals
    private static void twelve(int rows, int k, float[] a, int aAt, float[] b, int bAt, int bRow,
            float[] c, int cAt, int cRow, boolean add) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s0 = zero;
        FloatVector t0 = zero;
        FloatVector s1 = zero;
        FloatVector t1 = zero;
        FloatVector s2 = zero;
        FloatVector t2 = zero;
        FloatVector s3 = zero;
        FloatVector t3 = zero;
        FloatVector s4 = zero;
        FloatVector t4 = zero;
        FloatVector s5 = zero;
        FloatVector t5 = zero;
        FloatVector s6 = zero;
        FloatVector t6 = zero;
        FloatVector s7 = zero;
        FloatVector t7 = zero;
        FloatVector s8 = zero;
        FloatVector t8 = zero;
        FloatVector s9 = zero;
        FloatVector t9 = zero;
        FloatVector s10 = zero;
        FloatVector t10 = zero;
        FloatVector s11 = zero;
        FloatVector t11 = zero;
        int q = bAt;
        for (int p = 0; p < k; p++) {
            FloatVector u = FloatVector.fromArray(SPECIES, b, q);
            FloatVector v = FloatVector.fromArray(SPECIES, b, q + LANES);
            q += bRow;
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aAt + p]);
            s0 = x0.fma(u, s0);
            t0 = x0.fma(v, t0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[aAt + ROW + p]);
            s1 = x1.fma(u, s1);
            t1 = x1.fma(v, t1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[aAt + 2 * ROW + p]);
            s2 = x2.fma(u, s2);
            t2 = x2.fma(v, t2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[aAt + 3 * ROW + p]);
            s3 = x3.fma(u, s3);
            t3 = x3.fma(v, t3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[aAt + 4 * ROW + p]);
            s4 = x4.fma(u, s4);
            t4 = x4.fma(v, t4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[aAt + 5 * ROW + p]);
            s5 = x5.fma(u, s5);
            t5 = x5.fma(v, t5);
            FloatVector x6 = FloatVector.broadcast(SPECIES, a[aAt + 6 * ROW + p]);
            s6 = x6.fma(u, s6);
            t6 = x6.fma(v, t6);
            FloatVector x7 = FloatVector.broadcast(SPECIES, a[aAt + 7 * ROW + p]);
            s7 = x7.fma(u, s7);
            t7 = x7.fma(v, t7);
            FloatVector x8 = FloatVector.broadcast(SPECIES, a[aAt + 8 * ROW + p]);
            s8 = x8.fma(u, s8);
            t8 = x8.fma(v, t8);
            FloatVector x9 = FloatVector.broadcast(SPECIES, a[aAt + 9 * ROW + p]);
            s9 = x9.fma(u, s9);
            t9 = x9.fma(v, t9);
            FloatVector x10 = FloatVector.broadcast(SPECIES, a[aAt + 10 * ROW + p]);
            s10 = x10.fma(u, s10);
            t10 = x10.fma(v, t10);
            FloatVector x11 = FloatVector.broadcast(SPECIES, a[aAt + 11 * ROW + p]);
            s11 = x11.fma(u, s11);
            t11 = x11.fma(v, t11);
        }
        int last = rows - 1;
        int c1 = cAt + Math.min(1, last) * cRow;
        int c2 = cAt + Math.min(2, last) * cRow;
        int c3 = cAt + Math.min(3, last) * cRow;
        int c4 = cAt + Math.min(4, last) * cRow;
        int c5 = cAt + Math.min(5, last) * cRow;
        int c6 = cAt + Math.min(6, last) * cRow;
        int c7 = cAt + Math.min(7, last) * cRow;
        int c8 = cAt + Math.min(8, last) * cRow;
        int c9 = cAt + Math.min(9, last) * cRow;
        int c10 = cAt + Math.min(10, last) * cRow;
        int c11 = cAt + Math.min(11, last) * cRow;
        if (add) {
            s0 = FloatVector.fromArray(SPECIES, c, cAt).add(s0);
            t0 = FloatVector.fromArray(SPECIES, c, cAt + LANES).add(t0);
            s1 = FloatVector.fromArray(SPECIES, c, c1).add(s1);
            t1 = FloatVector.fromArray(SPECIES, c, c1 + LANES).add(t1);
            s2 = FloatVector.fromArray(SPECIES, c, c2).add(s2);
            t2 = FloatVector.fromArray(SPECIES, c, c2 + LANES).add(t2);
            s3 = FloatVector.fromArray(SPECIES, c, c3).add(s3);
            t3 = FloatVector.fromArray(SPECIES, c, c3 + LANES).add(t3);
            s4 = FloatVector.fromArray(SPECIES, c, c4).add(s4);
            t4 = FloatVector.fromArray(SPECIES, c, c4 + LANES).add(t4);
            s5 = FloatVector.fromArray(SPECIES, c, c5).add(s5);
            t5 = FloatVector.fromArray(SPECIES, c, c5 + LANES).add(t5);
            s6 = FloatVector.fromArray(SPECIES, c, c6).add(s6);
            t6 = FloatVector.fromArray(SPECIES, c, c6 + LANES).add(t6);
            s7 = FloatVector.fromArray(SPECIES, c, c7).add(s7);
            t7 = FloatVector.fromArray(SPECIES, c, c7 + LANES).add(t7);
            s8 = FloatVector.fromArray(SPECIES, c, c8).add(s8);
            t8 = FloatVector.fromArray(SPECIES, c, c8 + LANES).add(t8);
            s9 = FloatVector.fromArray(SPECIES, c, c9).add(s9);
            t9 = FloatVector.fromArray(SPECIES, c, c9 + LANES).add(t9);
            s10 = FloatVector.fromArray(SPECIES, c, c10).add(s10);
            t10 = FloatVector.fromArray(SPECIES, c, c10 + LANES).add(t10);
            s11 = FloatVector.fromArray(SPECIES, c, c11).add(s11);
            t11 = FloatVector.fromArray(SPECIES, c, c11 + LANES).add(t11);
        }
        s11.intoArray(c, c11);
        t11.intoArray(c, c11 + LANES);
        s10.intoArray(c, c10);
        t10.intoArray(c, c10 + LANES);
        s9.intoArray(c, c9);
        t9.intoArray(c, c9 + LANES);
        s8.intoArray(c, c8);
        t8.intoArray(c, c8 + LANES);
        s7.intoArray(c, c7);
        t7.intoArray(c, c7 + LANES);
        s6.intoArray(c, c6);
        t6.intoArray(c, c6 + LANES);
        s5.intoArray(c, c5);
        t5.intoArray(c, c5 + LANES);
        s4.intoArray(c, c4);
        t4.intoArray(c, c4 + LANES);
        s3.intoArray(c, c3);
        t3.intoArray(c, c3 + LANES);
        s2.intoArray(c, c2);
        t2.intoArray(c, c2 + LANES);
        s1.intoArray(c, c1);
        t1.intoArray(c, c1 + LANES);
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + LANES);
    }

    /// 8 rows by 2 vectors, for what 12 do not divide.
    @SuppressWarnings("checkstyle:MethodLength")        // the sums must be locals
    private static void eight(int rows, int k, float[] a, int aAt, float[] b, int bAt, int bRow,
            float[] c, int cAt, int cRow, boolean add) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s0 = zero;
        FloatVector t0 = zero;
        FloatVector s1 = zero;
        FloatVector t1 = zero;
        FloatVector s2 = zero;
        FloatVector t2 = zero;
        FloatVector s3 = zero;
        FloatVector t3 = zero;
        FloatVector s4 = zero;
        FloatVector t4 = zero;
        FloatVector s5 = zero;
        FloatVector t5 = zero;
        FloatVector s6 = zero;
        FloatVector t6 = zero;
        FloatVector s7 = zero;
        FloatVector t7 = zero;
        int q = bAt;
        for (int p = 0; p < k; p++) {
            FloatVector u = FloatVector.fromArray(SPECIES, b, q);
            FloatVector v = FloatVector.fromArray(SPECIES, b, q + LANES);
            q += bRow;
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aAt + p]);
            s0 = x0.fma(u, s0);
            t0 = x0.fma(v, t0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[aAt + ROW + p]);
            s1 = x1.fma(u, s1);
            t1 = x1.fma(v, t1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[aAt + 2 * ROW + p]);
            s2 = x2.fma(u, s2);
            t2 = x2.fma(v, t2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[aAt + 3 * ROW + p]);
            s3 = x3.fma(u, s3);
            t3 = x3.fma(v, t3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[aAt + 4 * ROW + p]);
            s4 = x4.fma(u, s4);
            t4 = x4.fma(v, t4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[aAt + 5 * ROW + p]);
            s5 = x5.fma(u, s5);
            t5 = x5.fma(v, t5);
            FloatVector x6 = FloatVector.broadcast(SPECIES, a[aAt + 6 * ROW + p]);
            s6 = x6.fma(u, s6);
            t6 = x6.fma(v, t6);
            FloatVector x7 = FloatVector.broadcast(SPECIES, a[aAt + 7 * ROW + p]);
            s7 = x7.fma(u, s7);
            t7 = x7.fma(v, t7);
        }
        int last = rows - 1;
        int c1 = cAt + Math.min(1, last) * cRow;
        int c2 = cAt + Math.min(2, last) * cRow;
        int c3 = cAt + Math.min(3, last) * cRow;
        int c4 = cAt + Math.min(4, last) * cRow;
        int c5 = cAt + Math.min(5, last) * cRow;
        int c6 = cAt + Math.min(6, last) * cRow;
        int c7 = cAt + Math.min(7, last) * cRow;
        if (add) {
            s0 = FloatVector.fromArray(SPECIES, c, cAt).add(s0);
            t0 = FloatVector.fromArray(SPECIES, c, cAt + LANES).add(t0);
            s1 = FloatVector.fromArray(SPECIES, c, c1).add(s1);
            t1 = FloatVector.fromArray(SPECIES, c, c1 + LANES).add(t1);
            s2 = FloatVector.fromArray(SPECIES, c, c2).add(s2);
            t2 = FloatVector.fromArray(SPECIES, c, c2 + LANES).add(t2);
            s3 = FloatVector.fromArray(SPECIES, c, c3).add(s3);
            t3 = FloatVector.fromArray(SPECIES, c, c3 + LANES).add(t3);
            s4 = FloatVector.fromArray(SPECIES, c, c4).add(s4);
            t4 = FloatVector.fromArray(SPECIES, c, c4 + LANES).add(t4);
            s5 = FloatVector.fromArray(SPECIES, c, c5).add(s5);
            t5 = FloatVector.fromArray(SPECIES, c, c5 + LANES).add(t5);
            s6 = FloatVector.fromArray(SPECIES, c, c6).add(s6);
            t6 = FloatVector.fromArray(SPECIES, c, c6 + LANES).add(t6);
            s7 = FloatVector.fromArray(SPECIES, c, c7).add(s7);
            t7 = FloatVector.fromArray(SPECIES, c, c7 + LANES).add(t7);
        }
        s7.intoArray(c, c7);
        t7.intoArray(c, c7 + LANES);
        s6.intoArray(c, c6);
        t6.intoArray(c, c6 + LANES);
        s5.intoArray(c, c5);
        t5.intoArray(c, c5 + LANES);
        s4.intoArray(c, c4);
        t4.intoArray(c, c4 + LANES);
        s3.intoArray(c, c3);
        t3.intoArray(c, c3 + LANES);
        s2.intoArray(c, c2);
        t2.intoArray(c, c2 + LANES);
        s1.intoArray(c, c1);
        t1.intoArray(c, c1 + LANES);
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + LANES);
    }

    /// 6 rows by 2 vectors: 12 of 16 registers sum.
    @SuppressWarnings("checkstyle:MethodLength")        // the sums must be locals
    private static void six(int rows, int k, float[] a, int aAt, float[] b, int bAt, int bRow,
            float[] c, int cAt, int cRow, boolean add) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s0 = zero;
        FloatVector t0 = zero;
        FloatVector s1 = zero;
        FloatVector t1 = zero;
        FloatVector s2 = zero;
        FloatVector t2 = zero;
        FloatVector s3 = zero;
        FloatVector t3 = zero;
        FloatVector s4 = zero;
        FloatVector t4 = zero;
        FloatVector s5 = zero;
        FloatVector t5 = zero;
        int q = bAt;
        for (int p = 0; p < k; p++) {
            FloatVector u = FloatVector.fromArray(SPECIES, b, q);
            FloatVector v = FloatVector.fromArray(SPECIES, b, q + LANES);
            q += bRow;
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aAt + p]);
            s0 = x0.fma(u, s0);
            t0 = x0.fma(v, t0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[aAt + ROW + p]);
            s1 = x1.fma(u, s1);
            t1 = x1.fma(v, t1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[aAt + 2 * ROW + p]);
            s2 = x2.fma(u, s2);
            t2 = x2.fma(v, t2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[aAt + 3 * ROW + p]);
            s3 = x3.fma(u, s3);
            t3 = x3.fma(v, t3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[aAt + 4 * ROW + p]);
            s4 = x4.fma(u, s4);
            t4 = x4.fma(v, t4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[aAt + 5 * ROW + p]);
            s5 = x5.fma(u, s5);
            t5 = x5.fma(v, t5);
        }
        int last = rows - 1;
        int c1 = cAt + Math.min(1, last) * cRow;
        int c2 = cAt + Math.min(2, last) * cRow;
        int c3 = cAt + Math.min(3, last) * cRow;
        int c4 = cAt + Math.min(4, last) * cRow;
        int c5 = cAt + Math.min(5, last) * cRow;
        if (add) {
            s0 = FloatVector.fromArray(SPECIES, c, cAt).add(s0);
            t0 = FloatVector.fromArray(SPECIES, c, cAt + LANES).add(t0);
            s1 = FloatVector.fromArray(SPECIES, c, c1).add(s1);
            t1 = FloatVector.fromArray(SPECIES, c, c1 + LANES).add(t1);
            s2 = FloatVector.fromArray(SPECIES, c, c2).add(s2);
            t2 = FloatVector.fromArray(SPECIES, c, c2 + LANES).add(t2);
            s3 = FloatVector.fromArray(SPECIES, c, c3).add(s3);
            t3 = FloatVector.fromArray(SPECIES, c, c3 + LANES).add(t3);
            s4 = FloatVector.fromArray(SPECIES, c, c4).add(s4);
            t4 = FloatVector.fromArray(SPECIES, c, c4 + LANES).add(t4);
            s5 = FloatVector.fromArray(SPECIES, c, c5).add(s5);
            t5 = FloatVector.fromArray(SPECIES, c, c5 + LANES).add(t5);
        }
        s5.intoArray(c, c5);
        t5.intoArray(c, c5 + LANES);
        s4.intoArray(c, c4);
        t4.intoArray(c, c4 + LANES);
        s3.intoArray(c, c3);
        t3.intoArray(c, c3 + LANES);
        s2.intoArray(c, c2);
        t2.intoArray(c, c2 + LANES);
        s1.intoArray(c, c1);
        t1.intoArray(c, c1 + LANES);
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + LANES);
    }
}

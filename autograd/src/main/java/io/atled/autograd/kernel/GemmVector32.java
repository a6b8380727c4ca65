package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The `float` tiles of a matrix product, with the Vector API; touch only if [Simd#available()].
///
/// A tile is written out register by register because C2 keeps only local variables in registers,
/// and strides are constants because it then needs one address for all rows. Each tile is one more
/// compilation of about a second, so there are two; they only store, and edges and sums are moved
/// to C afterwards. No helper may stand between: in a method of this size C2 stops inlining, and a
/// vector that crosses a call is boxed, a hundred times slower.
///
/// The build makes the twin for the other type of this text: a tile over the generic vector type
/// would see both types and be compiled for neither.
final class GemmVector32 extends GemmTile<float[]> {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /// Columns of a panel and distance of its rows: two vectors.
    private static final int PANEL = 2 * LANES;

    /// 512-bit machines have 32 registers, enough for the taller tile.
    private static final boolean TALL = SPECIES.vectorBitSize() >= 512;

    private static final int TALL_ROWS = 14;
    private static final int LOW_ROWS = 6;

    @Override
    int rows() {
        return TALL ? TALL_ROWS : LOW_ROWS;
    }

    @Override
    int fewRows() {
        return LOW_ROWS;
    }

    @Override
    int panel() {
        return PANEL;
    }

    @Override
    int chunk() {
        return Math.max(PANEL, 128);
    }

    @Override
    float[] array(int length) {
        return new float[length];
    }

    @Override
    float[][] scratch() {
        return new float[1][TALL_ROWS * PANEL];
    }

    @Override
    void pack(GemmMatrix<float[]> from, int at, int rows, int cols, float[] to, int toAt,
            int step) {
        GemmPacking32.pack(from, at, rows, cols, to, toAt, step);
    }

    @Override
    void run(
            int rows,
            int cols,
            int k,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            GemmTarget<float[]> c,
            int cAt,
            float[][] scratch) {
        boolean tall = rows > LOW_ROWS;
        boolean whole = cols == PANEL && rows == (tall ? TALL_ROWS : LOW_ROWS);
        if (whole && !c.add()) {
            full(tall, k, a, aAt, b, bAt, c.data(), cAt, c.row());
        } else {
            full(tall, k, a, aAt, b, bAt, scratch[0], 0, PANEL);
            if (cols == PANEL && c.add()) {
                add(rows, scratch[0], c, cAt);
            } else {
                cut(rows, cols, scratch[0], c, cAt);
            }
        }
    }

    private static void full(
            boolean tall,
            int k,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            float[] c,
            int cAt,
            int row) {
        if (tall) {
            tall(k, a, aAt, b, bAt, c, cAt, row);
        } else {
            low(k, a, aAt, b, bAt, c, cAt, row);
        }
    }

    /// Adds rows of a whole panel to C.
    private static void add(int rows, float[] from, GemmTarget<float[]> to, int at) {
        float[] c = to.data();
        for (int i = 0; i < rows; i++) {
            int target = at + i * to.row();
            FloatVector.fromArray(SPECIES, c, target)
                    .add(FloatVector.fromArray(SPECIES, from, i * PANEL))
                    .intoArray(c, target);
            FloatVector.fromArray(SPECIES, c, target + LANES)
                    .add(FloatVector.fromArray(SPECIES, from, i * PANEL + LANES))
                    .intoArray(c, target + LANES);
        }
    }

    /// Moves or adds the wanted part of a tile to C.
    private static void cut(int rows, int cols, float[] from, GemmTarget<float[]> to, int at) {
        float[] c = to.data();
        for (int i = 0; i < rows; i++) {
            int target = at + i * to.row();
            if (to.add()) {
                for (int j = 0; j < cols; j++) {
                    c[target + j] += from[i * PANEL + j];
                }
            } else {
                System.arraycopy(from, i * PANEL, c, target, cols);
            }
        }
    }

    /// 14 rows by 2 vectors: 28 of the 32 registers of a 512-bit machine sum, the rest feed them.
    @SuppressWarnings("checkstyle:MethodLength")        // the accumulators must be locals
    private static void tall(
            int k, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int row) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s00 = zero;
        FloatVector t00 = zero;
        FloatVector s01 = zero;
        FloatVector t01 = zero;
        FloatVector s02 = zero;
        FloatVector t02 = zero;
        FloatVector s03 = zero;
        FloatVector t03 = zero;
        FloatVector s04 = zero;
        FloatVector t04 = zero;
        FloatVector s05 = zero;
        FloatVector t05 = zero;
        FloatVector s06 = zero;
        FloatVector t06 = zero;
        FloatVector s07 = zero;
        FloatVector t07 = zero;
        FloatVector s08 = zero;
        FloatVector t08 = zero;
        FloatVector s09 = zero;
        FloatVector t09 = zero;
        FloatVector s10 = zero;
        FloatVector t10 = zero;
        FloatVector s11 = zero;
        FloatVector t11 = zero;
        FloatVector s12 = zero;
        FloatVector t12 = zero;
        FloatVector s13 = zero;
        FloatVector t13 = zero;
        for (int p = 0; p < k; p++) {
            FloatVector u = FloatVector.fromArray(SPECIES, b, bAt + p * PANEL);
            FloatVector v = FloatVector.fromArray(SPECIES, b, bAt + p * PANEL + LANES);
            FloatVector x00 = FloatVector.broadcast(SPECIES, a[aAt + p]);
            s00 = x00.fma(u, s00);
            t00 = x00.fma(v, t00);
            FloatVector x01 = FloatVector.broadcast(SPECIES, a[aAt + ROW + p]);
            s01 = x01.fma(u, s01);
            t01 = x01.fma(v, t01);
            FloatVector x02 = FloatVector.broadcast(SPECIES, a[aAt + 2 * ROW + p]);
            s02 = x02.fma(u, s02);
            t02 = x02.fma(v, t02);
            FloatVector x03 = FloatVector.broadcast(SPECIES, a[aAt + 3 * ROW + p]);
            s03 = x03.fma(u, s03);
            t03 = x03.fma(v, t03);
            FloatVector x04 = FloatVector.broadcast(SPECIES, a[aAt + 4 * ROW + p]);
            s04 = x04.fma(u, s04);
            t04 = x04.fma(v, t04);
            FloatVector x05 = FloatVector.broadcast(SPECIES, a[aAt + 5 * ROW + p]);
            s05 = x05.fma(u, s05);
            t05 = x05.fma(v, t05);
            FloatVector x06 = FloatVector.broadcast(SPECIES, a[aAt + 6 * ROW + p]);
            s06 = x06.fma(u, s06);
            t06 = x06.fma(v, t06);
            FloatVector x07 = FloatVector.broadcast(SPECIES, a[aAt + 7 * ROW + p]);
            s07 = x07.fma(u, s07);
            t07 = x07.fma(v, t07);
            FloatVector x08 = FloatVector.broadcast(SPECIES, a[aAt + 8 * ROW + p]);
            s08 = x08.fma(u, s08);
            t08 = x08.fma(v, t08);
            FloatVector x09 = FloatVector.broadcast(SPECIES, a[aAt + 9 * ROW + p]);
            s09 = x09.fma(u, s09);
            t09 = x09.fma(v, t09);
            FloatVector x10 = FloatVector.broadcast(SPECIES, a[aAt + 10 * ROW + p]);
            s10 = x10.fma(u, s10);
            t10 = x10.fma(v, t10);
            FloatVector x11 = FloatVector.broadcast(SPECIES, a[aAt + 11 * ROW + p]);
            s11 = x11.fma(u, s11);
            t11 = x11.fma(v, t11);
            FloatVector x12 = FloatVector.broadcast(SPECIES, a[aAt + 12 * ROW + p]);
            s12 = x12.fma(u, s12);
            t12 = x12.fma(v, t12);
            FloatVector x13 = FloatVector.broadcast(SPECIES, a[aAt + 13 * ROW + p]);
            s13 = x13.fma(u, s13);
            t13 = x13.fma(v, t13);
        }
        s00.intoArray(c, cAt);
        t00.intoArray(c, cAt + LANES);
        s01.intoArray(c, cAt + row);
        t01.intoArray(c, cAt + row + LANES);
        s02.intoArray(c, cAt + 2 * row);
        t02.intoArray(c, cAt + 2 * row + LANES);
        s03.intoArray(c, cAt + 3 * row);
        t03.intoArray(c, cAt + 3 * row + LANES);
        s04.intoArray(c, cAt + 4 * row);
        t04.intoArray(c, cAt + 4 * row + LANES);
        s05.intoArray(c, cAt + 5 * row);
        t05.intoArray(c, cAt + 5 * row + LANES);
        s06.intoArray(c, cAt + 6 * row);
        t06.intoArray(c, cAt + 6 * row + LANES);
        s07.intoArray(c, cAt + 7 * row);
        t07.intoArray(c, cAt + 7 * row + LANES);
        s08.intoArray(c, cAt + 8 * row);
        t08.intoArray(c, cAt + 8 * row + LANES);
        s09.intoArray(c, cAt + 9 * row);
        t09.intoArray(c, cAt + 9 * row + LANES);
        s10.intoArray(c, cAt + 10 * row);
        t10.intoArray(c, cAt + 10 * row + LANES);
        s11.intoArray(c, cAt + 11 * row);
        t11.intoArray(c, cAt + 11 * row + LANES);
        s12.intoArray(c, cAt + 12 * row);
        t12.intoArray(c, cAt + 12 * row + LANES);
        s13.intoArray(c, cAt + 13 * row);
        t13.intoArray(c, cAt + 13 * row + LANES);
    }

    /// 6 rows by 2 vectors: 12 of 16 registers sum; also the lower edge of the taller tile.
    private static void low(
            int k, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int row) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s00 = zero;
        FloatVector t00 = zero;
        FloatVector s01 = zero;
        FloatVector t01 = zero;
        FloatVector s02 = zero;
        FloatVector t02 = zero;
        FloatVector s03 = zero;
        FloatVector t03 = zero;
        FloatVector s04 = zero;
        FloatVector t04 = zero;
        FloatVector s05 = zero;
        FloatVector t05 = zero;
        for (int p = 0; p < k; p++) {
            FloatVector u = FloatVector.fromArray(SPECIES, b, bAt + p * PANEL);
            FloatVector v = FloatVector.fromArray(SPECIES, b, bAt + p * PANEL + LANES);
            FloatVector x00 = FloatVector.broadcast(SPECIES, a[aAt + p]);
            s00 = x00.fma(u, s00);
            t00 = x00.fma(v, t00);
            FloatVector x01 = FloatVector.broadcast(SPECIES, a[aAt + ROW + p]);
            s01 = x01.fma(u, s01);
            t01 = x01.fma(v, t01);
            FloatVector x02 = FloatVector.broadcast(SPECIES, a[aAt + 2 * ROW + p]);
            s02 = x02.fma(u, s02);
            t02 = x02.fma(v, t02);
            FloatVector x03 = FloatVector.broadcast(SPECIES, a[aAt + 3 * ROW + p]);
            s03 = x03.fma(u, s03);
            t03 = x03.fma(v, t03);
            FloatVector x04 = FloatVector.broadcast(SPECIES, a[aAt + 4 * ROW + p]);
            s04 = x04.fma(u, s04);
            t04 = x04.fma(v, t04);
            FloatVector x05 = FloatVector.broadcast(SPECIES, a[aAt + 5 * ROW + p]);
            s05 = x05.fma(u, s05);
            t05 = x05.fma(v, t05);
        }
        s00.intoArray(c, cAt);
        t00.intoArray(c, cAt + LANES);
        s01.intoArray(c, cAt + row);
        t01.intoArray(c, cAt + row + LANES);
        s02.intoArray(c, cAt + 2 * row);
        t02.intoArray(c, cAt + 2 * row + LANES);
        s03.intoArray(c, cAt + 3 * row);
        t03.intoArray(c, cAt + 3 * row + LANES);
        s04.intoArray(c, cAt + 4 * row);
        t04.intoArray(c, cAt + 4 * row + LANES);
        s05.intoArray(c, cAt + 5 * row);
        t05.intoArray(c, cAt + 5 * row + LANES);
    }
}

package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The `float` tiles of a convolution, with the Vector API; touch only if [Simd#available()].
///
/// Four rows by three vectors: twelve sums, three vectors and one factor fill the 16 registers of a
/// 256-bit machine, and twelve sums are enough to keep the two units of a 512-bit machine busy.
/// Written out register by register for the reasons that the tiles of matrix products give.
final class ConvVector32 extends ConvTile32 {
    private static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= LANES ? FloatVector.SPECIES_PREFERRED
                    : FloatVector.SPECIES_512;
    private static final int WIDTH = SPECIES.length();
    private static final int WIDE = 3 * WIDTH;

    @Override
    int wide() {
        return WIDE;
    }

    @Override
    void product(int rows, int wide, int terms, float[] a, int aAt, float[] b, int bAt,
            int[] shifts, int from, float[] c, int cRow) {
        for (int j = 0; j < wide; j += WIDE) {
            for (int i = 0; i < rows; i += ROWS) {
                tile(terms, a, aAt + i * ROW, b, bAt + j, shifts, from, c, i * cRow + j, cRow);
            }
        }
    }

    private static void tile(int terms, float[] a, int aAt, float[] b, int bAt, int[] shifts,
            int from, float[] c, int cAt, int cRow) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s0 = zero;
        FloatVector t0 = zero;
        FloatVector u0 = zero;
        FloatVector s1 = zero;
        FloatVector t1 = zero;
        FloatVector u1 = zero;
        FloatVector s2 = zero;
        FloatVector t2 = zero;
        FloatVector u2 = zero;
        FloatVector s3 = zero;
        FloatVector t3 = zero;
        FloatVector u3 = zero;
        for (int p = 0; p < terms; p++) {
            int at = bAt + shifts[from + p];
            FloatVector x = FloatVector.fromArray(SPECIES, b, at);
            FloatVector y = FloatVector.fromArray(SPECIES, b, at + WIDTH);
            FloatVector z = FloatVector.fromArray(SPECIES, b, at + 2 * WIDTH);
            FloatVector w0 = FloatVector.broadcast(SPECIES, a[aAt + p]);
            s0 = w0.fma(x, s0);
            t0 = w0.fma(y, t0);
            u0 = w0.fma(z, u0);
            FloatVector w1 = FloatVector.broadcast(SPECIES, a[aAt + ROW + p]);
            s1 = w1.fma(x, s1);
            t1 = w1.fma(y, t1);
            u1 = w1.fma(z, u1);
            FloatVector w2 = FloatVector.broadcast(SPECIES, a[aAt + 2 * ROW + p]);
            s2 = w2.fma(x, s2);
            t2 = w2.fma(y, t2);
            u2 = w2.fma(z, u2);
            FloatVector w3 = FloatVector.broadcast(SPECIES, a[aAt + 3 * ROW + p]);
            s3 = w3.fma(x, s3);
            t3 = w3.fma(y, t3);
            u3 = w3.fma(z, u3);
        }
        add(s0, t0, u0, c, cAt);
        add(s1, t1, u1, c, cAt + cRow);
        add(s2, t2, u2, c, cAt + 2 * cRow);
        add(s3, t3, u3, c, cAt + 3 * cRow);
    }

    private static void add(FloatVector s, FloatVector t, FloatVector u, float[] c, int at) {
        FloatVector.fromArray(SPECIES, c, at).add(s).intoArray(c, at);
        FloatVector.fromArray(SPECIES, c, at + WIDTH).add(t).intoArray(c, at + WIDTH);
        FloatVector.fromArray(SPECIES, c, at + 2 * WIDTH).add(u).intoArray(c, at + 2 * WIDTH);
    }

    @Override
    void sums(int n, float[] a, int aAt, int aRow, float[] b, int bAt, int[] shifts, int from,
            float[] sums, int at) {
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            lanes(n, a, aAt + lane, aRow, b, bAt + lane + shifts[from],
                    bAt + lane + shifts[from + 1], bAt + lane + shifts[from + 2], sums, at + lane);
        }
    }

    private static void lanes(int n, float[] a, int a0, int aRow, float[] b, int b0, int b1, int b2,
            float[] sums, int at) {
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        FloatVector s0 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector t0 = FloatVector.fromArray(SPECIES, sums, at + LANES);
        FloatVector u0 = FloatVector.fromArray(SPECIES, sums, at + 2 * LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, sums, at + 3 * LANES);
        FloatVector t1 = FloatVector.fromArray(SPECIES, sums, at + 4 * LANES);
        FloatVector u1 = FloatVector.fromArray(SPECIES, sums, at + 5 * LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, sums, at + 6 * LANES);
        FloatVector t2 = FloatVector.fromArray(SPECIES, sums, at + 7 * LANES);
        FloatVector u2 = FloatVector.fromArray(SPECIES, sums, at + 8 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, sums, at + 9 * LANES);
        FloatVector t3 = FloatVector.fromArray(SPECIES, sums, at + 10 * LANES);
        FloatVector u3 = FloatVector.fromArray(SPECIES, sums, at + 11 * LANES);
        for (int p = 0; p < n; p += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, b0 + p);
            FloatVector y = FloatVector.fromArray(SPECIES, b, b1 + p);
            FloatVector z = FloatVector.fromArray(SPECIES, b, b2 + p);
            FloatVector w0 = FloatVector.fromArray(SPECIES, a, a0 + p);
            s0 = w0.fma(x, s0);
            t0 = w0.fma(y, t0);
            u0 = w0.fma(z, u0);
            FloatVector w1 = FloatVector.fromArray(SPECIES, a, a1 + p);
            s1 = w1.fma(x, s1);
            t1 = w1.fma(y, t1);
            u1 = w1.fma(z, u1);
            FloatVector w2 = FloatVector.fromArray(SPECIES, a, a2 + p);
            s2 = w2.fma(x, s2);
            t2 = w2.fma(y, t2);
            u2 = w2.fma(z, u2);
            FloatVector w3 = FloatVector.fromArray(SPECIES, a, a3 + p);
            s3 = w3.fma(x, s3);
            t3 = w3.fma(y, t3);
            u3 = w3.fma(z, u3);
        }
        s0.intoArray(sums, at);
        t0.intoArray(sums, at + LANES);
        u0.intoArray(sums, at + 2 * LANES);
        s1.intoArray(sums, at + 3 * LANES);
        t1.intoArray(sums, at + 4 * LANES);
        u1.intoArray(sums, at + 5 * LANES);
        s2.intoArray(sums, at + 6 * LANES);
        t2.intoArray(sums, at + 7 * LANES);
        u2.intoArray(sums, at + 8 * LANES);
        s3.intoArray(sums, at + 9 * LANES);
        t3.intoArray(sums, at + 10 * LANES);
        u3.intoArray(sums, at + 11 * LANES);
    }
}

package io.atled.autograd.kernel;

import java.util.Arrays;

/// The `float` tile of a matrix product in plain Java, which C2 vectorizes over columns.
///
/// It does so only where every array is indexed by the loop variable alone (with an offset it
/// cannot exclude that they overlap), so rows of B and running sums are arrays of their own. Four
/// rows of C by four rows of B per loop make 16 multiply-adds of 12 loads and stores: ten times
/// faster than one row at a time over one array. The build makes the twin for the other
/// type of this text.
final class GemmPlain32 extends GemmTile<float[]> {
    private static final int ROWS = 16;
    private static final int PANEL = 256;

    /// Rows of C, and of B, that one loop works on.
    private static final int FOUR = 4;

    /// Columns of B that one loop takes in a product of one row, if these have unit stride.
    private static final int DOTS = 8;

    @Override
    int rows() {
        return ROWS;
    }

    @Override
    int height(int left) {
        return Math.min(left, ROWS);
    }

    @Override
    int panel() {
        return PANEL;
    }

    @Override
    float[] array(int length) {
        return new float[length];
    }

    /// Running sums of the rows of C, then rows of B.
    @Override
    float[][] scratch() {
        return new float[ROWS + FOUR][PANEL];
    }

    @Override
    void pack(GemmMatrix<float[]> from, int at, int rows, int cols, float[] to, int toAt,
            int step) {
        GemmPacking32.pack(from, at, rows, cols, to, toAt, step);
    }

    @Override
    void move(int rows, int cols, float[] from, int step, GemmTarget<float[]> c, int cAt) {
        GemmPacking32.move(rows, cols, from, step, c, cAt);
    }

    @Override
    boolean lines(GemmMatrix<float[]> b, int cols) {
        return b.row() == 1 && cols >= DOTS;
    }

    @Override
    void line(int cols, int k, float[] a, int aAt, GemmMatrix<float[]> b, int bAt, float[] c,
            int cAt, boolean add, float[][] scratch) {
        float[] sums = scratch[0];
        for (int j = 0; j < cols; j += DOTS) {
            int from = Math.min(j, cols - DOTS);        // the last ones overlap those before them
            dots(k, a, aAt, b.data(), bAt + from * b.col(), b.col(), sums);
            GemmPacking32.put(DOTS - (j - from), sums, j - from, c, cAt + j, add);
        }
    }

    /// Inner products of A with [#DOTS] columns of B, `col` apart, side by side so that they hide
    /// each other's latency.
    private static void dots(
            int k, float[] a, int aAt, float[] b, int bAt, int col, float[] sums) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int p = 0; p < k; p++) {
            float x = a[aAt + p];
            s0 = Math.fma(x, b[bAt + p], s0);
            s1 = Math.fma(x, b[bAt + col + p], s1);
            s2 = Math.fma(x, b[bAt + 2 * col + p], s2);
            s3 = Math.fma(x, b[bAt + 3 * col + p], s3);
            s4 = Math.fma(x, b[bAt + 4 * col + p], s4);
            s5 = Math.fma(x, b[bAt + 5 * col + p], s5);
            s6 = Math.fma(x, b[bAt + 6 * col + p], s6);
            s7 = Math.fma(x, b[bAt + 7 * col + p], s7);
        }
        sums[0] = s0;
        sums[1] = s1;
        sums[2] = s2;
        sums[3] = s3;
        sums[4] = s4;
        sums[5] = s5;
        sums[6] = s6;
        sums[7] = s7;
    }

    @Override
    void tile(int rows, int cols, int k, float[] a, int aAt, float[] b, int bAt, int bRow,
            float[] c, int cAt, int cRow, boolean add, float[][] scratch) {
        for (int i = 0; i < rows; i++) {
            Arrays.fill(scratch[i], 0, cols, 0);
        }
        int p = 0;
        for (; p + FOUR <= k; p += FOUR) {
            for (int q = 0; q < FOUR; q++) {
                System.arraycopy(b, bAt + (p + q) * bRow, scratch[ROWS + q], 0, cols);
            }
            for (int i = 0; i < rows; i += FOUR) {
                four(cols, a, aAt + i * ROW + p, scratch, i);
            }
        }
        for (; p < k; p++) {
            System.arraycopy(b, bAt + p * bRow, scratch[ROWS], 0, cols);
            for (int i = 0; i < rows; i++) {
                one(cols, a[aAt + i * ROW + p], scratch[ROWS], scratch[i]);
            }
        }
        for (int i = 0; i < rows; i++) {
            GemmPacking32.put(cols, scratch[i], 0, c, cAt + i * cRow, add);
        }
    }

    /// Adds four products to each of four rows of sums, in order.
    private static void four(int cols, float[] a, int at, float[][] scratch, int i) {
        float[] b0 = scratch[ROWS];
        float[] b1 = scratch[ROWS + 1];
        float[] b2 = scratch[ROWS + 2];
        float[] b3 = scratch[ROWS + 3];
        float[] c0 = scratch[i];
        float[] c1 = scratch[i + 1];
        float[] c2 = scratch[i + 2];
        float[] c3 = scratch[i + 3];
        float e0 = a[at];
        float e1 = a[at + 1];
        float e2 = a[at + 2];
        float e3 = a[at + 3];
        float f0 = a[at + ROW];
        float f1 = a[at + ROW + 1];
        float f2 = a[at + ROW + 2];
        float f3 = a[at + ROW + 3];
        float g0 = a[at + 2 * ROW];
        float g1 = a[at + 2 * ROW + 1];
        float g2 = a[at + 2 * ROW + 2];
        float g3 = a[at + 2 * ROW + 3];
        float h0 = a[at + 3 * ROW];
        float h1 = a[at + 3 * ROW + 1];
        float h2 = a[at + 3 * ROW + 2];
        float h3 = a[at + 3 * ROW + 3];
        for (int j = 0; j < cols; j++) {
            float u = b0[j];
            float v = b1[j];
            float w = b2[j];
            float x = b3[j];
            float s0 = Math.fma(e1, v, Math.fma(e0, u, c0[j]));
            c0[j] = Math.fma(e3, x, Math.fma(e2, w, s0));
            float s1 = Math.fma(f1, v, Math.fma(f0, u, c1[j]));
            c1[j] = Math.fma(f3, x, Math.fma(f2, w, s1));
            float s2 = Math.fma(g1, v, Math.fma(g0, u, c2[j]));
            c2[j] = Math.fma(g3, x, Math.fma(g2, w, s2));
            float s3 = Math.fma(h1, v, Math.fma(h0, u, c3[j]));
            c3[j] = Math.fma(h3, x, Math.fma(h2, w, s3));
        }
    }

    private static void one(int cols, float a, float[] b, float[] sum) {
        for (int j = 0; j < cols; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }
}

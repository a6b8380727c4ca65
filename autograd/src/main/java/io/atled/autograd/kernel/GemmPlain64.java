package io.atled.autograd.kernel;

import java.util.Arrays;

/// The `double` tile of a matrix product in plain Java, which C2 vectorizes over columns.
///
/// It does so only where every array is indexed by the loop variable alone (with an offset it
/// cannot exclude that they overlap), so rows of B and running sums are arrays of their own. Four
/// rows of C by four rows of B per loop make 16 multiply-adds of 12 loads and stores: ten times
/// faster than one row at a time over one array. [GemmPlain32] is the same text for `float`.
final class GemmPlain64 extends GemmTile<double[]> {
    private static final int ROWS = 16;
    private static final int PANEL = 256;

    /// Rows of C, and of B, that one loop works on.
    private static final int FOUR = 4;

    @Override
    int rows() {
        return ROWS;
    }

    @Override
    int fewRows() {
        return FOUR;
    }

    @Override
    int panel() {
        return PANEL;
    }

    @Override
    int chunk() {
        return PANEL;
    }

    @Override
    double[] array(int length) {
        return new double[length];
    }

    /// Running sums of the rows of C, then rows of B.
    @Override
    double[][] scratch() {
        return new double[ROWS + FOUR][PANEL];
    }

    @Override
    void pack(
            int rows,
            int cols,
            GemmOperand<double[]> from,
            int at,
            double[] to,
            int toAt,
            int row) {
        GemmPacking.pack(rows, cols, from, at, to, toAt, row);
    }

    @Override
    void run(
            int rows,
            int cols,
            int k,
            double[] a,
            int aAt,
            double[] b,
            int bAt,
            Spot<double[]> c,
            int cAt,
            double[][] scratch) {
        for (int i = 0; i < rows; i++) {
            Arrays.fill(scratch[i], 0, cols, 0);
        }
        int p = 0;
        for (; p + FOUR <= k; p += FOUR) {
            for (int q = 0; q < FOUR; q++) {
                System.arraycopy(b, bAt + (p + q) * PANEL, scratch[ROWS + q], 0, cols);
            }
            for (int i = 0; i < rows; i += FOUR) {
                four(cols, a, aAt + i * ROW + p, scratch, i);
            }
        }
        for (; p < k; p++) {
            System.arraycopy(b, bAt + p * PANEL, scratch[ROWS], 0, cols);
            for (int i = 0; i < rows; i++) {
                one(cols, a[aAt + i * ROW + p], scratch[ROWS], scratch[i]);
            }
        }
        for (int i = 0; i < rows; i++) {
            put(cols, scratch[i], c, cAt + i * c.row());
        }
    }

    /// Adds four products to each of four rows of sums, in order.
    private static void four(int cols, double[] a, int at, double[][] scratch, int i) {
        double[] b0 = scratch[ROWS];
        double[] b1 = scratch[ROWS + 1];
        double[] b2 = scratch[ROWS + 2];
        double[] b3 = scratch[ROWS + 3];
        double[] c0 = scratch[i];
        double[] c1 = scratch[i + 1];
        double[] c2 = scratch[i + 2];
        double[] c3 = scratch[i + 3];
        double e0 = a[at];
        double e1 = a[at + 1];
        double e2 = a[at + 2];
        double e3 = a[at + 3];
        double f0 = a[at + ROW];
        double f1 = a[at + ROW + 1];
        double f2 = a[at + ROW + 2];
        double f3 = a[at + ROW + 3];
        double g0 = a[at + 2 * ROW];
        double g1 = a[at + 2 * ROW + 1];
        double g2 = a[at + 2 * ROW + 2];
        double g3 = a[at + 2 * ROW + 3];
        double h0 = a[at + 3 * ROW];
        double h1 = a[at + 3 * ROW + 1];
        double h2 = a[at + 3 * ROW + 2];
        double h3 = a[at + 3 * ROW + 3];
        for (int j = 0; j < cols; j++) {
            double u = b0[j];
            double v = b1[j];
            double w = b2[j];
            double x = b3[j];
            double s0 = Math.fma(e1, v, Math.fma(e0, u, c0[j]));
            c0[j] = Math.fma(e3, x, Math.fma(e2, w, s0));
            double s1 = Math.fma(f1, v, Math.fma(f0, u, c1[j]));
            c1[j] = Math.fma(f3, x, Math.fma(f2, w, s1));
            double s2 = Math.fma(g1, v, Math.fma(g0, u, c2[j]));
            c2[j] = Math.fma(g3, x, Math.fma(g2, w, s2));
            double s3 = Math.fma(h1, v, Math.fma(h0, u, c3[j]));
            c3[j] = Math.fma(h3, x, Math.fma(h2, w, s3));
        }
    }

    private static void one(int cols, double a, double[] b, double[] sum) {
        for (int j = 0; j < cols; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }

    private static void put(int cols, double[] from, Spot<double[]> to, int at) {
        if (to.add()) {
            double[] c = to.data();
            for (int j = 0; j < cols; j++) {
                c[at + j] += from[j];
            }
        } else {
            System.arraycopy(from, 0, to.data(), at, cols);
        }
    }
}

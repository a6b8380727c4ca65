package io.atled.autograd.kernel;

import java.util.Arrays;

/// The `float` tiles of a convolution in plain Java.
///
/// C2 vectorizes a loop only where every array is indexed by the loop variable alone, so a product
/// copies shifted rows and sums in arrays of their own, four terms in one loop. Sums
/// over places are not vectorized, but four rows by four lanes keep the multipliers busy.
final class ConvPlain32 extends ConvTile32 {
    /// Places and rows of a product at a time.
    private static final int PANEL = 256;
    private static final int HIGH = 16;

    /// Rows, terms and lanes that one loop works on.
    private static final int FOUR = 4;

    /// Sums of the rows, then shifted rows.
    private final Spares<float[][]> spares = new Spares<>(() -> new float[HIGH + FOUR][PANEL]);

    @Override
    int wide() {
        return 1;
    }

    @Override
    void product(int rows, int wide, int terms, float[] a, int aAt, float[] b, int bAt,
            int[] shifts, int from, float[] c, int cRow) {
        float[][] scratch = spares.take();
        for (int j = 0; j < wide; j += PANEL) {
            int some = Math.min(PANEL, wide - j);
            for (int i = 0; i < rows; i += HIGH) {
                int high = Math.min(HIGH, rows - i);
                sum(high, some, terms, a, aAt + i * ROW, b, bAt + j, shifts, from, scratch);
                for (int r = 0; r < high; r++) {
                    int at = (i + r) * cRow + j;
                    for (int k = 0; k < some; k++) {
                        c[at + k] += scratch[r][k];
                    }
                }
            }
        }
        spares.give(scratch);
    }

    private static void sum(int rows, int wide, int terms, float[] a, int aAt, float[] b, int bAt,
            int[] shifts, int from, float[][] scratch) {
        for (int i = 0; i < rows + FOUR - 1 && i < HIGH; i++) {
            Arrays.fill(scratch[i], 0, wide, 0);
        }
        int p = 0;
        for (; p + FOUR <= terms; p += FOUR) {
            for (int q = 0; q < FOUR; q++) {
                System.arraycopy(b, bAt + shifts[from + p + q], scratch[HIGH + q], 0, wide);
            }
            for (int i = 0; i < rows; i += FOUR) {
                four(wide, a, aAt + i * ROW + p, scratch, i);
            }
        }
        for (; p < terms; p++) {
            System.arraycopy(b, bAt + shifts[from + p], scratch[HIGH], 0, wide);
            for (int i = 0; i < rows; i++) {
                one(wide, a[aAt + i * ROW + p], scratch[HIGH], scratch[i]);
            }
        }
    }

    private static void four(int wide, float[] a, int at, float[][] scratch, int i) {
        for (int r = 0; r < FOUR; r++) {
            four(wide, a[at + r * ROW], a[at + r * ROW + 1], a[at + r * ROW + 2],
                    a[at + r * ROW + 3], scratch, scratch[i + r]);
        }
    }

    /// Adds four products to each of a row of sums, in order.
    private static void four(int wide, float e, float f, float g, float h, float[][] scratch,
            float[] sum) {
        float[] u = scratch[HIGH];
        float[] v = scratch[HIGH + 1];
        float[] w = scratch[HIGH + 2];
        float[] x = scratch[HIGH + 3];
        for (int j = 0; j < wide; j++) {
            sum[j] = Math.fma(h, x[j], Math.fma(g, w[j], Math.fma(f, v[j],
                    Math.fma(e, u[j], sum[j]))));
        }
    }

    private static void one(int wide, float a, float[] b, float[] sum) {
        for (int j = 0; j < wide; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }

    @Override
    void sums(int n, float[] a, int aAt, int aRow, float[] b, int bAt, int[] shifts, int from,
            float[] sums, int at) {
        for (int s = 0; s < SHIFTS; s++) {
            for (int lane = 0; lane < LANES; lane += FOUR) {
                lanes(n, a, aAt + lane, aRow, b, bAt + shifts[from + s] + lane, sums,
                        at + s * LANES + lane);
            }
        }
    }

    @SuppressWarnings("checkstyle:MethodLength")        // the sums must be locals
    private static void lanes(int n, float[] a, int aAt, int aRow, float[] b, int bAt,
            float[] sums, int at) {
        int row = SHIFTS * LANES;
        float s0 = sums[at];
        float s1 = sums[at + 1];
        float s2 = sums[at + 2];
        float s3 = sums[at + 3];
        float t0 = sums[at + row];
        float t1 = sums[at + row + 1];
        float t2 = sums[at + row + 2];
        float t3 = sums[at + row + 3];
        float u0 = sums[at + 2 * row];
        float u1 = sums[at + 2 * row + 1];
        float u2 = sums[at + 2 * row + 2];
        float u3 = sums[at + 2 * row + 3];
        float v0 = sums[at + 3 * row];
        float v1 = sums[at + 3 * row + 1];
        float v2 = sums[at + 3 * row + 2];
        float v3 = sums[at + 3 * row + 3];
        for (int p = 0; p < n; p += LANES) {
            float w = b[bAt + p];
            float x = b[bAt + p + 1];
            float y = b[bAt + p + 2];
            float z = b[bAt + p + 3];
            int i = aAt + p;
            s0 = Math.fma(a[i], w, s0);
            s1 = Math.fma(a[i + 1], x, s1);
            s2 = Math.fma(a[i + 2], y, s2);
            s3 = Math.fma(a[i + 3], z, s3);
            i += aRow;
            t0 = Math.fma(a[i], w, t0);
            t1 = Math.fma(a[i + 1], x, t1);
            t2 = Math.fma(a[i + 2], y, t2);
            t3 = Math.fma(a[i + 3], z, t3);
            i += aRow;
            u0 = Math.fma(a[i], w, u0);
            u1 = Math.fma(a[i + 1], x, u1);
            u2 = Math.fma(a[i + 2], y, u2);
            u3 = Math.fma(a[i + 3], z, u3);
            i += aRow;
            v0 = Math.fma(a[i], w, v0);
            v1 = Math.fma(a[i + 1], x, v1);
            v2 = Math.fma(a[i + 2], y, v2);
            v3 = Math.fma(a[i + 3], z, v3);
        }
        sums[at] = s0;
        sums[at + 1] = s1;
        sums[at + 2] = s2;
        sums[at + 3] = s3;
        sums[at + row] = t0;
        sums[at + row + 1] = t1;
        sums[at + row + 2] = t2;
        sums[at + row + 3] = t3;
        sums[at + 2 * row] = u0;
        sums[at + 2 * row + 1] = u1;
        sums[at + 2 * row + 2] = u2;
        sums[at + 2 * row + 3] = u3;
        sums[at + 3 * row] = v0;
        sums[at + 3 * row + 1] = v1;
        sums[at + 3 * row + 2] = v2;
        sums[at + 3 * row + 3] = v3;
    }
}

package io.atled.autograd.kernel;

import java.util.Arrays;

/// Pools of `float` planes; the build makes the twin for the other type of this text.
final class PoolPlanes32 {
    /// Elements of planes below which plain loops are as fast as vectors.
    private static final long SMALL = 256;

    /// What plain loops take for an element, about.
    private static final double NANOS = 1.2;

    private static final PoolRow32 PLAIN = new PoolRow32();
    private static final WarmUp<PoolRow32> FORMS =
            new WarmUp<>(PLAIN, () -> new PoolVector32(), NANOS, PoolPlanes32::trial);

    private PoolPlanes32() {}

    static PoolRow32 form(long work) {
        return work < SMALL || !Simd.available() ? PLAIN : FORMS.form(work);
    }

    private static void trial(PoolRow32 form) {
        int[] taps = {0, 1, 2};
        float[] x = new float[400];
        int[] index = new int[128];
        float[] largest = new float[128];
        for (int stride = 1; stride <= 2; stride++) {
            form.run(100, stride, x, 0, taps, taps, 0, index, largest);
        }
    }

    /// Where the largest elements of windows on the planes `first` to `end` stand.
    static void indices(PoolRow32 form, PoolJob job, float[] x, int at, int first, int end,
            int[] index) {
        int wide = form.wide(job.strideRight());
        float[] laid = Scratch32.take(job.room(wide));
        Arrays.fill(laid, 0, job.room(wide), Float.NEGATIVE_INFINITY);
        int down = job.down();
        int across = job.across();
        int[] row = new int[ConvTile32.roundUp(across, wide)];
        float[] largest = new float[across];
        int[] taps = job.taps(wide);
        int[] numbers = job.numbers();
        int pitch = job.pitch(wide);
        int inside = job.above() * pitch + job.left();
        for (int p = first; p < end; p++) {
            int source = at + p * job.height() * job.width();
            for (int i = 0; i < job.height(); i++) {
                System.arraycopy(x, source + i * job.width(), laid, inside + i * pitch,
                        job.width());
            }
            for (int i = 0; i < down; i++) {
                boolean none = form.run(across, job.strideRight(), laid,
                        i * job.strideDown() * pitch, taps, numbers, job.firstNumber(i), row,
                        largest);
                for (int j = 0; none && j < across; j++) {
                    row[j] = row[j] < 0 ? job.firstInside(i, j) : row[j];
                }
                System.arraycopy(row, 0, index, (p * down + i) * across, across);
            }
        }
        Scratch32.give(laid);
    }

    /// The elements that stand at the indices `first` to `end`.
    static void take(String op, float[] x, int at, int area, int[] index, int indexAt, int places,
            int first, int end, float[] y) {
        for (int p = first; p < end; p++) {
            for (int j = p * places; j < (p + 1) * places; j++) {
                int place = PoolJob.element(op, index[indexAt + j], j, area);
                y[j] = x[at + p * area + place];
            }
        }
    }

    /// Adds elements to where the indices `first` to `end` say.
    static void add(String op, float[] y, int at, int area, int[] index, int indexAt, int places,
            int first, int end, float[] x) {
        for (int p = first; p < end; p++) {
            for (int j = p * places; j < (p + 1) * places; j++) {
                int place = PoolJob.element(op, index[indexAt + j], j, area);
                x[p * area + place] += y[at + j];
            }
        }
    }
}

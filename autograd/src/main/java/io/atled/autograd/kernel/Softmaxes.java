package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;

/// Softmax and its logarithm, row by row: the largest score is taken off first, so that no
/// exponential overflows.
public final class Softmaxes {
    /// Elements per task.
    private static final int TASK = 1 << 14;

    private Softmaxes() {}

    /// eˣ / Σ eˣ along `axis`.
    public static NdArray softmax(NdArray x, int axis) {
        return rows(x, axis, false);
    }

    /// x − ln Σ eˣ along `axis`.
    public static NdArray logSoftmax(NdArray x, int axis) {
        return rows(x, axis, true);
    }

    private static NdArray rows(NdArray x, int axis, boolean log) {
        int last = x.shape().rank() - 1;
        if (axis != last) {
            NdArray swapped = rows(x.view(swap(x.layout(), axis, last)), last, log);
            return swapped.view(swap(swapped.layout(), axis, last)).contiguous();
        }
        NdArray from = x.contiguous();
        Shape shape = x.shape();
        int n = shape.get(last);
        int count = n == 0 ? 0 : shape.size() / n;
        NdArray y = NdArray.allocate(x.dtype(), shape);
        int perTask = Math.max(1, TASK / Math.max(1, n));
        Workers.forEach((count + perTask - 1) / perTask, task -> {
            for (int r = task * perTask; r < Math.min(count, (task + 1) * perTask); r++) {
                if (x.dtype() == DType.F32) {
                    row(from.floats(), from.layout().offset() + r * n, y.floats(), r * n, n, log);
                } else {
                    row(from.doubles(), from.layout().offset() + r * n, y.doubles(), r * n, n, log);
                }
            }
        });
        return y;
    }

    private static Layout swap(Layout layout, int a, int b) {
        int[] order = new int[layout.shape().rank()];
        Arrays.setAll(order, k -> k == a ? b : k == b ? a : k);
        return layout.permute(order);
    }

    private static void row(float[] x, int at, float[] y, int yAt, int n, boolean log) {
        float largest = Runs.max(x, at, n);
        for (int i = 0; i < n; i++) {
            y[yAt + i] = x[at + i] - largest;
        }
        float[] e = log ? new float[n] : y;
        int eAt = log ? 0 : yAt;
        Loops.EXP.run(new float[][] {y}, new int[] {yAt}, e, eAt, n);
        float sum = Runs.sum(e, eAt, n);
        float shift = (float) Math.log(sum);
        for (int i = yAt; i < yAt + n; i++) {
            y[i] = log ? y[i] - shift : y[i] / sum;
        }
    }

    private static void row(double[] x, int at, double[] y, int yAt, int n, boolean log) {
        double largest = Runs.max(x, at, n);
        for (int i = 0; i < n; i++) {
            y[yAt + i] = x[at + i] - largest;
        }
        double[] e = log ? new double[n] : y;
        int eAt = log ? 0 : yAt;
        Loops.EXP.run(new double[][] {y}, new int[] {yAt}, e, eAt, n);
        double sum = Runs.sum(e, eAt, n);
        double shift = Math.log(sum);
        for (int i = yAt; i < yAt + n; i++) {
            y[i] = log ? y[i] - shift : y[i] / sum;
        }
    }
}

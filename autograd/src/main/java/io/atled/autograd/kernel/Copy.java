package io.atled.autograd.kernel;

import java.util.Arrays;

/// Copies elements between layouts and element types.
final class Copy {
    private Copy() {}

    /// The elements of `x` numbered `from` … `from + n − 1` in row-major order, converted to the
    /// type of `out` and written there side by side from `at`.
    static void gather(NdArray x, int from, int n, Object out, int at) {
        if (n == 0) {
            return;
        }
        if (x.layout().isContiguous()) {
            run(x.storage(), x.layout().offset() + from, 1, out, at, 1, n);
            return;
        }
        gather(new Walk(x.layout(), from), x.storage(), n, out, at);
    }

    /// The next `n` elements of a walk through `storage`, converted to the type of `out` and
    /// written there side by side from `at`.
    static void gather(Walk walk, Object storage, int n, Object out, int at) {
        for (int done = 0; done < n; ) {
            int run = Math.min(n - done, walk.remaining());
            run(storage, walk.position(), walk.stride(), out, at + done, 1, run);
            walk.advance(run);
            done += run;
        }
    }

    /// Writes the elements of the row-major array `x` to the places of `out`, which has its shape.
    static void scatter(NdArray x, NdArray out) {
        int n = out.size();
        if (n == 0) {
            return;
        }
        var walk = new Walk(out.layout(), 0);
        for (int done = 0; done < n; ) {
            int run = Math.min(n - done, walk.remaining());
            run(x.storage(), x.layout().offset() + done, 1, out.storage(), walk.position(),
                    walk.stride(), run);
            walk.advance(run);
            done += run;
        }
    }

    /// `n` elements, each `step` places after the one before, converted to the type of `y`.
    static void run(Object x, int xAt, int xStep, Object y, int yAt, int yStep, int n) {
        if (x instanceof float[] a && y instanceof float[] b) {
            floats(a, xAt, xStep, b, yAt, yStep, n);
        } else if (x instanceof double[] a && y instanceof double[] b) {
            doubles(a, xAt, xStep, b, yAt, yStep, n);
        } else if (xStep == 1 && yStep == 1 && x.getClass() == y.getClass()) {
            System.arraycopy(x, xAt, y, yAt, n);
        } else if (x instanceof boolean[] a && y instanceof float[] b) {
            for (int i = 0; i < n; i++) {
                int flag = a[xAt + i * xStep] ? 1 : 0;          // as float it would be a branch
                b[yAt + i * yStep] = flag;
            }
        } else if (x instanceof float[] a && y instanceof boolean[] b) {
            for (int i = 0; i < n; i++) {
                b[yAt + i * yStep] = a[xAt + i * xStep] != 0;
            }
        } else {
            for (int i = 0; i < n; i++) {
                write(y, yAt + i * yStep, read(x, xAt + i * xStep));
            }
        }
    }

    private static void floats(float[] x, int xAt, int xStep, float[] y, int yAt, int yStep,
            int n) {
        if (xStep == 1 && yStep == 1) {
            System.arraycopy(x, xAt, y, yAt, n);        // of known types it costs far less
        } else if (xStep == 0 && yStep == 1) {
            Arrays.fill(y, yAt, yAt + n, x[xAt]);
        } else {
            for (int i = 0; i < n; i++) {
                y[yAt + i * yStep] = x[xAt + i * xStep];
            }
        }
    }

    private static void doubles(double[] x, int xAt, int xStep, double[] y, int yAt, int yStep,
            int n) {
        if (xStep == 1 && yStep == 1) {
            System.arraycopy(x, xAt, y, yAt, n);        // of known types it costs far less
        } else if (xStep == 0 && yStep == 1) {
            Arrays.fill(y, yAt, yAt + n, x[xAt]);
        } else {
            for (int i = 0; i < n; i++) {
                y[yAt + i * yStep] = x[xAt + i * xStep];
            }
        }
    }

    /// One element as a double; true is 1.
    static double read(Object storage, int at) {
        return switch (storage) {
            case float[] a -> a[at];
            case double[] a -> a[at];
            case int[] a -> a[at];
            case boolean[] a -> a[at] ? 1 : 0;
            default -> throw new AssertionError(storage.getClass());
        };
    }

    private static void write(Object storage, int at, double value) {
        switch (storage) {
            case float[] a -> a[at] = (float) value;
            case double[] a -> a[at] = value;
            case int[] a -> a[at] = (int) value;
            case boolean[] a -> a[at] = value != 0;
            default -> throw new AssertionError(storage.getClass());
        }
    }
}

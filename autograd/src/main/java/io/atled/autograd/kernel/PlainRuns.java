package io.atled.autograd.kernel;

import java.util.Arrays;

/// [RunKernel] as plain loops; four independent chains in max and min hide their latency.
class PlainRuns extends RunKernel {
    @Override
    void sum(float[] x, int at, int rows, float[] lanes) {
        Arrays.fill(lanes, 0);
        for (int row = 0; row < rows; row++) {
            int from = at + row * Runs.FLOAT_LANES;
            for (int i = 0; i < Runs.FLOAT_LANES; i++) {
                lanes[i] += x[from + i];
            }
        }
    }

    @Override
    void dot(float[] a, int aAt, float[] b, int bAt, int rows, float[] lanes) {
        Arrays.fill(lanes, 0);
        for (int row = 0; row < rows; row++) {
            int done = row * Runs.FLOAT_LANES;
            for (int i = 0; i < Runs.FLOAT_LANES; i++) {
                lanes[i] = Math.fma(a[aAt + done + i], b[bAt + done + i], lanes[i]);
            }
        }
    }

    @Override
    float max(float[] x, int at, int n) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        int i = 0;
        for (; i < n - 3; i += 4) {
            a = Math.max(a, x[at + i]);
            b = Math.max(b, x[at + i + 1]);
            c = Math.max(c, x[at + i + 2]);
            d = Math.max(d, x[at + i + 3]);
        }
        for (; i < n; i++) {
            a = Math.max(a, x[at + i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    @Override
    float min(float[] x, int at, int n) {
        float a = Float.POSITIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        int i = 0;
        for (; i < n - 3; i += 4) {
            a = Math.min(a, x[at + i]);
            b = Math.min(b, x[at + i + 1]);
            c = Math.min(c, x[at + i + 2]);
            d = Math.min(d, x[at + i + 3]);
        }
        for (; i < n; i++) {
            a = Math.min(a, x[at + i]);
        }
        return Math.min(Math.min(a, b), Math.min(c, d));
    }

    @Override
    void sum(double[] x, int at, int rows, double[] lanes) {
        Arrays.fill(lanes, 0);
        for (int row = 0; row < rows; row++) {
            int from = at + row * Runs.DOUBLE_LANES;
            for (int i = 0; i < Runs.DOUBLE_LANES; i++) {
                lanes[i] += x[from + i];
            }
        }
    }

    @Override
    void dot(double[] a, int aAt, double[] b, int bAt, int rows, double[] lanes) {
        Arrays.fill(lanes, 0);
        for (int row = 0; row < rows; row++) {
            int done = row * Runs.DOUBLE_LANES;
            for (int i = 0; i < Runs.DOUBLE_LANES; i++) {
                lanes[i] = Math.fma(a[aAt + done + i], b[bAt + done + i], lanes[i]);
            }
        }
    }

    @Override
    double max(double[] x, int at, int n) {
        double a = Double.NEGATIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        int i = 0;
        for (; i < n - 3; i += 4) {
            a = Math.max(a, x[at + i]);
            b = Math.max(b, x[at + i + 1]);
            c = Math.max(c, x[at + i + 2]);
            d = Math.max(d, x[at + i + 3]);
        }
        for (; i < n; i++) {
            a = Math.max(a, x[at + i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    @Override
    double min(double[] x, int at, int n) {
        double a = Double.POSITIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        int i = 0;
        for (; i < n - 3; i += 4) {
            a = Math.min(a, x[at + i]);
            b = Math.min(b, x[at + i + 1]);
            c = Math.min(c, x[at + i + 2]);
            d = Math.min(d, x[at + i + 3]);
        }
        for (; i < n; i++) {
            a = Math.min(a, x[at + i]);
        }
        return Math.min(Math.min(a, b), Math.min(c, d));
    }
}

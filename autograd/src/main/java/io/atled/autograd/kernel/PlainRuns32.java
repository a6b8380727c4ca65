package io.atled.autograd.kernel;

import java.util.Arrays;

/// [RunKernel] as plain loops over `float`; the build makes the twin for the other type of this
/// text. Four independent chains in max and min hide their latency.
@SuppressWarnings("cast")                   // to float: nothing to do in the twin
class PlainRuns32 extends RunKernel<float[]> {
    @Override
    float[] array(int length) {
        return new float[length];
    }

    @Override
    int length(float[] x) {
        return x.length;
    }

    @Override
    double get(float[] x, int at) {
        return x[at];
    }

    @Override
    double rounded(double value) {
        return (float) value;
    }

    @Override
    void add(float[] x, int at, double value) {
        x[at] += (float) value;
    }

    @Override
    void fill(float[] x, int at, int n, double value) {
        Arrays.fill(x, at, at + n, (float) value);
    }

    @Override
    void move(float[] x, int xAt, int xStep, int xRow, float[] y, int yAt, int yStep, int yRow,
            int n, int rows) {
        for (int i = 0; i < n; i++) {
            int from = xAt + i * xStep;
            int to = yAt + i * yStep;
            for (int j = 0; j < rows; j++) {
                y[to + j * yRow] = x[from + j * xRow];
            }
        }
    }

    @Override
    double product(float[] x, int at, int n) {
        double product = 1;
        for (int i = at; i < at + n; i++) {
            product *= x[i];
        }
        return product;
    }

    @Override
    void addTo(float[] x, int at, double[] sums, int to, int n) {
        for (int i = 0; i < n; i++) {
            sums[to + i] += x[at + i];
        }
    }

    @Override
    void set(float[] y, int at, double[] x, int n) {
        for (int i = 0; i < n; i++) {
            y[at + i] = (float) x[i];
        }
    }

    @Override
    int find(float[] x, int at, int n, double value) {
        float wanted = (float) value;
        if (Float.isNaN(wanted)) {
            for (int i = at; i < at + n; i++) {
                if (Float.isNaN(x[i])) {
                    return i;
                }
            }
            return -1;
        }
        for (int i = at; i < at + n; i++) {
            if (x[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /// The sum of the lanes from `at`.
    float fold(float[] lanes, int at) {
        float a = lanes[at] + lanes[at + 8];
        float b = lanes[at + 1] + lanes[at + 9];
        float c = lanes[at + 2] + lanes[at + 10];
        float d = lanes[at + 3] + lanes[at + 11];
        float e = lanes[at + 4] + lanes[at + 12];
        float f = lanes[at + 5] + lanes[at + 13];
        float g = lanes[at + 6] + lanes[at + 14];
        float h = lanes[at + 7] + lanes[at + 15];
        return ((a + e) + (c + g)) + ((b + f) + (d + h));
    }

    /// Sets the first elements to the sums of as many sets of lanes.
    void sums(float[] lanes, int count) {
        for (int k = 0; k < count; k++) {
            lanes[k] = fold(lanes, k * LANES);
        }
    }

    @Override
    double sum(float[] x, int at, int n, float[] lanes) {
        clear(lanes, n);
        int done = 0;
        for (; done <= n - WIDE; done += WIDE) {
            int from = at + done;
            for (int i = 0; i < WIDE; i++) {
                lanes[i] += x[from + i];
            }
        }
        int rest = (n - done) / LANES * LANES;
        for (int i = 0; i < rest; i++) {
            lanes[i] += x[at + done + i];
        }
        narrow(lanes, n);
        for (int i = done + rest; i < n; i++) {
            lanes[i & LAST] += x[at + i];
        }
        return fold(lanes, 0);
    }

    @Override
    double dot(float[] x, int xAt, double c, float[] z, int zAt, double d, int n, float[] lanes) {
        clear(lanes, n);
        float xOff = (float) c;
        float zOff = (float) d;
        int whole = n / LANES * LANES;
        for (int done = 0; done < whole; done += WIDE) {
            int some = Math.min(WIDE, whole - done);
            for (int i = 0; i < some; i++) {
                lanes[i] = Math.fma(x[xAt + done + i] - xOff, z[zAt + done + i] - zOff, lanes[i]);
            }
        }
        narrow(lanes, n);
        for (int i = whole; i < n; i++) {
            int lane = i & LAST;
            lanes[lane] = Math.fma(x[xAt + i] - xOff, z[zAt + i] - zOff, lanes[lane]);
        }
        return fold(lanes, 0);
    }

    @Override
    void moments(float[] x, int at, double c, int n, float[] lanes) {
        Arrays.fill(lanes, 0, 2 * PAIR, 0);
        float off = (float) c;
        int whole = n / LANES * LANES;
        for (int done = 0; done < whole; done += PAIR) {
            int some = Math.min(PAIR, whole - done);
            for (int i = 0; i < some; i++) {
                float d = x[at + done + i] - off;
                lanes[i] += d;
                lanes[PAIR + i] = Math.fma(d, d, lanes[PAIR + i]);
            }
        }
        for (int i = 0; i < LANES; i++) {
            lanes[i] += lanes[LANES + i];
            lanes[LANES + i] = lanes[PAIR + i] + lanes[PAIR + LANES + i];
        }
        moments(x, at, off, whole, n, lanes, 0);
        sums(lanes, 2);
    }

    /// The elements from `from` on, added to what the lanes from `to` hold.
    static void moments(float[] x, int at, float off, int from, int n, float[] lanes, int to) {
        for (int i = from; i < n; i++) {
            float d = x[at + i] - off;
            int lane = to + (i & LAST);
            lanes[lane] += d;
            lanes[lane + LANES] = Math.fma(d, d, lanes[lane + LANES]);
        }
    }

    @Override
    void moments(float[] x, int at, double c, int at2, double c2, int n, float[] lanes) {
        moments(x, at2, c2, n, lanes);
        float sum = lanes[0];
        float squares = lanes[1];
        moments(x, at, c, n, lanes);
        lanes[2] = sum;
        lanes[3] = squares;
    }

    /// All four rows of lanes, or the first for a run of less than one.
    private static void clear(float[] lanes, int n) {
        Arrays.fill(lanes, 0, n < LANES ? LANES : WIDE, 0);
    }

    private static void narrow(float[] lanes, int n) {
        if (n < LANES) {
            return;
        }
        for (int i = 0; i < LANES; i++) {
            lanes[i] = (lanes[i] + lanes[i + 2 * LANES])
                    + (lanes[i + LANES] + lanes[i + 3 * LANES]);
        }
    }

    @Override
    double max(float[] x, int at, int n) {
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
    double min(float[] x, int at, int n) {
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
    double exp(float[] x, int at, double c, boolean stored, float[] y, int yAt, int n,
            float[] lanes) {
        Arrays.fill(lanes, 0, LANES, 0);
        float off = (float) c;
        for (int i = 0; i < n; i++) {
            float e = Decay.exp(x[at + i] - off);
            if (stored) {
                y[yAt + i] = e;
            }
            lanes[i & LAST] += e;
        }
        return fold(lanes, 0);
    }

    @Override
    double others(float[] x, int at, double c, boolean stored, float[] y, int yAt, int n) {
        float largest = (float) c;
        boolean found = false;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            float v = x[at + i];                        // before y, which may be x
            float e = Decay.exp(v - largest);
            if (stored) {
                y[yAt + i] = e;
            }
            if (!found && v == largest) {
                found = true;
            } else {
                sum += e;
            }
        }
        return sum;
    }

    @Override
    void affine(float[] x, int xAt, double c, double f, float[] g, int gAt, double t, float[] b,
            int bAt, double d, double s, float[] y, int yAt, int n) {
        float off = (float) c;
        float factor = (float) f;
        float rest = rest(off, c, f);
        float other = (float) d;
        float weight = (float) t;
        float shift = (float) (s + (other - d) * t);
        for (int i = 0; i < n; i++) {
            y[yAt + i] = Math.fma(Math.fma(x[xAt + i] - off, factor, rest), g[gAt + i],
                    Math.fma(weight, b[bAt + i] - other, shift));
        }
    }

    @Override
    void normalize(float[] x, int xAt, double c, double f, int xAt2, double c2, double f2,
            float[] g, int gAt, float[] b, int bAt, float[] y, int yAt, int yAt2, int n) {
        normalize(x, xAt, c, f, g, gAt, b, bAt, y, yAt, n);
        normalize(x, xAt2, c2, f2, g, gAt, b, bAt, y, yAt2, n);
    }

    private static void normalize(float[] x, int xAt, double c, double f, float[] g, int gAt,
            float[] b, int bAt, float[] y, int yAt, int n) {
        float off = (float) c;
        float factor = (float) f;
        float rest = rest(off, c, f);
        for (int i = 0; i < n; i++) {
            y[yAt + i] = Math.fma(Math.fma(x[xAt + i] - off, factor, rest), g[gAt + i],
                    b[bAt + i]);
        }
    }

    /// What (x − c)·f is more than (x − off)·f.
    static float rest(float off, double c, double f) {
        return (float) ((off - c) * f);
    }

    @Override
    void pull(float[] x, int xAt, double c, int xAt2, double c2, float[] dy, int dyAt, int dyAt2,
            float[] g, int gAt, int n, float[] lanes) {
        Arrays.fill(lanes, 0, 8 * LANES, 0);
        pull(x, xAt, (float) c, dy, dyAt, g, gAt, 0, n, lanes, 0);
        pull(x, xAt2, (float) c2, dy, dyAt2, g, gAt, 0, n, lanes, 4 * LANES);
        sums(lanes, 8);
    }

    /// The elements from `from` on, added to what the lanes from `to` hold.
    static void pull(float[] x, int xAt, float off, float[] dy, int dyAt, float[] g, int gAt,
            int from, int n, float[] lanes, int to) {
        for (int i = from; i < n; i++) {
            float d = x[xAt + i] - off;
            float w = dy[dyAt + i] * g[gAt + i];
            int lane = to + (i & LAST);
            lanes[lane] += d;
            lanes[lane + LANES] = Math.fma(d, d, lanes[lane + LANES]);
            lanes[lane + 2 * LANES] += w;
            lanes[lane + 3 * LANES] = Math.fma(w, d, lanes[lane + 3 * LANES]);
        }
    }

    @Override
    void push(float[] x, int xAt, double c, double f, double t, double s, float[] dy, int dyAt,
            float[] g, int gAt, float[] dx, int at, float[] to, int hAt, int dAt, int n) {
        float off = (float) c;
        float factor = (float) f;
        float rest = rest(off, c, f);
        float slope = (float) t;
        float shift = (float) s;
        for (int i = 0; i < n; i++) {
            float h = Math.fma(x[xAt + i] - off, factor, rest);
            float d = dy[dyAt + i];
            dx[at + i] = Math.fma(d * factor, g[gAt + i], Math.fma(h, slope, shift));
            to[hAt + i] = Math.fma(d, h, to[hAt + i]);
            to[dAt + i] += d;
        }
    }

    @Override
    void push(float[] x, int xAt, double c, double f, double t, double s, int xAt2, double c2,
            double f2, double t2, double s2, float[] dy, int dyAt, int dyAt2, float[] g, int gAt,
            float[] dx, int at, int at2, float[] to, int hAt, int dAt, int n) {
        push(x, xAt, c, f, t, s, dy, dyAt, g, gAt, dx, at, to, hAt, dAt, n);
        push(x, xAt2, c2, f2, t2, s2, dy, dyAt2, g, gAt, dx, at2, to, hAt, dAt, n);
    }

    @Override
    void columns(float[] x, int at, int row, int rows, float[] y, int yAt, int n) {
        for (int r = 0; r < rows; r++) {
            int from = at + r * row;
            for (int i = 0; i < n; i++) {
                y[yAt + i] += x[from + i];
            }
        }
    }
}

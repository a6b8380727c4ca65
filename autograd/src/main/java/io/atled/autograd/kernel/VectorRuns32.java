package io.atled.autograd.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [RunKernel] over `float` with the Vector API; the build makes the twin for the other type of
/// this text.
///
/// A vector holds some of the lanes, and a run is passed over as often as it takes to see all of
/// them. Where one vector holds more than all lanes, the plain loops are taken. Accumulators start
/// at [FloatVector#zero]: started at a constant object, C2 would box them in every round.
@SuppressWarnings("cast")                   // to float: nothing to do in the twin
final class VectorRuns32 extends PlainRuns32 {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int V = S.length();

    @Override
    void sum(float[] x, int at, int n, float[] lanes) {
        if (V > LANES) {
            super.sum(x, at, n, lanes);
            return;
        }
        int whole = n / LANES * LANES;
        int end = at + n / WIDE * WIDE;
        int rest = whole - (end - at);
        for (int lane = 0; lane < LANES; lane += V) {
            FloatVector a = FloatVector.zero(S);
            FloatVector b = FloatVector.zero(S);
            FloatVector c = FloatVector.zero(S);
            FloatVector d = FloatVector.zero(S);
            int i = at + lane;
            for (; i < end; i += WIDE) {
                a = a.add(FloatVector.fromArray(S, x, i));
                b = b.add(FloatVector.fromArray(S, x, i + LANES));
                c = c.add(FloatVector.fromArray(S, x, i + 2 * LANES));
                d = d.add(FloatVector.fromArray(S, x, i + 3 * LANES));
            }
            if (rest > 0) {
                a = a.add(FloatVector.fromArray(S, x, i));
            }
            if (rest > LANES) {
                b = b.add(FloatVector.fromArray(S, x, i + LANES));
            }
            if (rest > 2 * LANES) {
                c = c.add(FloatVector.fromArray(S, x, i + 2 * LANES));
            }
            a.add(c).add(b.add(d)).intoArray(lanes, lane);
        }
        for (int i = whole; i < n; i++) {
            lanes[i & LAST] += x[at + i];
        }
    }

    @Override
    void dot(float[] x, int xAt, double c, float[] z, int zAt, double d, int n, float[] lanes) {
        if (V > LANES) {
            super.dot(x, xAt, c, z, zAt, d, n, lanes);
            return;
        }
        float xOff = (float) c;
        float zOff = (float) d;
        int whole = n / LANES * LANES;
        int end = xAt + n / WIDE * WIDE;
        int rest = whole - (end - xAt);
        int to = zAt - xAt;
        for (int lane = 0; lane < LANES; lane += V) {
            FloatVector s0 = FloatVector.zero(S);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector s2 = FloatVector.zero(S);
            FloatVector s3 = FloatVector.zero(S);
            int i = xAt + lane;
            for (; i < end; i += WIDE) {
                s0 = product(x, i, xOff, z, i + to, zOff, s0);
                s1 = product(x, i + LANES, xOff, z, i + to + LANES, zOff, s1);
                s2 = product(x, i + 2 * LANES, xOff, z, i + to + 2 * LANES, zOff, s2);
                s3 = product(x, i + 3 * LANES, xOff, z, i + to + 3 * LANES, zOff, s3);
            }
            if (rest > 0) {
                s0 = product(x, i, xOff, z, i + to, zOff, s0);
            }
            if (rest > LANES) {
                s1 = product(x, i + LANES, xOff, z, i + to + LANES, zOff, s1);
            }
            if (rest > 2 * LANES) {
                s2 = product(x, i + 2 * LANES, xOff, z, i + to + 2 * LANES, zOff, s2);
            }
            s0.add(s2).add(s1.add(s3)).intoArray(lanes, lane);
        }
        for (int i = whole; i < n; i++) {
            int lane = i & LAST;
            lanes[lane] = Math.fma(x[xAt + i] - xOff, z[zAt + i] - zOff, lanes[lane]);
        }
    }

    @Override
    void moments(float[] x, int at, double c, int n, float[] lanes) {
        if (V > LANES) {
            super.moments(x, at, c, n, lanes);
            return;
        }
        float off = (float) c;
        int whole = n / LANES * LANES;
        int end = at + n / WIDE * WIDE;
        int rest = whole - (end - at);
        FloatVector zero = FloatVector.zero(S);
        for (int lane = 0; lane < LANES; lane += V) {
            FloatVector s0 = FloatVector.zero(S);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector s2 = FloatVector.zero(S);
            FloatVector s3 = FloatVector.zero(S);
            FloatVector q0 = FloatVector.zero(S);
            FloatVector q1 = FloatVector.zero(S);
            FloatVector q2 = FloatVector.zero(S);
            FloatVector q3 = FloatVector.zero(S);
            int i = at + lane;
            for (; i < end; i += WIDE) {
                FloatVector a = FloatVector.fromArray(S, x, i).sub(off);
                FloatVector b = FloatVector.fromArray(S, x, i + LANES).sub(off);
                FloatVector d = FloatVector.fromArray(S, x, i + 2 * LANES).sub(off);
                FloatVector e = FloatVector.fromArray(S, x, i + 3 * LANES).sub(off);
                s0 = s0.add(a);
                s1 = s1.add(b);
                s2 = s2.add(d);
                s3 = s3.add(e);
                q0 = a.fma(a, q0);
                q1 = b.fma(b, q1);
                q2 = d.fma(d, q2);
                q3 = e.fma(e, q3);
            }
            FloatVector a = rest > 0 ? FloatVector.fromArray(S, x, i).sub(off) : zero;
            FloatVector b = rest > LANES ? FloatVector.fromArray(S, x, i + LANES).sub(off) : zero;
            FloatVector d = rest > 2 * LANES
                    ? FloatVector.fromArray(S, x, i + 2 * LANES).sub(off) : zero;
            s0.add(a).add(s2.add(d)).add(s1.add(b).add(s3)).intoArray(lanes, lane);
            q0 = a.fma(a, q0);
            q1 = b.fma(b, q1);
            q2 = d.fma(d, q2);
            q0.add(q2).add(q1.add(q3)).intoArray(lanes, LANES + lane);
        }
        moments(x, at, off, whole, n, lanes);
    }

    private static FloatVector product(float[] x, int i, float c, float[] z, int j, float d,
            FloatVector sum) {
        return FloatVector.fromArray(S, x, i).sub(c).fma(FloatVector.fromArray(S, z, j).sub(d),
                sum);
    }

    /// NaN is found by a sum, not by each maximum, which would take twice as long; then, and for
    /// zeros, whose sign counts, the plain loop decides.
    @Override
    double max(float[] x, int at, int n) {
        FloatVector a = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector b = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector c = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector d = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector sum = FloatVector.zero(S);
        FloatVector other = FloatVector.zero(S);
        int end = at + S.loopBound(n);
        int i = at;
        for (; i <= end - 4 * V; i += 4 * V) {
            FloatVector p = FloatVector.fromArray(S, x, i);
            FloatVector q = FloatVector.fromArray(S, x, i + V);
            FloatVector r = FloatVector.fromArray(S, x, i + 2 * V);
            FloatVector s = FloatVector.fromArray(S, x, i + 3 * V);
            a = a.blend(p, a.lt(p));
            b = b.blend(q, b.lt(q));
            c = c.blend(r, c.lt(r));
            d = d.blend(s, d.lt(s));
            sum = sum.add(p).add(q);
            other = other.add(r).add(s);
        }
        for (; i < end; i += V) {
            FloatVector p = FloatVector.fromArray(S, x, i);
            a = a.blend(p, a.lt(p));
            sum = sum.add(p);
        }
        float most = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
        return end == at || most == 0 || sum.add(other).test(VectorOperators.IS_NAN).anyTrue()
                ? super.max(x, at, n) : Math.max(most, super.max(x, end, at + n - end));
    }

    @Override
    double min(float[] x, int at, int n) {
        FloatVector a = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector b = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector c = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector d = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
        FloatVector sum = FloatVector.zero(S);
        FloatVector other = FloatVector.zero(S);
        int end = at + S.loopBound(n);
        int i = at;
        for (; i <= end - 4 * V; i += 4 * V) {
            FloatVector p = FloatVector.fromArray(S, x, i);
            FloatVector q = FloatVector.fromArray(S, x, i + V);
            FloatVector r = FloatVector.fromArray(S, x, i + 2 * V);
            FloatVector s = FloatVector.fromArray(S, x, i + 3 * V);
            a = a.blend(p, p.lt(a));
            b = b.blend(q, q.lt(b));
            c = c.blend(r, r.lt(c));
            d = d.blend(s, s.lt(d));
            sum = sum.add(p).add(q);
            other = other.add(r).add(s);
        }
        for (; i < end; i += V) {
            FloatVector p = FloatVector.fromArray(S, x, i);
            a = a.blend(p, p.lt(a));
            sum = sum.add(p);
        }
        float least = a.min(b).min(c.min(d)).reduceLanes(VectorOperators.MIN);
        return end == at || least == 0 || sum.add(other).test(VectorOperators.IS_NAN).anyTrue()
                ? super.min(x, at, n) : Math.min(least, super.min(x, end, at + n - end));
    }

    /// The last few elements go through the same vectors, filled up with what decays to 0.
    @Override
    void exp(float[] x, int at, double c, boolean stored, float[] y, int yAt, int n,
            float[] lanes) {
        if (V > LANES) {
            super.exp(x, at, c, stored, y, yAt, n, lanes);
            return;
        }
        float off = (float) c;
        int whole = n / LANES * LANES;
        int end = at + whole;
        int to = yAt - at;
        int rest = n - whole;
        if (rest > 0) {
            Arrays.fill(lanes, LANES, 2 * LANES, Float.NEGATIVE_INFINITY);
            System.arraycopy(x, end, lanes, LANES, rest);
        }
        for (int lane = 0; lane < LANES; lane += V) {
            FloatVector sum = FloatVector.zero(S);
            for (int i = at + lane; i < end; i += LANES) {
                FloatVector e = VectorDecay.exp(FloatVector.fromArray(S, x, i).sub(off));
                if (stored) {
                    e.intoArray(y, i + to);
                }
                sum = sum.add(e);
            }
            if (rest > lane) {
                FloatVector e = VectorDecay.exp(
                        FloatVector.fromArray(S, lanes, LANES + lane).sub(off));
                e.intoArray(lanes, LANES + lane);
                sum = sum.add(e);
            }
            sum.intoArray(lanes, lane);
        }
        if (stored && rest > 0) {
            System.arraycopy(lanes, LANES, y, yAt + whole, rest);
        }
    }

    @Override
    void affine(float[] x, int xAt, double c, double f, float[] g, int gAt, double t, float[] b,
            int bAt, double d, double s, float[] y, int yAt, int n) {
        FloatVector off = FloatVector.broadcast(S, (float) c);
        FloatVector factor = FloatVector.broadcast(S, (float) f);
        FloatVector rest = FloatVector.broadcast(S, rest((float) c, c, f));
        FloatVector other = FloatVector.broadcast(S, (float) d);
        FloatVector weight = FloatVector.broadcast(S, (float) t);
        FloatVector shift = FloatVector.broadcast(S, (float) (s + ((float) d - d) * t));
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += V) {
            FloatVector offset = FloatVector.fromArray(S, b, bAt + i).sub(other)
                    .fma(weight, shift);
            FloatVector.fromArray(S, x, xAt + i).sub(off).fma(factor, rest)
                    .fma(FloatVector.fromArray(S, g, gAt + i), offset).intoArray(y, yAt + i);
        }
        super.affine(x, xAt + whole, c, f, g, gAt + whole, t, b, bAt + whole, d, s, y,
                yAt + whole, n - whole);
    }

    @Override
    void pull(float[] x, int xAt, double c, double f, int xAt2, double c2, double f2, float[] dy,
            int dyAt, int dyAt2, float[] g, int gAt, float[] dg, float[] db, int dAt, int n,
            float[] lanes) {
        if (V > LANES) {
            super.pull(x, xAt, c, f, xAt2, c2, f2, dy, dyAt, dyAt2, g, gAt, dg, db, dAt, n, lanes);
            return;
        }
        FloatVector off = FloatVector.broadcast(S, (float) c);
        FloatVector off2 = FloatVector.broadcast(S, (float) c2);
        FloatVector factor = FloatVector.broadcast(S, (float) f);
        FloatVector factor2 = FloatVector.broadcast(S, (float) f2);
        FloatVector rest = FloatVector.broadcast(S, rest((float) c, c, f));
        FloatVector rest2 = FloatVector.broadcast(S, rest((float) c2, c2, f2));
        int whole = n / LANES * LANES;
        for (int lane = 0; lane < LANES; lane += V) {
            FloatVector sum = FloatVector.zero(S);
            FloatVector sum2 = FloatVector.zero(S);
            FloatVector product = FloatVector.zero(S);
            FloatVector product2 = FloatVector.zero(S);
            for (int i = lane; i < whole; i += LANES) {
                FloatVector h = FloatVector.fromArray(S, x, xAt + i).sub(off)
                        .fma(factor, rest);
                FloatVector h2 = FloatVector.fromArray(S, x, xAt2 + i).sub(off2)
                        .fma(factor2, rest2);
                FloatVector d = FloatVector.fromArray(S, dy, dyAt + i);
                FloatVector d2 = FloatVector.fromArray(S, dy, dyAt2 + i);
                FloatVector e = FloatVector.fromArray(S, g, gAt + i);
                FloatVector w = d.mul(e);
                FloatVector w2 = d2.mul(e);
                sum = sum.add(w);
                sum2 = sum2.add(w2);
                product = w.fma(h, product);
                product2 = w2.fma(h2, product2);
                d2.fma(h2, d.fma(h, FloatVector.fromArray(S, dg, dAt + i)))
                        .intoArray(dg, dAt + i);
                FloatVector.fromArray(S, db, dAt + i).add(d).add(d2).intoArray(db, dAt + i);
            }
            sum.intoArray(lanes, lane);
            product.intoArray(lanes, LANES + lane);
            sum2.intoArray(lanes, 2 * LANES + lane);
            product2.intoArray(lanes, 3 * LANES + lane);
        }
        pull(x, xAt, c, f, dy, dyAt, g, gAt, dg, db, dAt, whole, n, lanes, 0);
        pull(x, xAt2, c2, f2, dy, dyAt2, g, gAt, dg, db, dAt, whole, n, lanes, 2 * LANES);
    }

    @Override
    void columns(float[] x, int at, int row, int rows, float[] y, int yAt, int n) {
        int i = 0;
        for (; i <= n - 4 * V; i += 4 * V) {
            FloatVector a = FloatVector.fromArray(S, y, yAt + i);
            FloatVector b = FloatVector.fromArray(S, y, yAt + i + V);
            FloatVector c = FloatVector.fromArray(S, y, yAt + i + 2 * V);
            FloatVector d = FloatVector.fromArray(S, y, yAt + i + 3 * V);
            for (int r = 0, j = at + i; r < rows; r++, j += row) {
                a = a.add(FloatVector.fromArray(S, x, j));
                b = b.add(FloatVector.fromArray(S, x, j + V));
                c = c.add(FloatVector.fromArray(S, x, j + 2 * V));
                d = d.add(FloatVector.fromArray(S, x, j + 3 * V));
            }
            a.intoArray(y, yAt + i);
            b.intoArray(y, yAt + i + V);
            c.intoArray(y, yAt + i + 2 * V);
            d.intoArray(y, yAt + i + 3 * V);
        }
        for (; i <= n - V; i += V) {
            FloatVector a = FloatVector.fromArray(S, y, yAt + i);
            for (int r = 0, j = at + i; r < rows; r++, j += row) {
                a = a.add(FloatVector.fromArray(S, x, j));
            }
            a.intoArray(y, yAt + i);
        }
        super.columns(x, at + i, row, rows, y, yAt + i, n - i);
    }
}

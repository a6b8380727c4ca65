package io.atled.autograd.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
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
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(S, i -> (i + 8) % V);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(S, i -> (i + 4) % V);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(S, i -> (i + 2) % V);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(S, i -> (i + 1) % V);

    /// The sum of all lanes, if a vector holds them, for loops that end in several sums: to store
    /// these and load them again would wait until all that was stored before has left the core.
    /// Where C2 does not inline this, it makes objects of vectors.
    private static float fold(FloatVector lanes) {
        FloatVector eight = lanes.add(lanes.rearrange(BY_8));
        FloatVector four = eight.add(eight.rearrange(BY_4));
        FloatVector two = four.add(four.rearrange(BY_2));
        return two.add(two.rearrange(BY_1)).lane(0);
    }

    @Override
    double sum(float[] x, int at, int n, float[] lanes) {
        if (V > LANES) {
            return super.sum(x, at, n, lanes);
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
            FloatVector sum = a.add(c).add(b.add(d));
            sum.intoArray(lanes, lane);
        }
        for (int i = whole; i < n; i++) {
            lanes[i & LAST] += x[at + i];
        }
        return fold(lanes, 0);
    }

    @Override
    double dot(float[] x, int xAt, double c, float[] z, int zAt, double d, int n, float[] lanes) {
        if (V > LANES) {
            return super.dot(x, xAt, c, z, zAt, d, n, lanes);
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
            FloatVector sum = s0.add(s2).add(s1.add(s3));
            sum.intoArray(lanes, lane);
        }
        for (int i = whole; i < n; i++) {
            int lane = i & LAST;
            lanes[lane] = Math.fma(x[xAt + i] - xOff, z[zAt + i] - zOff, lanes[lane]);
        }
        return fold(lanes, 0);
    }

    @Override
    void moments(float[] x, int at, double c, int n, float[] lanes) {
        if (V > LANES) {
            super.moments(x, at, c, n, lanes);
            return;
        }
        float off = (float) c;
        int whole = n / LANES * LANES;
        for (int lane = 0; lane < LANES; lane += V) {
            FloatVector s0 = FloatVector.zero(S);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector q0 = FloatVector.zero(S);
            FloatVector q1 = FloatVector.zero(S);
            int done = 0;
            for (int i = at + lane; done <= whole - PAIR; done += PAIR, i += PAIR) {
                FloatVector a = FloatVector.fromArray(S, x, i).sub(off);
                FloatVector b = FloatVector.fromArray(S, x, i + LANES).sub(off);
                s0 = s0.add(a);
                s1 = s1.add(b);
                q0 = a.fma(a, q0);
                q1 = b.fma(b, q1);
            }
            if (done < whole) {
                FloatVector a = FloatVector.fromArray(S, x, at + lane + done).sub(off);
                s0 = s0.add(a);
                q0 = a.fma(a, q0);
            }
            if (V == LANES && whole == n) {
                lanes[0] = fold(s0.add(s1));
                lanes[1] = fold(q0.add(q1));
                return;
            }
            s0.add(s1).intoArray(lanes, lane);
            q0.add(q1).intoArray(lanes, LANES + lane);
        }
        moments(x, at, off, whole, n, lanes, 0);
        sums(lanes, 2);
    }

    @Override
    void moments(float[] x, int at, double c, int at2, double c2, int n, float[] lanes) {
        if (V > LANES) {
            super.moments(x, at, c, at2, c2, n, lanes);
            return;
        }
        float off = (float) c;
        float off2 = (float) c2;
        int whole = n / LANES * LANES;
        for (int lane = 0; lane < LANES; lane += V) {
            FloatVector s0 = FloatVector.zero(S);
            FloatVector s1 = FloatVector.zero(S);
            FloatVector q0 = FloatVector.zero(S);
            FloatVector q1 = FloatVector.zero(S);
            FloatVector t0 = FloatVector.zero(S);
            FloatVector t1 = FloatVector.zero(S);
            FloatVector r0 = FloatVector.zero(S);
            FloatVector r1 = FloatVector.zero(S);
            int done = 0;
            for (int i = at + lane, j = at2 + lane; done <= whole - PAIR;
                    done += PAIR, i += PAIR, j += PAIR) {
                FloatVector a = FloatVector.fromArray(S, x, i).sub(off);
                FloatVector b = FloatVector.fromArray(S, x, i + LANES).sub(off);
                FloatVector d = FloatVector.fromArray(S, x, j).sub(off2);
                FloatVector e = FloatVector.fromArray(S, x, j + LANES).sub(off2);
                s0 = s0.add(a);
                s1 = s1.add(b);
                t0 = t0.add(d);
                t1 = t1.add(e);
                q0 = a.fma(a, q0);
                q1 = b.fma(b, q1);
                r0 = d.fma(d, r0);
                r1 = e.fma(e, r1);
            }
            if (done < whole) {
                FloatVector a = FloatVector.fromArray(S, x, at + lane + done).sub(off);
                FloatVector d = FloatVector.fromArray(S, x, at2 + lane + done).sub(off2);
                s0 = s0.add(a);
                t0 = t0.add(d);
                q0 = a.fma(a, q0);
                r0 = d.fma(d, r0);
            }
            if (V == LANES && whole == n) {
                lanes[0] = fold(s0.add(s1));
                lanes[1] = fold(q0.add(q1));
                lanes[2] = fold(t0.add(t1));
                lanes[3] = fold(r0.add(r1));
                return;
            }
            s0.add(s1).intoArray(lanes, lane);
            q0.add(q1).intoArray(lanes, LANES + lane);
            t0.add(t1).intoArray(lanes, 2 * LANES + lane);
            r0.add(r1).intoArray(lanes, 3 * LANES + lane);
        }
        moments(x, at, off, whole, n, lanes, 0);
        moments(x, at2, off2, whole, n, lanes, 2 * LANES);
        sums(lanes, 4);
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
    double exp(float[] x, int at, double c, boolean stored, float[] y, int yAt, int n,
            float[] lanes) {
        if (V > LANES) {
            return super.exp(x, at, c, stored, y, yAt, n, lanes);
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
            if (V == LANES && rest == 0) {
                return fold(sum);
            }
            sum.intoArray(lanes, lane);
        }
        if (stored && rest > 0) {
            System.arraycopy(lanes, LANES, y, yAt + whole, rest);
        }
        return fold(lanes, 0);
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
    void normalize(float[] x, int xAt, double c, double f, int xAt2, double c2, double f2,
            float[] g, int gAt, float[] b, int bAt, float[] y, int yAt, int yAt2, int n) {
        FloatVector off = FloatVector.broadcast(S, (float) c);
        FloatVector off2 = FloatVector.broadcast(S, (float) c2);
        FloatVector factor = FloatVector.broadcast(S, (float) f);
        FloatVector factor2 = FloatVector.broadcast(S, (float) f2);
        FloatVector rest = FloatVector.broadcast(S, rest((float) c, c, f));
        FloatVector rest2 = FloatVector.broadcast(S, rest((float) c2, c2, f2));
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += V) {
            FloatVector e = FloatVector.fromArray(S, g, gAt + i);
            FloatVector shift = FloatVector.fromArray(S, b, bAt + i);
            FloatVector.fromArray(S, x, xAt + i).sub(off).fma(factor, rest).fma(e, shift)
                    .intoArray(y, yAt + i);
            FloatVector.fromArray(S, x, xAt2 + i).sub(off2).fma(factor2, rest2).fma(e, shift)
                    .intoArray(y, yAt2 + i);
        }
        super.normalize(x, xAt + whole, c, f, xAt2 + whole, c2, f2, g, gAt + whole, b, bAt + whole,
                y, yAt + whole, yAt2 + whole, n - whole);
    }

    @Override
    void pull(float[] x, int xAt, double c, int xAt2, double c2, float[] dy, int dyAt, int dyAt2,
            float[] g, int gAt, int n, float[] lanes) {
        if (V > LANES) {
            super.pull(x, xAt, c, xAt2, c2, dy, dyAt, dyAt2, g, gAt, n, lanes);
            return;
        }
        float off = (float) c;
        float off2 = (float) c2;
        int whole = n / LANES * LANES;
        for (int lane = 0; lane < LANES; lane += V) {
            FloatVector sum = FloatVector.zero(S);
            FloatVector sum2 = FloatVector.zero(S);
            FloatVector squares = FloatVector.zero(S);
            FloatVector squares2 = FloatVector.zero(S);
            FloatVector weights = FloatVector.zero(S);
            FloatVector weights2 = FloatVector.zero(S);
            FloatVector dot = FloatVector.zero(S);
            FloatVector dot2 = FloatVector.zero(S);
            for (int i = lane; i < whole; i += LANES) {
                FloatVector e = FloatVector.fromArray(S, g, gAt + i);
                FloatVector d = FloatVector.fromArray(S, x, xAt + i).sub(off);
                FloatVector d2 = FloatVector.fromArray(S, x, xAt2 + i).sub(off2);
                FloatVector w = FloatVector.fromArray(S, dy, dyAt + i).mul(e);
                FloatVector w2 = FloatVector.fromArray(S, dy, dyAt2 + i).mul(e);
                sum = sum.add(d);
                sum2 = sum2.add(d2);
                squares = d.fma(d, squares);
                squares2 = d2.fma(d2, squares2);
                weights = weights.add(w);
                weights2 = weights2.add(w2);
                dot = w.fma(d, dot);
                dot2 = w2.fma(d2, dot2);
            }
            if (V == LANES && whole == n) {
                lanes[0] = fold(sum);
                lanes[1] = fold(squares);
                lanes[2] = fold(weights);
                lanes[3] = fold(dot);
                lanes[4] = fold(sum2);
                lanes[5] = fold(squares2);
                lanes[6] = fold(weights2);
                lanes[7] = fold(dot2);
                return;
            }
            sum.intoArray(lanes, lane);
            squares.intoArray(lanes, LANES + lane);
            weights.intoArray(lanes, 2 * LANES + lane);
            dot.intoArray(lanes, 3 * LANES + lane);
            sum2.intoArray(lanes, 4 * LANES + lane);
            squares2.intoArray(lanes, 5 * LANES + lane);
            weights2.intoArray(lanes, 6 * LANES + lane);
            dot2.intoArray(lanes, 7 * LANES + lane);
        }
        pull(x, xAt, off, dy, dyAt, g, gAt, whole, n, lanes, 0);
        pull(x, xAt2, off2, dy, dyAt2, g, gAt, whole, n, lanes, 4 * LANES);
        sums(lanes, 8);
    }

    @Override
    void push(float[] x, int xAt, double c, double f, double t, double s, int xAt2, double c2,
            double f2, double t2, double s2, float[] dy, int dyAt, int dyAt2, float[] g, int gAt,
            float[] dx, int at, int at2, float[] to, int hAt, int dAt, int n) {
        FloatVector off = FloatVector.broadcast(S, (float) c);
        FloatVector off2 = FloatVector.broadcast(S, (float) c2);
        FloatVector factor = FloatVector.broadcast(S, (float) f);
        FloatVector factor2 = FloatVector.broadcast(S, (float) f2);
        FloatVector rest = FloatVector.broadcast(S, rest((float) c, c, f));
        FloatVector rest2 = FloatVector.broadcast(S, rest((float) c2, c2, f2));
        FloatVector slope = FloatVector.broadcast(S, (float) t);
        FloatVector slope2 = FloatVector.broadcast(S, (float) t2);
        FloatVector shift = FloatVector.broadcast(S, (float) s);
        FloatVector shift2 = FloatVector.broadcast(S, (float) s2);
        int whole = S.loopBound(n);
        for (int i = 0; i < whole; i += V) {
            FloatVector e = FloatVector.fromArray(S, g, gAt + i);
            FloatVector h = FloatVector.fromArray(S, x, xAt + i).sub(off).fma(factor, rest);
            FloatVector h2 = FloatVector.fromArray(S, x, xAt2 + i).sub(off2).fma(factor2, rest2);
            FloatVector d = FloatVector.fromArray(S, dy, dyAt + i);
            FloatVector d2 = FloatVector.fromArray(S, dy, dyAt2 + i);
            d.mul(factor).fma(e, h.fma(slope, shift)).intoArray(dx, at + i);
            d2.mul(factor2).fma(e, h2.fma(slope2, shift2)).intoArray(dx, at2 + i);
            d2.fma(h2, d.fma(h, FloatVector.fromArray(S, to, hAt + i))).intoArray(to, hAt + i);
            FloatVector.fromArray(S, to, dAt + i).add(d).add(d2).intoArray(to, dAt + i);
        }
        super.push(x, xAt + whole, c, f, t, s, xAt2 + whole, c2, f2, t2, s2, dy, dyAt + whole,
                dyAt2 + whole, g, gAt + whole, dx, at + whole, at2 + whole, to, hAt + whole,
                dAt + whole, n - whole);
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

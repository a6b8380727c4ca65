package io.atled.autograd.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [RunKernel] with the Vector API: four accumulators of the machine's width at a time, in as many
/// passes over the block as the lanes need. Where four vectors hold more than all lanes, the
/// plain loops are taken.
final class VectorRuns extends PlainRuns {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

    @Override
    void sum(float[] x, int at, int rows, float[] lanes) {
        int v = F.length();
        if (4 * v > Runs.FLOAT_LANES) {
            super.sum(x, at, rows, lanes);
            return;
        }
        int end = at + rows * Runs.FLOAT_LANES;
        for (int lane = 0; lane < Runs.FLOAT_LANES; lane += 4 * v) {
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int i = at + lane; i < end; i += Runs.FLOAT_LANES) {
                s0 = s0.add(FloatVector.fromArray(F, x, i));
                s1 = s1.add(FloatVector.fromArray(F, x, i + v));
                s2 = s2.add(FloatVector.fromArray(F, x, i + 2 * v));
                s3 = s3.add(FloatVector.fromArray(F, x, i + 3 * v));
            }
            s0.intoArray(lanes, lane);
            s1.intoArray(lanes, lane + v);
            s2.intoArray(lanes, lane + 2 * v);
            s3.intoArray(lanes, lane + 3 * v);
        }
    }

    @Override
    void dot(float[] a, int aAt, float[] b, int bAt, int rows, float[] lanes) {
        int v = F.length();
        if (4 * v > Runs.FLOAT_LANES) {
            super.dot(a, aAt, b, bAt, rows, lanes);
            return;
        }
        int end = aAt + rows * Runs.FLOAT_LANES;
        int to = bAt - aAt;
        for (int lane = 0; lane < Runs.FLOAT_LANES; lane += 4 * v) {
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int i = aAt + lane; i < end; i += Runs.FLOAT_LANES) {
                int j = i + to;
                s0 = fma(a, i, b, j, s0);
                s1 = fma(a, i + v, b, j + v, s1);
                s2 = fma(a, i + 2 * v, b, j + 2 * v, s2);
                s3 = fma(a, i + 3 * v, b, j + 3 * v, s3);
            }
            s0.intoArray(lanes, lane);
            s1.intoArray(lanes, lane + v);
            s2.intoArray(lanes, lane + 2 * v);
            s3.intoArray(lanes, lane + 3 * v);
        }
    }

    private static FloatVector fma(float[] a, int i, float[] b, int j, FloatVector sum) {
        return FloatVector.fromArray(F, a, i).fma(FloatVector.fromArray(F, b, j), sum);
    }

    @Override
    float max(float[] x, int at, int n) {
        int v = F.length();
        FloatVector a = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        int end = at + n - n % (2 * v);
        for (int i = at; i < end; i += 2 * v) {
            a = a.max(FloatVector.fromArray(F, x, i));
            b = b.max(FloatVector.fromArray(F, x, i + v));
        }
        float rest = super.max(x, end, at + n - end);
        return end == at ? rest
                : Math.max(rest, a.max(b).reduceLanes(VectorOperators.MAX));
    }

    @Override
    float min(float[] x, int at, int n) {
        int v = F.length();
        FloatVector a = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        FloatVector b = a;
        int end = at + n - n % (2 * v);
        for (int i = at; i < end; i += 2 * v) {
            a = a.min(FloatVector.fromArray(F, x, i));
            b = b.min(FloatVector.fromArray(F, x, i + v));
        }
        float rest = super.min(x, end, at + n - end);
        return end == at ? rest
                : Math.min(rest, a.min(b).reduceLanes(VectorOperators.MIN));
    }

    @Override
    void sum(double[] x, int at, int rows, double[] lanes) {
        int v = D.length();
        if (4 * v > Runs.DOUBLE_LANES) {
            super.sum(x, at, rows, lanes);
            return;
        }
        int end = at + rows * Runs.DOUBLE_LANES;
        for (int lane = 0; lane < Runs.DOUBLE_LANES; lane += 4 * v) {
            DoubleVector s0 = DoubleVector.zero(D);
            DoubleVector s1 = s0;
            DoubleVector s2 = s0;
            DoubleVector s3 = s0;
            for (int i = at + lane; i < end; i += Runs.DOUBLE_LANES) {
                s0 = s0.add(DoubleVector.fromArray(D, x, i));
                s1 = s1.add(DoubleVector.fromArray(D, x, i + v));
                s2 = s2.add(DoubleVector.fromArray(D, x, i + 2 * v));
                s3 = s3.add(DoubleVector.fromArray(D, x, i + 3 * v));
            }
            s0.intoArray(lanes, lane);
            s1.intoArray(lanes, lane + v);
            s2.intoArray(lanes, lane + 2 * v);
            s3.intoArray(lanes, lane + 3 * v);
        }
    }

    @Override
    void dot(double[] a, int aAt, double[] b, int bAt, int rows, double[] lanes) {
        int v = D.length();
        if (4 * v > Runs.DOUBLE_LANES) {
            super.dot(a, aAt, b, bAt, rows, lanes);
            return;
        }
        int end = aAt + rows * Runs.DOUBLE_LANES;
        int to = bAt - aAt;
        for (int lane = 0; lane < Runs.DOUBLE_LANES; lane += 4 * v) {
            DoubleVector s0 = DoubleVector.zero(D);
            DoubleVector s1 = s0;
            DoubleVector s2 = s0;
            DoubleVector s3 = s0;
            for (int i = aAt + lane; i < end; i += Runs.DOUBLE_LANES) {
                int j = i + to;
                s0 = fma(a, i, b, j, s0);
                s1 = fma(a, i + v, b, j + v, s1);
                s2 = fma(a, i + 2 * v, b, j + 2 * v, s2);
                s3 = fma(a, i + 3 * v, b, j + 3 * v, s3);
            }
            s0.intoArray(lanes, lane);
            s1.intoArray(lanes, lane + v);
            s2.intoArray(lanes, lane + 2 * v);
            s3.intoArray(lanes, lane + 3 * v);
        }
    }

    private static DoubleVector fma(double[] a, int i, double[] b, int j, DoubleVector sum) {
        return DoubleVector.fromArray(D, a, i).fma(DoubleVector.fromArray(D, b, j), sum);
    }

    @Override
    double max(double[] x, int at, int n) {
        int v = D.length();
        DoubleVector a = DoubleVector.broadcast(D, Double.NEGATIVE_INFINITY);
        DoubleVector b = a;
        int end = at + n - n % (2 * v);
        for (int i = at; i < end; i += 2 * v) {
            a = a.max(DoubleVector.fromArray(D, x, i));
            b = b.max(DoubleVector.fromArray(D, x, i + v));
        }
        double rest = super.max(x, end, at + n - end);
        return end == at ? rest
                : Math.max(rest, a.max(b).reduceLanes(VectorOperators.MAX));
    }

    @Override
    double min(double[] x, int at, int n) {
        int v = D.length();
        DoubleVector a = DoubleVector.broadcast(D, Double.POSITIVE_INFINITY);
        DoubleVector b = a;
        int end = at + n - n % (2 * v);
        for (int i = at; i < end; i += 2 * v) {
            a = a.min(DoubleVector.fromArray(D, x, i));
            b = b.min(DoubleVector.fromArray(D, x, i + v));
        }
        double rest = super.min(x, end, at + n - end);
        return end == at ? rest
                : Math.min(rest, a.min(b).reduceLanes(VectorOperators.MIN));
    }
}

package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The `F32` loops of [ComparisonLoops] with the Vector API: the same bits, the rest of a run by
/// the plain loop. Each loop is a method of its own because C2 must see one operation as a
/// constant.
final class VectorComparisonLoops {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;


    private VectorComparisonLoops() {}

    static final class Less extends ComparisonLoops.Less {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                FloatVector.zero(S).blend(1, a.compare(VectorOperators.LT, b))
                        .intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class LessEqual extends ComparisonLoops.LessEqual {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                FloatVector.zero(S).blend(1, a.compare(VectorOperators.LE, b))
                        .intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Equal extends ComparisonLoops.Equal {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                FloatVector.zero(S).blend(1, a.compare(VectorOperators.EQ, b))
                        .intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class NotEqual extends ComparisonLoops.NotEqual {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                FloatVector.zero(S).blend(1, a.compare(VectorOperators.NE, b))
                        .intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Where extends ComparisonLoops.Where {
        @Override
        void run(float[] c, int cAt, float[] a, int aAt, float[] b, int bAt,
                float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                VectorMask<Float> chosen = FloatVector.fromArray(S, c, cAt + i)
                        .compare(VectorOperators.NE, 0);
                FloatVector.fromArray(S, b, bAt + i)
                        .blend(FloatVector.fromArray(S, a, aAt + i), chosen)
                        .intoArray(y, yAt + i);
            }
            super.run(c, cAt + whole, a, aAt + whole, b, bAt + whole, y, yAt + whole, n - whole);
        }
    }
}

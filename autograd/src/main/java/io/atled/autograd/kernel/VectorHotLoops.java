package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The `F32` loops of [HotLoops] with the Vector API: the same bits, the rest of a run by the
/// plain loop. Each loop is a method of its own because C2 must see one operation as a constant.
final class VectorHotLoops {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;

    private VectorHotLoops() {}

    static final class Exp extends HotLoops.Exp {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                VectorMath.exp(a).intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Expm1 extends HotLoops.Expm1 {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                VectorMath.expm1(a).intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Log extends HotLoops.Log {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                VectorLog.log(a).intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Log1p extends HotLoops.Log1p {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                VectorLog.log1p(a).intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Tanh extends HotLoops.Tanh {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                VectorMath.tanh(a).intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Sech2 extends HotLoops.Sech2 {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                VectorMath.sech2(a).intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Sigmoid extends HotLoops.Sigmoid {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                VectorMath.sigmoid(a).intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Erf extends HotLoops.Erf {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            VectorErrorFunction.erf(x, at, y, yAt, whole);
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Erfc extends HotLoops.Erfc {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            VectorErrorFunction.erfc(x, at, y, yAt, whole);
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }
}

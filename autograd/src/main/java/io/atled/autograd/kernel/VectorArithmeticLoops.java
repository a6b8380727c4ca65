package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The `F32` loops of [ArithmeticLoops] with the Vector API: the same bits, the rest of a run by
/// the plain loop. (C2 vectorises a plain loop only if it can prove that all offsets are equal.)
/// Each loop is a method of its own because C2 must see its operation as a constant.
final class VectorArithmeticLoops {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;

    private VectorArithmeticLoops() {}

    static final class Add extends ArithmeticLoops.Add {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                a.add(b).intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Sub extends ArithmeticLoops.Sub {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                a.sub(b).intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Mul extends ArithmeticLoops.Mul {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                a.mul(b).intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Div extends ArithmeticLoops.Div {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                a.div(b).intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Maximum extends ArithmeticLoops.Maximum {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                a.max(b).intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Minimum extends ArithmeticLoops.Minimum {
        @Override
        void run(float[] x, int xAt, float[] z, int zAt, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, xAt + i);
                FloatVector b = FloatVector.fromArray(S, z, zAt + i);
                a.min(b).intoArray(y, yAt + i);
            }
            super.run(x, xAt + whole, z, zAt + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Neg extends ArithmeticLoops.Neg {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                a.neg().intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Abs extends ArithmeticLoops.Abs {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                a.abs().intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Sqrt extends ArithmeticLoops.Sqrt {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                a.sqrt().intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }

    static final class Relu extends ArithmeticLoops.Relu {
        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector a = FloatVector.fromArray(S, x, at + i);
                a.max(0).intoArray(y, yAt + i);
            }
            super.run(x, at + whole, y, yAt + whole, n - whole);
        }
    }
}

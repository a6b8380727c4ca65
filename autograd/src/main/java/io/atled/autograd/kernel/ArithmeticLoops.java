package io.atled.autograd.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/// Sums, products and their kin as plain loops, which C2 vectorises where the offsets allow it.
///
/// Each loop stands in a method of its own so that its profile stays clean.
/// Errors: none beyond the one rounding of IEEE 754.
final class ArithmeticLoops {
    private ArithmeticLoops() {}

    /// `a + b`.
    static class Add extends BinaryLoop implements Bytecode {
        Add() {
            super("add");
        }

        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            if (type == TypeKind.FLOAT) {
                code.fadd();
            } else {
                code.dadd();
            }
        }

        @Override
        final double at(double a, double b) {
            return a + b;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] + b[bAt + i];
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] + b[bAt + i];
            }
        }
    }

    /// `a − b`.
    static class Sub extends BinaryLoop implements Bytecode {
        Sub() {
            super("sub");
        }

        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            if (type == TypeKind.FLOAT) {
                code.fsub();
            } else {
                code.dsub();
            }
        }

        @Override
        final double at(double a, double b) {
            return a - b;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] - b[bAt + i];
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] - b[bAt + i];
            }
        }
    }

    /// `a · b`.
    static class Mul extends BinaryLoop implements Bytecode {
        Mul() {
            super("mul");
        }

        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            if (type == TypeKind.FLOAT) {
                code.fmul();
            } else {
                code.dmul();
            }
        }

        @Override
        final double at(double a, double b) {
            return a * b;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] * b[bAt + i];
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] * b[bAt + i];
            }
        }
    }

    /// `a / b`.
    static class Div extends BinaryLoop implements Bytecode {
        Div() {
            super("div");
        }

        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            if (type == TypeKind.FLOAT) {
                code.fdiv();
            } else {
                code.ddiv();
            }
        }

        @Override
        final double at(double a, double b) {
            return a / b;
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] / b[bAt + i];
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = a[aAt + i] / b[bAt + i];
            }
        }
    }

    /// The larger; NaN if either is NaN; `+0` is larger than `−0`.
    static class Maximum extends BinaryLoop implements Bytecode {
        Maximum() {
            super("maximum");
        }

        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            Bytecode.math(code, "max", type, 2);
        }

        @Override
        final double at(double a, double b) {
            return Math.max(a, b);
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.max(a[aAt + i], b[bAt + i]);
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.max(a[aAt + i], b[bAt + i]);
            }
        }
    }

    /// The smaller; NaN if either is NaN; `−0` is smaller than `+0`.
    static class Minimum extends BinaryLoop implements Bytecode {
        Minimum() {
            super("minimum");
        }

        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            Bytecode.math(code, "min", type, 2);
        }

        @Override
        final double at(double a, double b) {
            return Math.min(a, b);
        }

        @Override
        void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.min(a[aAt + i], b[bAt + i]);
            }
        }

        @Override
        final void run(double[] a, int aAt, double[] b, int bAt, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.min(a[aAt + i], b[bAt + i]);
            }
        }
    }

    /// `−x`.
    static class Neg extends UnaryLoop implements Bytecode {
        Neg() {
            super("neg");
        }

        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            if (type == TypeKind.FLOAT) {
                code.fneg();
            } else {
                code.dneg();
            }
        }

        @Override
        final double at(double a) {
            return -a;
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = -x[at + i];
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = -x[at + i];
            }
        }
    }

    /// `|x|`.
    static class Abs extends UnaryLoop implements Bytecode {
        Abs() {
            super("abs");
        }

        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            Bytecode.math(code, "abs", type, 1);
        }

        @Override
        final double at(double a) {
            return Math.abs(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.abs(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.abs(x[at + i]);
            }
        }
    }

    /// The sign: −1, 0 or 1; zeros keep theirs, NaN stays NaN.
    static class Sign extends UnaryLoop {
        Sign() {
            super("sign");
        }

        @Override
        final double at(double a) {
            return Math.signum(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.signum(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.signum(x[at + i]);
            }
        }
    }

    /// `√x`, correctly rounded.
    static class Sqrt extends UnaryLoop implements Bytecode {
        Sqrt() {
            super("sqrt");
        }

        /// The root of a `float` is rounded right also by way of `double`.
        @Override
        public final void append(CodeBuilder code, TypeKind type) {
            if (type == TypeKind.FLOAT) {
                code.f2d();
            }
            Bytecode.math(code, "sqrt", TypeKind.DOUBLE, 1);
            if (type == TypeKind.FLOAT) {
                code.d2f();
            }
        }

        @Override
        final double at(double a) {
            return Math.sqrt(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (float) Math.sqrt(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.sqrt(x[at + i]);
            }
        }
    }

    /// `max(x, 0)`; NaN stays NaN.
    static class Relu extends UnaryLoop {
        Relu() {
            super("relu");
        }

        @Override
        final double at(double a) {
            return Math.max(a, 0.0);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.max(x[at + i], 0f);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.max(x[at + i], 0.0);
            }
        }
    }

    /// The largest integer not above `x`.
    static class Floor extends UnaryLoop {
        Floor() {
            super("floor");
        }

        @Override
        final double at(double a) {
            return Math.floor(a);
        }

        @Override
        void run(float[] x, int at, float[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = (float) Math.floor(x[at + i]);
            }
        }

        @Override
        final void run(double[] x, int at, double[] y, int yAt, int n) {
            for (int i = 0; i < n; i++) {
                y[yAt + i] = Math.floor(x[at + i]);
            }
        }
    }
}

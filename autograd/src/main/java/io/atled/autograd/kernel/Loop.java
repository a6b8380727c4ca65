package io.atled.autograd.kernel;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// One primitive over a run of elements: `y[i] = f(a[i], b[i], c[i])`.
///
/// The bits of a result depend on the primitive and its arguments alone: not on the length of the
/// run, the position in it, the vector width, or whether the Vector API is there. `y` may be
/// exactly the region of an argument (in place); any other overlap is the caller's mistake.
/// Lengths and offsets are not checked here: fail at the door, not in the kernel.
public abstract class Loop {
    private final String name;

    /// A primitive called `name`.
    protected Loop(String name) {
        this.name = name;
    }

    /// A loop over a stranger's function of one number.
    /// On `F32` it computes in `double` and rounds once.
    public static Loop of(String name, DoubleUnaryOperator f) {
        return new UnaryLoop(name) {
            @Override
            double at(double a) {
                return f.applyAsDouble(a);
            }
        };
    }

    /// A loop over a stranger's function of two numbers.
    /// On `F32` it computes in `double` and rounds once.
    public static Loop of(String name, DoubleBinaryOperator f) {
        return new BinaryLoop(name) {
            @Override
            double at(double a, double b) {
                return f.applyAsDouble(a, b);
            }
        };
    }

    /// How many arguments are read, 1 to 3.
    public abstract int arity();

    /// One element in `F64`, with the bits of the `F64` loop; arguments past the arity are ignored.
    public abstract double at(double a, double b, double c);

    /// `n` elements in `F32`: argument `k` is `x[k]` from `at[k]`, the result goes to `y` from
    /// `yAt`.
    public abstract void run(float[][] x, int[] at, float[] y, int yAt, int n);

    /// `n` elements in `F64`: argument `k` is `x[k]` from `at[k]`, the result goes to `y` from
    /// `yAt`.
    public abstract void run(double[][] x, int[] at, double[] y, int yAt, int n);

    /// The form without the Vector API, with the same bits.
    public Loop plain() {
        return this;
    }

    /// The name of the primitive.
    @Override
    public final String toString() {
        return name;
    }
}

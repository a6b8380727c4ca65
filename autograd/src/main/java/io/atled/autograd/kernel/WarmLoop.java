package io.atled.autograd.kernel;

import java.util.Arrays;

/// A primitive that runs plain until its vector form is compiled; `F64` is plain in both.
final class WarmLoop extends Loop {
    /// Shorter runs are plain: too few for one vector.
    private static final int FEW = 16;

    /// Lengths of the trials, without and with a rest.
    private static final int LONG = Program.BLOCK;
    private static final int SHORT = 67;

    /// Data of the daemon, which makes one trial at a time.
    private static final float[][] ARGUMENTS = new float[3][LONG];
    private static final int[] AT = new int[3];
    private static final float[] RESULT = new float[LONG];

    static {
        for (float[] argument : ARGUMENTS) {
            Arrays.fill(argument, 0.5f);
        }
    }

    private final Loop plain;
    private final WarmUp<Loop> forms;

    /// @param nanos what the plain form takes for an element, about
    WarmLoop(Loop plain, Loop vector, double nanos) {
        super(plain.toString());
        this.plain = plain;
        this.forms = new WarmUp<>(plain, () -> vector, nanos, WarmLoop::trial);
    }

    private static void trial(Loop form) {
        form.run(ARGUMENTS, AT, RESULT, 0, LONG);
        form.run(ARGUMENTS, AT, RESULT, 0, SHORT);
    }

    @Override
    public int arity() {
        return plain.arity();
    }

    @Override
    public double at(double a, double b, double c) {
        return plain.at(a, b, c);
    }

    @Override
    public Loop plain() {
        return plain;
    }

    @Override
    public void run(float[][] x, int[] at, float[] y, int yAt, int n) {
        Loop form = n < FEW ? plain : forms.form(n);
        form.run(x, at, y, yAt, n);
    }

    @Override
    public void run(double[][] x, int[] at, double[] y, int yAt, int n) {
        plain.run(x, at, y, yAt, n);
    }
}

package io.atled.autograd.kernel;

import java.util.function.Consumer;

/// [RunKernel] that runs plain until the vector form is compiled, each loop for itself.
final class WarmRuns extends RunKernel {
    /// Shorter runs are plain: vectors gain nothing.
    private static final int FEW = 32;

    /// What plain loops take for an element, about.
    private static final double NANOS = 1;

    /// Elements of a trial: some rows of lanes.
    private static final int TRIAL = 8 * Runs.FLOAT_LANES;

    private static final float[] FLOATS = new float[TRIAL];
    private static final float[] FLOAT_LANES = new float[Runs.FLOAT_LANES];
    private static final int FLOAT_ROWS = TRIAL / Runs.FLOAT_LANES;
    private static final double[] DOUBLES = new double[TRIAL];
    private static final double[] DOUBLE_LANES = new double[Runs.DOUBLE_LANES];
    private static final int DOUBLE_ROWS = TRIAL / Runs.DOUBLE_LANES;

    private final RunKernel plain = new PlainRuns();
    private final WarmUp<RunKernel> floatSum =
            warm(form -> form.sum(FLOATS, 0, FLOAT_ROWS, FLOAT_LANES));
    private final WarmUp<RunKernel> floatDot =
            warm(form -> form.dot(FLOATS, 0, FLOATS, 0, FLOAT_ROWS, FLOAT_LANES));
    private final WarmUp<RunKernel> floatMax = warm(form -> form.max(FLOATS, 0, TRIAL - 1));
    private final WarmUp<RunKernel> floatMin = warm(form -> form.min(FLOATS, 0, TRIAL - 1));
    private final WarmUp<RunKernel> doubleSum =
            warm(form -> form.sum(DOUBLES, 0, DOUBLE_ROWS, DOUBLE_LANES));
    private final WarmUp<RunKernel> doubleDot =
            warm(form -> form.dot(DOUBLES, 0, DOUBLES, 0, DOUBLE_ROWS, DOUBLE_LANES));
    private final WarmUp<RunKernel> doubleMax = warm(form -> form.max(DOUBLES, 0, TRIAL - 1));
    private final WarmUp<RunKernel> doubleMin = warm(form -> form.min(DOUBLES, 0, TRIAL - 1));

    private WarmUp<RunKernel> warm(Consumer<RunKernel> trial) {
        return new WarmUp<>(plain, VectorRuns::new, NANOS, trial);
    }

    @Override
    void sum(float[] x, int at, int rows, float[] lanes) {
        floatSum.form((long) rows * Runs.FLOAT_LANES).sum(x, at, rows, lanes);
    }

    @Override
    void dot(float[] a, int aAt, float[] b, int bAt, int rows, float[] lanes) {
        floatDot.form((long) rows * Runs.FLOAT_LANES).dot(a, aAt, b, bAt, rows, lanes);
    }

    @Override
    float max(float[] x, int at, int n) {
        return (n < FEW ? plain : floatMax.form(n)).max(x, at, n);
    }

    @Override
    float min(float[] x, int at, int n) {
        return (n < FEW ? plain : floatMin.form(n)).min(x, at, n);
    }

    @Override
    void sum(double[] x, int at, int rows, double[] lanes) {
        doubleSum.form((long) rows * Runs.DOUBLE_LANES).sum(x, at, rows, lanes);
    }

    @Override
    void dot(double[] a, int aAt, double[] b, int bAt, int rows, double[] lanes) {
        doubleDot.form((long) rows * Runs.DOUBLE_LANES).dot(a, aAt, b, bAt, rows, lanes);
    }

    @Override
    double max(double[] x, int at, int n) {
        return (n < FEW ? plain : doubleMax.form(n)).max(x, at, n);
    }

    @Override
    double min(double[] x, int at, int n) {
        return (n < FEW ? plain : doubleMin.form(n)).min(x, at, n);
    }
}

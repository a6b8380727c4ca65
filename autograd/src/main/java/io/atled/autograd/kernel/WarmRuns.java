package io.atled.autograd.kernel;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// [RunKernel] that runs plain until the vector form is compiled, each loop for itself.
///
/// @param <A> the array type, `float[]` or `double[]`
final class WarmRuns<A> extends RunKernel<A> {
    /// Shorter runs are plain: vectors gain nothing.
    private static final int FEW = 16;

    /// What plain loops take for an element, about.
    private static final double NANOS = 0.5;
    private static final double EXP_NANOS = 2;

    /// Elements of a trial: some rows of lanes, and some left over.
    private static final int TRIAL = 8 * WIDE + 3 * LANES - 1;

    private final RunKernel<A> plain;
    private final Supplier<RunKernel<A>> vector;
    private final WarmUp<RunKernel<A>> sum;
    private final WarmUp<RunKernel<A>> dot;
    private final WarmUp<RunKernel<A>> max;
    private final WarmUp<RunKernel<A>> min;
    private final WarmUp<RunKernel<A>> exp;
    private final WarmUp<RunKernel<A>> moments;
    private final WarmUp<RunKernel<A>> affine;
    private final WarmUp<RunKernel<A>> normalize;
    private final WarmUp<RunKernel<A>> pull;
    private final WarmUp<RunKernel<A>> push;
    private final WarmUp<RunKernel<A>> columns;

    WarmRuns(RunKernel<A> plain, Supplier<RunKernel<A>> vector) {
        this.plain = plain;
        this.vector = vector;
        A x = plain.array(TRIAL);
        A y = plain.array(TRIAL);
        A z = plain.array(2 * TRIAL);
        A lanes = plain.array(ROOM);
        A ones = plain.array(TRIAL);            // where 0 is largest, max looks twice
        plain.fill(ones, 0, TRIAL, 1);
        sum = warm(NANOS, k -> k.sum(x, 0, TRIAL, lanes));
        dot = warm(NANOS, k -> k.dot(x, 0, 0, x, 0, 0, TRIAL, lanes));
        max = warm(NANOS, k -> k.max(ones, 0, TRIAL));
        min = warm(NANOS, k -> k.min(ones, 0, TRIAL));
        exp = warm(EXP_NANOS, k -> {
            k.exp(x, 0, 0, true, y, 0, TRIAL, lanes);
            k.exp(x, 0, 0, false, y, 0, TRIAL, lanes);
        });
        affine = warm(NANOS, k -> k.affine(x, 0, 0, 1, x, 0, 1, x, 0, 0, 0, y, 0, TRIAL));
        normalize = warm(NANOS, k ->
                k.normalize(x, 0, 0, 1, 0, 0, 1, x, 0, x, 0, y, 0, 0, TRIAL));
        moments = warm(NANOS, k -> {
            k.moments(x, 0, 0, TRIAL, lanes);
            k.moments(x, 0, 0, 0, 0, TRIAL, lanes);
        });
        pull = warm(NANOS, k -> k.pull(x, 0, 0, 0, 0, x, 0, 0, x, 0, TRIAL, lanes));
        push = warm(NANOS, k -> k.push(x, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, x, 0, 0, x, 0, y, 0, 0, z,
                0, TRIAL, TRIAL));
        columns = warm(NANOS, k -> k.columns(x, 0, TRIAL / 4, 4, y, 0, TRIAL / 4));
    }

    private WarmUp<RunKernel<A>> warm(double nanos, Consumer<RunKernel<A>> trial) {
        return new WarmUp<>(plain, vector, nanos, trial);
    }

    private RunKernel<A> form(WarmUp<RunKernel<A>> forms, int n) {
        return n < FEW ? plain : forms.form(n);
    }

    @Override
    A array(int length) {
        return plain.array(length);
    }

    @Override
    int length(A x) {
        return plain.length(x);
    }

    @Override
    double get(A x, int at) {
        return plain.get(x, at);
    }

    @Override
    double rounded(double value) {
        return plain.rounded(value);
    }

    @Override
    void add(A x, int at, double value) {
        plain.add(x, at, value);
    }

    @Override
    void fill(A x, int at, int n, double value) {
        plain.fill(x, at, n, value);
    }

    @Override
    void move(A x, int xAt, int xStep, int xRow, A y, int yAt, int yStep, int yRow, int n,
            int rows) {
        plain.move(x, xAt, xStep, xRow, y, yAt, yStep, yRow, n, rows);
    }

    @Override
    double product(A x, int at, int n) {
        return plain.product(x, at, n);
    }

    @Override
    void addTo(A x, int at, double[] sums, int to, int n) {
        plain.addTo(x, at, sums, to, n);
    }

    @Override
    void set(A y, int at, double[] x, int n) {
        plain.set(y, at, x, n);
    }

    @Override
    int find(A x, int at, int n, double value) {
        return plain.find(x, at, n, value);
    }

    @Override
    double sum(A x, int at, int n, A lanes) {
        return form(sum, n).sum(x, at, n, lanes);
    }

    @Override
    double dot(A x, int xAt, double c, A z, int zAt, double d, int n, A lanes) {
        return form(dot, n).dot(x, xAt, c, z, zAt, d, n, lanes);
    }

    @Override
    double max(A x, int at, int n) {
        return form(max, n).max(x, at, n);
    }

    @Override
    double min(A x, int at, int n) {
        return form(min, n).min(x, at, n);
    }

    @Override
    double exp(A x, int at, double c, boolean stored, A y, int yAt, int n, A lanes) {
        return form(exp, n).exp(x, at, c, stored, y, yAt, n, lanes);
    }

    @Override
    double others(A x, int at, double c, boolean stored, A y, int yAt, int n) {
        return plain.others(x, at, c, stored, y, yAt, n);
    }

    @Override
    void affine(A x, int xAt, double c, double f, A g, int gAt, double t, A b, int bAt, double d,
            double s, A y, int yAt, int n) {
        form(affine, n).affine(x, xAt, c, f, g, gAt, t, b, bAt, d, s, y, yAt, n);
    }

    @Override
    void normalize(A x, int xAt, double c, double f, int xAt2, double c2, double f2, A g, int gAt,
            A b, int bAt, A y, int yAt, int yAt2, int n) {
        form(normalize, 2 * n).normalize(x, xAt, c, f, xAt2, c2, f2, g, gAt, b, bAt, y, yAt, yAt2,
                n);
    }

    @Override
    void moments(A x, int at, double c, int n, A sums) {
        form(moments, n).moments(x, at, c, n, sums);
    }

    @Override
    void moments(A x, int at, double c, int at2, double c2, int n, A sums) {
        form(moments, 2 * n).moments(x, at, c, at2, c2, n, sums);
    }

    @Override
    void pull(A x, int xAt, double c, int xAt2, double c2, A dy, int dyAt, int dyAt2, A g, int gAt,
            int n, A sums) {
        form(pull, 2 * n).pull(x, xAt, c, xAt2, c2, dy, dyAt, dyAt2, g, gAt, n, sums);
    }

    @Override
    void push(A x, int xAt, double c, double f, double t, double s, A dy, int dyAt, A g, int gAt,
            A dx, int at, A to, int hAt, int dAt, int n) {
        plain.push(x, xAt, c, f, t, s, dy, dyAt, g, gAt, dx, at, to, hAt, dAt, n);
    }

    @Override
    void push(A x, int xAt, double c, double f, double t, double s, int xAt2, double c2, double f2,
            double t2, double s2, A dy, int dyAt, int dyAt2, A g, int gAt, A dx, int at, int at2,
            A to, int hAt, int dAt, int n) {
        form(push, 2 * n).push(x, xAt, c, f, t, s, xAt2, c2, f2, t2, s2, dy, dyAt, dyAt2, g, gAt,
                dx, at, at2, to, hAt, dAt, n);
    }

    @Override
    void columns(A x, int at, int row, int rows, A y, int yAt, int n) {
        form(columns, n * rows).columns(x, at, row, rows, y, yAt, n);
    }
}

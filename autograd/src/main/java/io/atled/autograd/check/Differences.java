package io.atled.autograd.check;

import io.atled.autograd.GradientError;
import java.util.function.DoubleFunction;

/// Derivatives from differences, good to about ten digits.
///
/// A plain central difference D(h) = (f(h) − f(−h)) / 2h is off by h²·f‴/6, and by about ε·|f|/h
/// from rounding: at the best h, ten of sixteen digits are lost, and a derivative that is wrong in
/// its seventh digit passes. Two steps cancel the h² term (Richardson):
///
/// ```text
/// D(h)   = f′ + h²·f‴/6 + O(h⁴)
/// D(h/2) = f′ + h²·f‴/24 + O(h⁴)
/// ⇒ (4·D(h/2) − D(h)) / 3 = f′ + O(h⁴),  the remainder being −h⁴·f⁽⁵⁾/480
/// ```
///
/// With h = 2⁻¹¹ the remainder is 10⁻¹⁶·f⁽⁵⁾ and the rounding about 10⁻¹²·|f|. A third step would
/// gain nothing: the rounding stays. A larger h would, but would more often step over the kink of a
/// relu.
final class Differences {
    /// The default step; a power of two, so that x ± h loses no digits of h.
    static final double STEP = 0x1p-11;

    /// Operations round inside, too: how many times the rounding of its result a function may be
    /// off.
    private static final double INNER_ROUNDING = 64;

    /// The remainder is h²·f⁽⁵⁾/60f‴ parts of the spread h²·f‴/8; this is the f⁽⁵⁾/60f‴ of a
    /// function that varies over lengths of 0.02.
    private static final double ROUGHNESS = 40;

    /// Points of the noise estimate.
    private static final int NOISE_POINTS = 10;

    /// Their distance: hundreds of roundings of x, so that each point rounds afresh.
    private static final double NOISE_STEP = 0x1p-44;

    /// (4·D(h/2) − D(h))/3 has about 2.1 noise/h of deviation; of thousands of elements the worst
    /// is 5 deviations off, and the noise is known within a factor of 2.
    private static final double DEVIATIONS = 20;

    private Differences() {}

    /// What differences say of a derivative.
    ///
    /// @param value the derivative
    /// @param doubt how far rounding and the remainder may have moved it
    /// @param spread by how much the two differences disagree; large beside a kink or an edge
    record Estimate(double value, double doubt, double spread) {}

    /// The derivative at 0 of Σ weightsᵢ·f(s)ᵢ.
    ///
    /// The results are subtracted one by one before they are summed, so that those that do not
    /// depend on s contribute exact zeros and no rounding.
    ///
    /// @throws GradientError if a result is not finite; `what` says what is moved
    static Estimate derivative(String what, DoubleFunction<double[]> f, double[] weights,
            double step) {
        double wide = 0;
        double narrow = 0;
        double size = 0;
        double[] a = finite(what, f, step);
        double[] b = finite(what, f, -step);
        double[] c = finite(what, f, step / 2);
        double[] d = finite(what, f, -step / 2);
        for (int i = 0; i < weights.length; i++) {
            wide += weights[i] * (a[i] - b[i]);
            narrow += weights[i] * (c[i] - d[i]);
            if (a[i] != b[i] || c[i] != d[i]) {
                size += Math.abs(weights[i]) * Math.max(Math.abs(c[i]), Math.abs(d[i]));
            }
        }
        wide /= 2 * step;
        narrow /= step;
        double spread = Math.abs(narrow - wide);
        double doubt = INNER_ROUNDING * Math.ulp(1.0) * size / step
                + ROUGHNESS * step * step * spread;
        return new Estimate((4 * narrow - wide) / 3, doubt, spread);
    }

    /// The standard deviation of the rounding in Σ weightsᵢ·f(s)ᵢ near s = 0, from third
    /// differences over a step that is far too small for the function itself to show.
    ///
    /// What cancels inside a function, as large logits that give a small loss, leaves rounding that
    /// the size of the result does not tell. **Source** Moré and Wild, *Estimating Computational
    /// Noise*, SIAM J. Sci. Comput. 33 (2011).
    static double noise(DoubleFunction<double[]> f, double[] weights) {
        double[] sums = new double[NOISE_POINTS];
        for (int k = 0; k < NOISE_POINTS; k++) {
            double[] y = f.apply(k * NOISE_STEP);
            for (int i = 0; i < weights.length; i++) {
                sums[k] += weights[i] * y[i];
            }
        }
        double squares = 0;
        for (int k = 3; k < NOISE_POINTS; k++) {
            double third = sums[k] - 3 * sums[k - 1] + 3 * sums[k - 2] - sums[k - 3];
            squares += third * third / 20;              // 1² + 3² + 3² + 1²
        }
        double noise = Math.sqrt(squares / (NOISE_POINTS - 3));
        return Double.isFinite(noise) ? noise : 0;
    }

    /// How far `noise` may have moved a derivative taken with `step`.
    static double doubt(double noise, double step) {
        return DEVIATIONS * noise / step;
    }

    private static double[] finite(String what, DoubleFunction<double[]> f, double s) {
        double[] y = f.apply(s);
        for (int i = 0; i < y.length; i++) {
            if (!Double.isFinite(y[i])) {
                throw new GradientError("gradient check: moving " + what + " by " + s
                        + " makes element " + i + " of the result " + y[i] + "; move the input"
                        + " away from the edge of the domain, or make the step smaller");
            }
        }
        return y;
    }
}

package io.atled.autograd.check;

/// Decides whether a derivative agrees with what differences say of it.
///
/// There is no fixed tolerance: |derivative − reference| may be ten times the reference's own
/// estimate of its error, and a few units in the last place.
final class Judge {
    /// Estimates are true within a factor of about 4.
    private static final double ESTIMATES = 10;
    private static final double ULPS = 8;
    /// A check that could not see an error of this part of the derivative says nothing.
    private static final double TOLD = 1e-4;
    /// Nor one that could not see an error of this part of the largest of its row,
    private static final double TOLD_OF_LARGEST = 1e-7;
    /// or this part of the largest of all.
    private static final double TOLD_OF_USUAL = 1e-9;
    /// Where nothing depends on anything, what is this part of the value, or of how steep the
    /// function is over the larger steps, is as good as 0: so is the derivative of x² at 0.
    private static final double TOLD_OF_VALUE = 1e-12;
    /// A quick look this sharp, in parts of the derivative, need not be sharpened,
    private static final double SHARP = 1e-9;
    /// nor one this sharp, in parts of the largest derivative of the row,
    private static final double SHARP_OF_LARGEST = 1e-10;
    /// nor one in which the rounding of the value itself, 10⁻¹⁶ of it, is what blurs.
    private static final double SHARP_OF_VALUE = 1e-14;
    /// Stairs that are lower than this part of the value may come from hidden rounding.
    private static final double LOW = 1e-3;

    /// What the derivative is held against, beside the measurement.
    ///
    /// @param tolerance the relative error that the user lets pass
    /// @param doubt how far rounding in the backward pass itself may have moved the derivative
    /// @param largest the largest derivative of the same row
    /// @param usual the largest derivative of all rows
    /// @param value the size of the row's value
    record Terms(double tolerance, double doubt, double largest, double usual,
            double value) {
        Terms doubting(double more) {
            return new Terms(tolerance, doubt + more, largest, usual, value);
        }
    }

    /// The outcome.
    ///
    /// @param verdict what is said
    /// @param tolerance the distance that would have passed
    record Judgement(Verdict verdict, double tolerance) {}

    private Judge() {}

    static Judgement judge(double analytic, Measurement m, Terms terms) {
        double tolerance = tolerance(analytic, m.value(), m.estimate(), terms);
        if (!Double.isFinite(analytic)) {
            return new Judgement(Verdict.NON_FINITE, tolerance);
        }
        Verdict verdict = switch (m.form()) {
            case SMOOTH -> smooth(analytic, m, tolerance, terms);
            case KINK, STEP, EDGE -> sided(analytic, m, terms);
            case CUSP, VERTICAL -> Verdict.KINK;
            case UNCLEAR -> Verdict.PRECISION;
        };
        return new Judgement(verdict, tolerance);
    }

    /// Whether a quick look settles it: right, and sharply so.
    static boolean settled(double analytic, Measurement m, Terms terms) {
        double tolerance = tolerance(analytic, m.value(), m.estimate(), terms);
        double size = Math.max(Math.abs(analytic), Math.abs(m.value()));
        return m.form() == Form.SMOOTH && Math.abs(analytic - m.value()) <= tolerance
                && (tolerance <= (SHARP + terms.tolerance) * size
                || tolerance <= SHARP_OF_LARGEST * terms.largest
                || tolerance <= SHARP_OF_VALUE * terms.value);
    }

    private static double tolerance(double a, double b, double estimate, Terms terms) {
        double size = Math.max(Math.abs(a), Double.isNaN(b) ? 0 : Math.abs(b));
        return ESTIMATES * estimate + ULPS * Math.ulp(size) + terms.doubt
                + terms.tolerance * size;
    }

    private static Verdict smooth(double a, Measurement m, double tolerance, Terms terms) {
        if (Math.abs(a - m.value()) <= tolerance) {
            double size = Math.max(Math.abs(a), Math.abs(m.value()));
            boolean told = tolerance < Double.MIN_NORMAL
                    || tolerance <= (TOLD + terms.tolerance) * size
                    || tolerance <= TOLD_OF_LARGEST * terms.largest
                    || tolerance <= TOLD_OF_USUAL * terms.usual
                    || (Math.max(size, terms.largest) <= tolerance
                    && tolerance <= TOLD_OF_VALUE * Math.max(terms.value, m.steepest()));
            return told ? Verdict.PASS : Verdict.PRECISION;
        }
        boolean onStairs = m.stairs().map(s -> s.tread() <= LOW * terms.value
                && Math.abs(a - s.slope()) <= tolerance(a, s.slope(), s.estimate(), terms))
                .orElse(false);
        return onStairs ? Verdict.PRECISION : Verdict.WRONG;
    }

    private static Verdict sided(double a, Measurement m, Terms terms) {
        double tolerance = tolerance(m.smallest(), m.largest(), m.estimate(), terms);
        if (!Double.isFinite(tolerance)) {
            return Verdict.PRECISION;
        }
        return a >= m.smallest() - tolerance && a <= m.largest() + tolerance ? Verdict.KINK
                : Verdict.WRONG;
    }
}

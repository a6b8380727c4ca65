package io.atled.autograd.check;

/// Tells a part of a function that rounding holds from a ripple, where fine steps say something
/// else than large ones.
///
/// The slope over fine steps is looked at beside the point, too. If it is the same everywhere, and
/// still not the slope over large steps, the function jumps between: the jumps are rounding, as of
/// 1 + e⁻¹⁵ in ln(1 + e⁻¹⁵). The slope of a ripple is another one at each place.
final class Held {
    private static final int PLACES = 9;
    /// Places that may lie beside a jump.
    private static final int MISSED = 2;
    /// How far places are apart, in stairs: no whole number.
    private static final double APART = 10.37;
    /// How many steps a stair has.
    private static final double FINE = 64;
    /// Slopes are the same if they differ by less than this part of what is to be explained.
    private static final double SAME = 1.0 / 8;

    private Held() {}

    /// Whether rounding holds what `m`, the slopes of a row along `move`, has on stairs.
    static boolean byRounding(Outputs outputs, int row, Move move, Measurement m) {
        Measurement.Stairs stairs = m.stairs().orElseThrow();
        double apart = Math.abs(stairs.slope() - m.value());
        double stair = stairs.tread() / apart;
        double step = stair / FINE;
        int same = 0;
        for (int place = 1; place <= PLACES; place++) {
            double at = (place % 2 == 0 ? place : -place) * APART * stair;
            double slope = (Probe.changes(outputs, move, at + step)[row]
                    - Probe.changes(outputs, move, at - step)[row]) / (2 * step);
            same += Math.abs(slope - m.value()) <= SAME * apart ? 1 : 0;
        }
        return same >= PLACES - MISSED;
    }
}

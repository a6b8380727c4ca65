package io.atled.autograd.check;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Reads a derivative, its error and the form of the function off slopes over many steps.
final class Extrapolation {
    /// A gap between the sides is more than rounding beyond this many times it.
    private static final double SIGNIFICANT = 8;
    /// And sides disagree beyond this many: where a gap that falls comes down to rounding, it seems
    /// to stay for a row or two.
    private static final double DISAGREEING = 32;
    /// Gaps fall like hᵖ; below this p the function is not smooth (1 would be, 0 is a kink).
    private static final double SMOOTH = 0.6;
    private static final double CUSP = -0.25;
    private static final double STEP = -0.75;
    /// Rows from which a power is read at most: the finest that rounding does not drown.
    private static final int LAST = 8;
    /// Slopes that grow by less than this power are called bounded.
    private static final double GROWING = -0.15;
    /// Powers between neighboring rows that differ by more are rounding, not growth.
    private static final double STEADY = 0.1;
    /// Rows whose gaps are rounding, if the function is smooth.
    private static final int FINEST = 5;
    /// Parts of the largest move of a function that it should fall below over the finest steps,
    private static final double UNRESOLVED = 1e-3;
    /// unless these are so few of its roundings.
    private static final double UNEXPLAINED = 1e3;
    /// Rows with values to one side only that make an edge.
    private static final int EDGE_ROWS = 3;
    /// A slope is known if it is this many times its error.
    private static final double KNOWN = 100;
    /// Stairs higher than this many roundings of the function are there on purpose.
    private static final double STAIR = 1e6;
    /// A jump by less than this many roundings of the function may be one rounding within it, as of
    /// 1 + e⁻¹⁵ in ln(1 + e⁻¹⁵).
    private static final double HIDDEN = 1e9;

    private final Slopes s;
    private final Table central;
    private final double pedestal;
    private final int kinked;

    private Extrapolation(Slopes slopes) {
        this.s = slopes;
        this.central = Table.central(slopes);
        this.pedestal = pedestal();
        this.kinked = lastKinked();
    }

    /// What `slopes` say.
    static Measurement read(Slopes slopes) {
        return new Extrapolation(slopes).reading().upTo(slopes.steepest());
    }

    private Measurement reading() {
        if (edge()) {
            return atAnEdge();
        }
        double growth = steadyGrowth(s::central);
        if (growth < GROWING && !(growth <= STEP && flips())) {
            return growth <= STEP ? jump() : vertical();
        }
        if (unresolved()) {
            return Measurement.unclear();
        }
        if (kinked >= 0 && !leftBehind()) {
            return atAPoint();
        }
        int moving = central.best(k -> !s.stalled(k) && k > kinked);
        int resting = central.best(k -> s.stalled(k) && k > kinked);
        if (moving < 0) {
            return resting >= 0 ? smooth(resting) : atAPoint();
        }
        int larger = overruled(moving);
        return resting >= 0 ? stairs(larger >= 0 ? larger : moving, resting)
                : larger >= 0 ? overRests(larger, moving) : smooth(moving);
    }

    /// Whether a jump is so low that it may be one rounding within the function, that falls to one
    /// side at the point and to the other beside it.
    private boolean flips() {
        int finest = s.count() - 1;
        return Math.abs(s.central(finest)) * s.step(finest) < HIDDEN * s.floor();
    }

    /// The best row of larger steps that row `finer` contradicts, if rounding within the function
    /// may be why: the finer ones move one part of it, while rounding holds another. −1 if there is
    /// none.
    private int overruled(int finer) {
        int larger = central.least(k -> k > kinked && k < finer && !s.stalled(k)
                && central.contradicts(finer, k));
        return larger >= 0 && Math.abs(central.value(larger)) > KNOWN * central.error(larger)
                ? larger : -1;
    }

    /// What the finest steps say, with what larger ones say beside it.
    private Measurement overRests(int larger, int finer) {
        return smooth(finer).on(new Measurement.Stairs(central.value(larger),
                central.error(larger), central.noise(larger)));
    }

    /// Whether the function still moves over the finest steps as much as over the largest, and by
    /// more than its rounding: it varies over distances that no step resolves, as sin x where
    /// neighboring numbers are further apart than its period.
    private boolean unresolved() {
        double[] moves = IntStream.range(0, s.count()).mapToDouble(k -> s.step(k)
                * Math.max(Math.abs(s.right(k)), Math.abs(s.left(k))))
                .filter(Double::isFinite).toArray();
        if (moves.length <= 2 * FINEST) {
            return false;
        }
        double most = Arrays.stream(moves).max().orElse(0);
        double least = Arrays.stream(moves, moves.length - FINEST, moves.length).min().orElse(0);
        return least > most * UNRESOLVED && least > UNEXPLAINED * s.floor();
    }

    private Measurement smooth(int row) {
        return Measurement.smooth(central.value(row), central.error(row));
    }

    /// The function moves over large steps but not over small ones. Beside a kink, or on a stair
    /// that is higher than rounding could make it, the small steps are right; else it is rounding
    /// that stays the same for a while, and the large ones are.
    private Measurement stairs(int moving, int resting) {
        double slope = central.value(moving);
        double error = central.error(moving);
        double tread = central.noise(moving);
        boolean beside = kinked >= 0;
        boolean known = Math.abs(slope) > KNOWN * error;
        boolean apart = Math.abs(slope - central.value(resting))
                > Table.CONTRADICTING * (error + central.error(resting));
        if ((beside && !known) || (!apart && central.error(resting) < error)) {
            return smooth(resting).on(new Measurement.Stairs(slope, error, tread));
        }
        return apart && tread > STAIR * s.floor()
                ? smooth(resting).on(new Measurement.Stairs(slope, error, tread))
                : smooth(moving);
    }

    /// The finest of two rows on end in which the sides disagree by more than rounding explains,
    /// and go on to: these steps step over a kink. −1 if there are none.
    private int lastKinked() {
        return IntStream.range(1, s.count()).filter(k -> disagrees(k) && disagrees(k - 1)).max()
                .orElse(-1);
    }

    /// Whether the kink is beside the point: finer steps do not step over it.
    private boolean leftBehind() {
        return IntStream.range(kinked + 1, s.count()).anyMatch(k -> s.gap(k) + SIGNIFICANT
                * rounding(k) < s.gap(kinked) / 2);
    }

    /// What rounding can do to the gap at row `k`. It comes from the value at the point, too, which
    /// is in every gap and in no central difference: at the finest steps it is all there is.
    private double rounding(int k) {
        return Math.max(Math.max(s.floor(), central.noise(k)), pedestal) / s.step(k);
    }

    private double pedestal() {
        double[] finest = IntStream.range(Math.max(0, s.count() - FINEST), s.count())
                .mapToDouble(k -> s.gap(k) * s.step(k)).filter(Double::isFinite).sorted().toArray();
        return finest.length == 0 ? 0 : finest[finest.length / 2];
    }

    private boolean disagrees(int k) {
        double gap = s.gap(k);
        if (!(gap > DISAGREEING * rounding(k)) || k + 1 >= s.count()) {
            return false;
        }
        double finer = s.gap(k + 1);
        return finer > gap * Math.pow(s.step(k + 1) / s.step(k), SMOOTH);
    }

    /// Whether the finest steps have values to one side only.
    private boolean edge() {
        int from = Math.max(0, s.count() - EDGE_ROWS);
        boolean right = IntStream.range(from, s.count()).allMatch(
                k -> Double.isFinite(s.right(k)) && !Double.isFinite(s.left(k)));
        boolean left = IntStream.range(from, s.count()).allMatch(
                k -> Double.isFinite(s.left(k)) && !Double.isFinite(s.right(k)));
        return right || left;
    }

    private Measurement atAnEdge() {
        double[] slopes = s.side(Double.isFinite(s.right(s.count() - 1)));
        if (steadyGrowth(k -> slopes[k]) < GROWING) {
            double infinite = signed(slopes);
            return Measurement.sides(Form.VERTICAL, infinite, Double.POSITIVE_INFINITY, infinite,
                    infinite);
        }
        Side side = side(slopes);
        return Measurement.sides(Form.EDGE, side.slope, side.error, side.slope, side.slope);
    }

    /// No row is smooth: what is left is at the point itself.
    private Measurement atAPoint() {
        double power = power(s::gap);
        if (Double.isNaN(power)) {
            return Measurement.unclear();
        }
        if (power <= STEP) {
            return jump();
        }
        if (power <= CUSP) {
            double left = signed(s.side(false));
            double right = signed(s.side(true));
            return left == right ? vertical() : Measurement.sides(Form.CUSP,
                    s.central(s.count() - 1), Double.POSITIVE_INFINITY, left, right);
        }
        return between(Form.KINK, side(s.side(false)), side(s.side(true)));
    }

    private Measurement jump() {
        return between(Form.STEP, side(s.beyondAJump(false)), side(s.beyondAJump(true)));
    }

    private Measurement vertical() {
        double infinite = signed(s.central());
        return Measurement.sides(Form.VERTICAL, infinite, Double.POSITIVE_INFINITY, infinite,
                infinite);
    }

    private static Measurement between(Form form, Side left, Side right) {
        return Measurement.sides(form, (left.slope + right.slope) / 2,
                Math.max(left.error, right.error), left.slope, right.slope);
    }

    private record Side(double slope, double error) {}

    private Side side(double[] slopes) {
        var table = new Table(s.steps(), slopes, slopes, 1, s.floor());
        int k = table.best(row -> true);
        return k < 0 ? new Side(Double.NaN, Double.POSITIVE_INFINITY)
                : new Side(table.value(k), table.error(k));
    }

    /// ±∞ by the sign of the finest slope.
    private static double signed(double[] slopes) {
        for (int k = slopes.length - 1; k >= 0; k--) {
            if (Double.isFinite(slopes[k]) && slopes[k] != 0) {
                return Math.copySign(Double.POSITIVE_INFINITY, slopes[k]);
            }
        }
        return 0;
    }

    /// The p of `values` ~ hᵖ over the finest steps that rounding does not drown; NaN if there are
    /// none.
    private double power(IntToDoubleFunction values) {
        int[] rows = seen(values);
        return rows.length < 2 ? Double.NaN : power(values, rows[0], rows[rows.length - 1]);
    }

    private double power(IntToDoubleFunction values, int a, int b) {
        return Math.log(Math.abs(values.applyAsDouble(a) / values.applyAsDouble(b)))
                / Math.log(s.step(a) / s.step(b));
    }

    /// The finest rows at which `values` are more than rounding, coarser ones first.
    private int[] seen(IntToDoubleFunction values) {
        int[] rows = IntStream.range(0, s.count()).filter(k -> Double.isFinite(
                values.applyAsDouble(k)) && Math.abs(values.applyAsDouble(k))
                > SIGNIFICANT * s.floor() / s.step(k)).toArray();
        return Arrays.copyOfRange(rows, Math.max(0, rows.length - LAST), rows.length);
    }

    /// The p of `values` ~ hᵖ, if it is the same from each of the finest rows to the next; else 0.
    private double steadyGrowth(IntToDoubleFunction values) {
        int[] rows = seen(values);
        if (rows.length < LAST / 2 || rows[rows.length - 1] < s.count() - 2) {
            return 0;
        }
        double p = power(values, rows[0], rows[rows.length - 1]);
        for (int i = 0; i + 1 < rows.length; i++) {
            if (!(Math.abs(power(values, rows[i], rows[i + 1]) - p) < STEADY)) {
                return 0;
            }
        }
        return p;
    }
}

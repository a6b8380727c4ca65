package io.atled.autograd.check;

import io.atled.autograd.check.Judge.Judgement;
import io.atled.autograd.check.Judge.Terms;
import io.atled.autograd.check.Probe.Column;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Holds derivatives by reverse mode against differences, several columns of the Jacobian at once
/// where no row depends on two of them.
///
/// First a quick look. What it does not settle gets the whole sweep of steps; what that does not
/// explain is taken apart until it is known which columns it is, and one column alone is looked at
/// once more with other steps, and with the rounding of its backward pass known, before it is
/// called wrong.
final class Comparison {
    /// Columns looked at alone in one comparison; what is wrong beyond them is known from groups.
    private static final int ALONE = 16;
    /// Parts that a direction is taken into.
    private static final int PARTS = 200;
    /// The steps of the second sweep: between those of the first.
    private static final double BETWEEN = 0.75;
    /// Columns that should not matter that are moved at once.
    private static final int IDLE = 64;

    /// A few runs with rounding made visible may miss the largest by this much.
    private static final double DOUBTS = 8;
    /// Roundings that a backward pass can be excused for, in parts of the largest derivative: more
    /// is a rule that loses digits, such as one that converts to F32.
    private static final double ROUNDED_AWAY = 1e7;
    /// And in parts of the terms that cancel in it: what should be 0 is their rounding.
    private static final double CANCELLED = 64;
    /// Relative errors that differ by less than one of so many steps count as equally bad.
    private static final double STEPS = 1e3;

    private final Outputs outputs;
    private final Tally tally;
    private final double tolerance;
    private final Map<Integer, List<double[]>> doubts = new HashMap<>();
    private final Map<Integer, List<double[]>> moved = new HashMap<>();
    private int alone;
    private int parts;

    Comparison(Outputs outputs, Tally tally, double tolerance) {
        this.outputs = outputs;
        this.tally = tally;
        this.tolerance = tolerance;
    }

    /// One derivative held against differences.
    ///
    /// @param row the row
    /// @param analytic by reverse mode
    /// @param measured by differences
    /// @param judgement what follows
    record Judged(int row, double analytic, Measurement measured, Judgement judgement) {
        boolean passes() {
            return judgement.verdict().passes();
        }

        /// By verdict, then by the error.
        static final Comparator<Judged> BY_BADNESS = Comparator
                .comparing((Judged j) -> j.judgement.verdict())
                .thenComparingDouble(Judged::badness);

        /// How bad it is, for finding the worst with the same verdict: by the error relative to the
        /// derivative if that is wrong, or to what is tolerated, then by the error.
        private double badness() {
            double off = distance();
            boolean wrong = judgement.verdict() == Verdict.WRONG;
            double beside = wrong ? Math.max(Math.abs(analytic), Math.abs(measured.value()))
                    : off + judgement.tolerance();
            double excess = off == 0 ? 0 : Math.rint(STEPS * off / beside) / STEPS;
            return (measured.form() == Form.SMOOTH ? 0 : 10)
                    + (Double.isNaN(excess) ? 5 : Math.min(5, excess))
                    + off / (1 + off) / STEPS;
        }

        /// How far the derivative is from what differences allow.
        double distance() {
            return switch (measured.form()) {
                case SMOOTH -> Math.abs(analytic - measured.value());
                case KINK, STEP, EDGE -> Math.max(0, Math.max(measured.smallest() - analytic,
                        analytic - measured.largest()));
                case CUSP, VERTICAL, UNCLEAR -> 0;
            };
        }
    }

    /// Compares the derivatives by these elements.
    void compare(List<Column> columns) {
        for (List<Column> group : groups(columns)) {
            quickly(group);
        }
    }

    /// Columns that may move together: no row depends on two of them, by reverse mode. (If that is
    /// wrong, a row moves that should not, and the group is taken apart.)
    private List<List<Column>> groups(List<Column> columns) {
        var groups = new ArrayList<List<Column>>();
        var taken = new ArrayList<boolean[]>();
        for (Column c : columns) {
            int g = 0;
            while (g < groups.size() && !fits(c, groups.get(g), taken.get(g))) {
                g++;
            }
            if (g == groups.size()) {
                groups.add(new ArrayList<>());
                taken.add(new boolean[outputs.rows()]);
            }
            groups.get(g).add(c);
            for (int row = 0; row < outputs.rows(); row++) {
                taken.get(g)[row] |= depends(row, c);
            }
        }
        return groups;
    }

    private boolean fits(Column c, List<Column> group, boolean[] taken) {
        boolean idle = true;
        for (int row = 0; row < taken.length; row++) {
            boolean depends = depends(row, c);
            idle &= !depends;
            if (depends && taken[row]) {
                return false;
            }
        }
        return !idle || group.size() < IDLE;
    }

    private boolean depends(int row, Column c) {
        return outputs.analytic(row, c.input(), c.element()) != 0;
    }

    private void quickly(List<Column> group) {
        Move move = move(group);
        var owners = owners(group);
        Slopes[] slopes = Probe.along(outputs, move,
                Ladder.quick(outputs.subject().result().dtype()), owners);
        var judged = new ArrayList<Judged>();
        for (int row = 0; row < slopes.length; row++) {
            Column owner = owners.get(row);
            double analytic = analytic(row, owner);
            Measurement m = measured(slopes[row], move, owner);
            Terms terms = terms(row);
            judged.add(new Judged(row, analytic, m, Judge.judge(analytic, m, terms)));
            if (!outputs.finite(row) || !Judge.settled(analytic, m, terms)) {
                wholly(group);
                return;
            }
        }
        record(group, owners, judged);
    }

    private void wholly(List<Column> group) {
        List<Judged> judged = swept(group, 1);
        boolean clean = judged.stream().allMatch(j -> j.judgement().verdict() == Verdict.PASS);
        if (clean) {
            record(group, owners(group), judged);
        } else if (group.size() == 1) {
            boolean wrong = judged.stream().anyMatch(j -> !j.passes());
            alone += wrong ? 1 : 0;
            tally.add(group.getFirst(), wrong ? confirmed(group, judged) : judged);
        } else if (!exhausted()) {
            parts++;
            wholly(group.subList(0, group.size() / 2));
            wholly(group.subList(group.size() / 2, group.size()));
        } else {
            record(group, owners(group), judged);
        }
    }

    /// Every row over all steps.
    private List<Judged> swept(List<Column> group, double stretch) {
        Move move = move(group);
        var owners = owners(group);
        Slopes[] slopes = Probe.along(outputs, move, Ladder.whole(
                outputs.subject().result().dtype(), stretch, move.smallest()), owners);
        return IntStream.range(0, slopes.length)
                .mapToObj(row -> judged(row, slopes[row], move, owners.get(row))).toList();
    }

    private Judged judged(int row, Slopes slopes, Move move, @Nullable Column owner) {
        double analytic = analytic(row, owner);
        if (!outputs.finite(row)) {
            return infinite(row, analytic, analytic != 0);
        }
        Terms terms = terms(row);
        Slopes seen = slopes;
        Measurement m = measured(seen, move, owner);
        Judgement j = Judge.judge(analytic, m, terms);
        if ((m.stairs().isPresent() && j.verdict() == Verdict.PRECISION)
                || (still(m) && j.verdict() == Verdict.WRONG)) {
            seen = slopes.floored(outputs.deepFloor(row));
            m = measured(seen, move, owner);
            j = Judge.judge(analytic, m, terms);
        }
        return grounded(new Judged(row, analytic, m, j), seen, move);
    }

    /// What is excused by rounding that holds a part of the function must be held by it.
    private Judged grounded(Judged j, Slopes slopes, Move move) {
        Measurement m = j.measured();
        if (m.stairs().isEmpty() || m.value() == 0 || j.judgement().verdict() != Verdict.PRECISION
                || Held.byRounding(outputs, j.row(), move, Extrapolation.read(slopes))) {
            return j;
        }
        return new Judged(j.row(), j.analytic(), m.ground(),
                Judge.judge(j.analytic(), m.ground(), terms(j.row())));
    }

    /// Whether the value rests, over small steps or over all: it may be rounding on the way there
    /// that swallows how it moves, as 1 − erf x does for large x.
    private static boolean still(Measurement m) {
        return m.stairs().isPresent() || m.value() == 0;
    }

    /// A wrong column once more, with other steps and with the rounding of the backward pass.
    private List<Judged> confirmed(List<Column> column, List<Judged> first) {
        List<Judged> second = swept(column, BETWEEN);
        Column owner = column.getFirst();
        return first.stream().map(j -> {
            if (j.judgement().verdict() != Verdict.WRONG || j.measured().form() != Form.SMOOTH) {
                return j;
            }
            double doubt = doubt(j.row(), owner);
            Terms terms = terms(j.row()).doubting(doubt);
            Measurement other = second.get(j.row()).measured();
            Judgement a = Judge.judge(j.analytic(), j.measured(), terms);
            Judgement b = Judge.judge(j.analytic(), other, terms);
            return new Judged(j.row(), j.analytic(), j.measured(), a.verdict() == b.verdict()
                    || b.verdict() == Verdict.WRONG ? a : b);
        }).toList();
    }

    /// How far rounding in the backward pass may have moved a derivative.
    private double doubt(int row, Column c) {
        DType type = outputs.subject().result().dtype();
        double spread = spread(doubts, row, c, type);
        double terms = spread(moved, row, c, DType.F32) / Subject.epsilon(DType.F32);
        double most = Subject.epsilon(type) * Math.max(ROUNDED_AWAY * outputs.largest(row),
                CANCELLED * terms);
        return Math.min(most, DOUBTS * spread);
    }

    /// How far a derivative moves when all numbers are moved by a rounding of `type`.
    private double spread(Map<Integer, List<double[]>> known, int row, Column c, DType type) {
        Subject s = outputs.subject();
        return known.computeIfAbsent(row, r -> Conditioning.ofGradient(
                Replay.of(s.result(), s.leaves()), s.inputs(), outputs.cotangent(r), type))
                .get(c.input())[c.element()];
    }

    /// Compares the derivative along a random direction over all elements of `span`; what does not
    /// agree is taken apart.
    void along(List<Column> span, long seed) {
        tally.along(span.size(), "", alongRows(span, seed));
    }

    /// The same, under a name for the report.
    void along(List<Column> span, long seed, String what) {
        tally.along(span.size(), what, alongRows(span, seed));
    }

    private List<Judged> alongRows(List<Column> span, long seed) {
        var move = new Move(outputs.subject());
        span.forEach(c -> move.with(c.input(), c.element(), seed));
        Slopes[] slopes = Probe.along(outputs, move,
                Ladder.quick(outputs.subject().result().dtype()), null);
        var judged = new ArrayList<Judged>();
        boolean settled = true;
        for (int row = 0; row < slopes.length; row++) {
            double analytic = along(row, span, move);
            Measurement m = Extrapolation.read(slopes[row]);
            Terms terms = terms(row);
            settled &= outputs.finite(row) && Judge.settled(analytic, m, terms);
            judged.add(new Judged(row, analytic, m, Judge.judge(analytic, m, terms)));
        }
        if (!settled) {
            Slopes[] all = Probe.along(outputs, move, Ladder.whole(
                    outputs.subject().result().dtype(), 1, move.smallest()), null);
            judged.replaceAll(j -> judgedAlong(j.row(), all[j.row()], move,
                    j.analytic()));
        }
        if (judged.stream().allMatch(Judged::passes) || exhausted()) {
            return judged;
        }
        apart(span, seed);
        boolean explained = tally.failed().isEmpty();
        return judged.stream().map(j -> explained && j.judgement().verdict() == Verdict.WRONG
                ? softened(j) : j).toList();
    }

    /// What does not agree along a direction, although each part of it does: kinks of many elements
    /// at once, or rounding.
    private Judged softened(Judged j) {
        boolean smooth = j.measured().form() == Form.SMOOTH;
        return smooth && exhausted() ? j : new Judged(j.row(), j.analytic(), j.measured(),
                new Judgement(smooth ? Verdict.PRECISION : Verdict.KINK,
                        j.judgement().tolerance()));
    }

    private boolean exhausted() {
        return alone >= ALONE || parts >= PARTS;
    }

    private void apart(List<Column> span, long seed) {
        parts++;
        if (span.size() == 1) {
            wholly(span);
            return;
        }
        alongRows(span.subList(0, span.size() / 2), seed);
        alongRows(span.subList(span.size() / 2, span.size()), seed);
    }

    private Judged judgedAlong(int row, Slopes slopes, Move move, double analytic) {
        if (!outputs.finite(row)) {
            return infinite(row, analytic, true);
        }
        Terms terms = terms(row);
        Slopes seen = slopes;
        Measurement m = Extrapolation.read(seen);
        Judgement j = Judge.judge(analytic, m, terms);
        if (still(m) && j.verdict() != Verdict.PASS) {
            seen = slopes.floored(outputs.deepFloor(row));
            m = Extrapolation.read(seen);
            j = Judge.judge(analytic, m, terms);
        }
        return grounded(new Judged(row, analytic, m, j), seen, move);
    }

    /// A row whose value is not finite; that is no matter to what it does not depend on, as on
    /// masked elements that are −∞.
    private static Judged infinite(int row, double analytic, boolean depends) {
        return depends ? new Judged(row, analytic, Measurement.unclear(),
                new Judgement(Verdict.NON_FINITE, 0))
                : new Judged(row, 0, Measurement.smooth(0, 0), new Judgement(Verdict.PASS, 0));
    }

    private double along(int row, List<Column> span, Move move) {
        double sum = 0;
        for (Column c : span) {
            sum += move.by(c.input(), c.element())
                    * outputs.analytic(row, c.input(), c.element());
        }
        return sum;
    }

    private void record(List<Column> group, List<@Nullable Column> owners, List<Judged> judged) {
        for (Column c : group) {
            tally.add(c, judged.stream().filter(j -> c.equals(owners.get(j.row()))
                    || (!j.passes() && owners.get(j.row()) == null)).toList());
        }
    }

    private Move move(List<Column> group) {
        var move = new Move(outputs.subject());
        long seed = group.hashCode() | 1;
        for (Column c : group) {
            move.with(c.input(), c.element(), group.size() == 1 ? 0 : seed);
        }
        return move;
    }

    private List<@Nullable Column> owners(List<Column> group) {
        if (group.size() == 1) {
            return Collections.nCopies(outputs.rows(), group.getFirst());
        }
        @Nullable Column[] owners = new @Nullable Column[outputs.rows()];
        for (Column c : group) {
            for (int row = 0; row < owners.length; row++) {
                owners[row] = depends(row, c) ? c : owners[row];
            }
        }
        return Arrays.asList(owners);
    }

    private double analytic(int row, @Nullable Column owner) {
        return owner == null ? 0 : outputs.analytic(row, owner.input(), owner.element());
    }

    private static Measurement measured(Slopes slopes, Move move, @Nullable Column owner) {
        Measurement m = Extrapolation.read(slopes);
        return owner == null ? m : m.per(move.by(owner.input(), owner.element()));
    }

    private Terms terms(int row) {
        return new Terms(tolerance, 0, outputs.largest(row), outputs.usual(),
                outputs.size(row));
    }
}

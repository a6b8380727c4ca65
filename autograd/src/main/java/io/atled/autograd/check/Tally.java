package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.check.Comparison.Judged;
import io.atled.autograd.check.GradientReport.Direction;
import io.atled.autograd.check.GradientReport.Element;
import io.atled.autograd.check.GradientReport.Input;
import io.atled.autograd.check.Judge.Judgement;
import io.atled.autograd.check.Probe.Column;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Collects what a comparison says of each element.
final class Tally {
    /// Suspicious elements kept for each input.
    private static final int KEPT = 8;

    private final Outputs outputs;
    private final Map<Column, Judged> worst = new HashMap<>();
    private final List<Direction> directions = new ArrayList<>();

    Tally(Outputs outputs) {
        this.outputs = outputs;
    }

    /// What the rows say of the derivative by one element; nothing is agreement.
    void add(Column c, List<Judged> rows) {
        if (outputs.rows() == 0) {
            return;
        }
        Judged w = rows.stream().max(Judged.BY_BADNESS).orElseGet(
                () -> new Judged(0, 0, Measurement.smooth(0, 0), new Judgement(Verdict.PASS, 0)));
        worst.merge(c, w, (a, b) -> Judged.BY_BADNESS.compare(a, b) >= 0 ? a : b);
    }

    /// What the rows say of the derivative along a direction.
    void along(int elements, String what, List<Judged> rows) {
        Judged w = rows.stream().max(Judged.BY_BADNESS).orElse(null);
        if (w != null) {
            directions.add(new Direction(elements, what, output(w.row()), w.analytic(),
                    w.measured().value(), w.measured().estimate(), w.judgement().tolerance(),
                    w.measured().form(), w.judgement().verdict()));
        }
    }

    ImmutableList<Direction> directions() {
        return ImmutableList.copyOf(directions);
    }

    /// The worst of every element that failed.
    Map<Column, Judged> failed() {
        var out = new HashMap<Column, Judged>();
        worst.forEach((c, j) -> {
            if (!j.passes()) {
                out.put(c, j);
            }
        });
        return out;
    }

    /// Whether something stands at a kink.
    boolean kinked() {
        return directions.stream().anyMatch(d -> d.form() != Form.SMOOTH)
                || worst.values().stream().anyMatch(j -> j.measured().form() != Form.SMOOTH);
    }

    /// The worst element of all.
    Column worst() {
        return worst.keySet().stream().min(this::worse).orElseThrow();
    }

    /// Lets pass what is wrong: it comes from kinks that cancel.
    void forgive() {
        worst.replaceAll((c, j) -> forgiven(j));
        directions.replaceAll(d -> d.verdict() != Verdict.WRONG ? d : new Direction(d.elements(),
                d.what(), d.output(), d.analytic(), d.numeric(), d.estimate(), d.tolerance(),
                d.form(), Verdict.KINK));
    }

    private static Judged forgiven(Judged j) {
        return j.judgement().verdict() != Verdict.WRONG ? j : new Judged(j.row(), j.analytic(),
                j.measured(), new Judgement(Verdict.KINK, j.judgement().tolerance()));
    }

    /// Every element that was compared, with its worst row.
    Map<Column, Judged> all() {
        return worst;
    }

    /// What was found for input `i`.
    Input input(int i, DType given, String note) {
        Subject s = outputs.subject();
        double[] errors = new double[s.inputs().get(i).size()];
        Arrays.fill(errors, Double.NaN);
        var counts = new EnumMap<Verdict, Integer>(Verdict.class);
        var suspicious = new ArrayList<Column>();
        Column top = null;
        for (Map.Entry<Column, Judged> entry : worst.entrySet()) {
            Column c = entry.getKey();
            if (c.input() == i) {
                Judged j = entry.getValue();
                counts.merge(j.judgement().verdict(), 1, Integer::sum);
                errors[c.element()] = relative(j);
                top = top == null || worse(c, top) < 0 ? c : top;
                if (j.judgement().verdict() != Verdict.PASS) {
                    suspicious.add(c);
                }
            }
        }
        suspicious.sort(this::worse);
        int checked = counts.values().stream().mapToInt(n -> n).sum();
        return new Input(s.names().get(i), s.inputs().get(i).shape(), given, checked,
                ImmutableMap.copyOf(counts),
                Optional.ofNullable(top).map(c -> element(c, Optional.empty())),
                suspicious.stream().limit(KEPT).map(c -> element(c, Optional.of(sweep(c))))
                        .collect(ImmutableList.toImmutableList()),
                ImmutableDoubleArray.copyOf(errors), note);
    }

    /// Worse ones first, then by place.
    private int worse(Column a, Column b) {
        return Comparator.comparing(this::judged, Judged.BY_BADNESS.reversed())
                .thenComparingInt(Column::input).thenComparingInt(Column::element).compare(a, b);
    }

    private Judged judged(Column c) {
        Judged j = worst.get(c);
        if (j == null) {
            throw new IllegalStateException("no verdict on " + c);
        }
        return j;
    }

    private static double relative(Judged j) {
        double distance = j.distance();
        double size = Math.max(Math.abs(j.analytic()), Math.abs(j.measured().value()));
        return distance == 0 || Double.isNaN(size) ? 0 : distance / size;
    }

    /// Both derivatives by `c`, what follows, and the V-curve of this operation.
    Element element(Column c, String operation) {
        return element(c, Optional.of(sweep(c).of(operation)));
    }

    private Element element(Column c, Optional<StepSweep> sweep) {
        Judged j = judged(c);
        Measurement m = j.measured();
        return new Element(Subject.index(
                outputs.subject().inputs().get(c.input()).shape(), c.element()),
                output(j.row()), j.analytic(), m.value(), m.left(), m.right(), m.estimate(),
                j.judgement().tolerance(), m.form(), j.judgement().verdict(), sweep);
    }

    private StepSweep sweep(Column c) {
        return sweep(outputs, judged(c).row(), c);
    }

    /// The V-curve of the derivative of a row by one element.
    static StepSweep sweep(Outputs outputs, int row, Column c) {
        Subject s = outputs.subject();
        var move = new Move(s).with(c.input(), c.element(), 0);
        Slopes[] slopes = Probe.along(outputs, move, Ladder.whole(s.result().dtype(), 1,
                move.smallest()), Collections.nCopies(outputs.rows(), c));
        var index = Subject.index(s.inputs().get(c.input()).shape(), c.element());
        String of = outputs.weighted() ? "⟨dy, y⟩"
                : outputs.shape().rank() == 0 ? "y" : "y" + Subject.index(outputs.shape(), row);
        return StepSweep.of(of + " by " + s.names().get(c.input())
                + (index.isEmpty() ? "" : index),
                outputs.analytic(row, c.input(), c.element()), slopes[row],
                move.by(c.input(), c.element()));
    }

    /// The V-curve of the first row along a random direction, in units of its step.
    static StepSweep sweepAlong(Outputs outputs, List<Column> columns, long seed) {
        Subject s = outputs.subject();
        var move = new Move(s);
        columns.forEach(c -> move.with(c.input(), c.element(), seed));
        Slopes[] slopes = Probe.along(outputs, move, Ladder.whole(s.result().dtype(), 1,
                move.smallest()), null);
        double analytic = columns.stream().mapToDouble(c -> move.by(c.input(), c.element())
                * outputs.analytic(0, c.input(), c.element())).sum();
        return StepSweep.of((outputs.weighted() ? "⟨dy, y⟩" : "y")
                + " along a random direction over "
                + columns.size() + " elements", analytic, slopes[0], 1);
    }

    private ImmutableIntArray output(int row) {
        return Subject.index(outputs.shape(), row);
    }
}

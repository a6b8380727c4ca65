package io.atled.autograd.check;

import io.atled.autograd.Custom;
import io.atled.autograd.Op;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Comparison.Judged;
import io.atled.autograd.check.Operations.Broken;
import io.atled.autograd.check.Operations.Case;
import io.atled.autograd.check.Probe.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Finds out which operation makes a gradient wrong, by checking each one at its own inputs.
final class Localization {
    /// Operations with as many derivatives as this are compared element by element.
    private static final int FEW = 4096;
    /// Of larger ones, elements that the pattern is read from.
    private static final int SAMPLED = 32;
    /// Operations that are looked at.
    private static final int MOST = 5000;
    private static final long SEED = 5;
    /// Steps within which a kink is as good as at the point; a smooth derivative changes over each
    /// a thousandth of what it changes over the one before.
    private static final double[] TINY = {0x1p-20, 0x1p-30, 0x1p-40, 0x1p-50};
    /// Changes of a derivative over them that are no rounding.
    private static final double JUMP = 1e-3;
    /// The first operation and, of what is wrong with it, what explains the rest: who writes where
    /// nobody may also seems to keep state.
    private static final Comparator<Broken> FIRST = Comparator
            .comparingInt((Broken b) -> b.of().number())
            .thenComparing(b -> b.finding().attack() != Attack.UNTOUCHED)
            .thenComparing(b -> b.finding().attack());

    private final Origins origins = new Origins();
    private final Subject subject;
    private final List<Case> cases;

    private Localization(Subject given, boolean wide) {
        this.subject = origins.watch(() -> given.like(given.function(), given.inputs()));
        this.cases = Operations.of(subject, wide);
    }

    /// What was found.
    ///
    /// @param result the graph it is in
    /// @param culprit the first operation that is wrong by itself
    /// @param atKinks whether an operation stands at a kink, or too close for differences
    record Found(Tensor result, Optional<Culprit> culprit, boolean atKinks) {}

    /// Runs the function of `given` once more, watching where operations are applied, and looks at
    /// each of them; in F64 if `wide`. `broken` are the attacks on them that did not hold.
    static Found in(Subject given, boolean wide, List<Broken> broken) {
        return new Localization(given, wide).find(broken);
    }

    private Found find(List<Broken> broken) {
        Optional<Culprit> infinite = infinite();
        if (infinite.isPresent()) {
            return new Found(subject.result(), infinite, false);
        }
        boolean kinks = false;
        for (Case c : cases.subList(0, Math.min(cases.size(), MOST))) {
            Tally tally = compared(c);
            if (!tally.failed().isEmpty()) {
                return new Found(subject.result(), Optional.of(culprit(c, tally, broken)), kinks);
            }
            kinks |= tally.kinked();
        }
        Optional<Culprit> attacked = broken.stream().filter(b -> !b.finding().passed())
                .min(FIRST).map(this::culprit);
        Optional<Culprit> culprit = attacked.or(this::cut);
        boolean beside = kinks || (culprit.isEmpty()
                && cases.stream().limit(MOST).anyMatch(Localization::besideAKink));
        return new Found(subject.result(), culprit, beside);
    }

    /// Whether the derivative of an operation jumps so close to its inputs that no difference tells
    /// the two sides apart: it changes over a tiny step, but not in proportion to the step.
    private static boolean besideAKink(Case c) {
        Subject s = c.subject();
        Tensor dy = Sample.cotangent(s.result().shape()).to(s.result().dtype());
        var move = new Move(s);
        s.columns().forEach(e -> move.with(e.input(), e.element(), SEED));
        List<double[]> here = s.pull(dy);
        for (double side : new double[] {1, -1}) {
            double before = 0;
            for (double step : TINY) {
                double change = change(here, s.like(s.function(),
                        s.moved(move.at(side * step))).pull(dy));
                if (before > JUMP && (change < before * step || change > before / 2)) {
                    return true;
                }
                before = change;
            }
        }
        return false;
    }

    /// By how much of their size two gradients differ at most.
    private static double change(List<double[]> a, List<double[]> b) {
        double change = 0;
        for (int i = 0; i < a.size(); i++) {
            double size = Math.max(Pulled.largest(a.get(i)), Pulled.largest(b.get(i)));
            for (int k = 0; k < a.get(i).length; k++) {
                change = Math.max(change, Math.abs(a.get(i)[k] - b.get(i)[k]) / size);
            }
        }
        return change;
    }

    /// The first operation that makes something infinite of finite inputs.
    private Optional<Culprit> infinite() {
        for (Case c : cases) {
            if (!finite(c.step().y()) && c.step().x().stream().allMatch(Localization::finite)) {
                int at = firstInfinite(c.step().y().toDoubles());
                return Optional.of(new Culprit(c.op().name(), c.number(), c.step().recorded(),
                        origins.of(c.step().recorded()), 0, Optional.empty(), Hint.NOT_FINITE,
                        "its value is " + c.step().y().toDoubles()[at] + " at "
                        + Subject.index(c.step().y().shape(), at) + ", although its inputs are"
                        + " finite; move the inputs into the domain of the function, or guard"
                        + " against it"));
            }
        }
        return Optional.empty();
    }

    private static boolean finite(Tensor t) {
        return !t.dtype().isFloat() || firstInfinite(t.toDoubles()) < 0;
    }

    private static int firstInfinite(double[] values) {
        return IntStream.range(0, values.length).filter(k -> !Double.isFinite(values[k]))
                .findFirst().orElse(-1);
    }

    /// An operation against differences: along a random direction and, where that does not agree,
    /// by element.
    private static Tally compared(Case c) {
        Tensor y = c.subject().result();
        var outputs = Outputs.weighted(c.subject(), Sample.cotangent(y.shape()));
        var tally = new Tally(outputs);
        new Comparison(outputs, tally, 0).along(c.subject().columns(), SEED);
        return tally;
    }

    private Culprit culprit(Case c, Tally suspicion, List<Broken> broken) {
        Column first = suspicion.worst();
        Subject s = c.subject();
        List<Column> columns = s.columns(first.input());
        boolean few = s.result().size() > 0
                && (long) columns.size() * s.result().size() <= FEW;
        Outputs outputs = few ? Outputs.each(s)
                : Outputs.weighted(s, Sample.cotangent(s.result().shape()));
        var tally = new Tally(outputs);
        new Comparison(outputs, tally, 0).compare(few ? columns
                : sampled(columns, suspicion.failed()));
        Tally verdict = tally.failed().isEmpty() ? suspicion : tally;
        var pattern = new Pattern(c, outputs, tally, first.input());
        Optional<Attack> attack = broken.stream().filter(b -> b.of().number() == c.number()
                || b.of().op().equals(c.op())).filter(b -> !b.finding().passed())
                .min(FIRST).map(b -> b.finding().attack());
        Hint hint = pattern.hint(attack);
        return new Culprit(c.op().name(), c.number(), c.step().recorded(),
                origins.of(c.step().recorded()), first.input(),
                Optional.of(verdict.element(verdict.worst(), c.op().name())), hint,
                pattern.message(hint));
    }

    private static List<Column> sampled(List<Column> all, Map<Column, Judged> failed) {
        var out = new ArrayList<>(failed.keySet().stream().filter(all::contains)
                .limit(SAMPLED).toList());
        int stride = Math.max(1, all.size() / SAMPLED);
        for (int k = 0; k < all.size(); k += stride) {
            if (!failed.containsKey(all.get(k))) {
                out.add(all.get(k));
            }
        }
        return out;
    }

    private Culprit culprit(Broken b) {
        Hint hint = Pattern.of(b.finding().attack());
        Tensor recorded = cases.stream().filter(c -> c.number() == b.of().number()).findFirst()
                .orElse(b.of()).step().recorded();
        return new Culprit(b.of().op().name(), b.of().number(), recorded,
                origins.of(recorded), b.input(), Optional.empty(), hint,
                hint.words() + " (" + b.finding().message() + ")");
    }

    /// Every operation is right at its inputs: is one of them given something that follows the
    /// inputs of the function, but was computed without recording?
    private Optional<Culprit> cut() {
        var move = new Move(subject);
        subject.columns().forEach(c -> move.with(c.input(), c.element(), SEED));
        for (double step : new double[] {0x1p-3, -0x1p-3, 0x1p-10}) {
            List<Tensor> moved = subject.variables(subject.moved(move.at(step)));
            Tensor there = Recording.on(() -> subject.function().apply(moved));
            List<Tensor> here = Replay.of(subject.result()).nodes();
            List<Tensor> other = Replay.of(there).nodes();
            for (int k = 0; k < Math.min(here.size(), other.size()); k++) {
                Op op = here.get(k).op();
                Op next = other.get(k).op();
                if (op == null || next == null || !op.getClass().equals(next.getClass())) {
                    break;
                }
                Optional<Culprit> found = cut(k, op, next, here.get(k), other.get(k));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Culprit> cut(int number, Op op, Op next, Tensor here, Tensor there) {
        for (int i = 0; i < Math.min(here.inputs().size(), there.inputs().size()); i++) {
            Tensor a = here.inputs().get(i);
            boolean constant = !a.requiresGrad() && a.dtype().isFloat();
            if (constant && !Arrays.equals(a.toDoubles(), there.inputs().get(i).toDoubles())) {
                return Optional.of(new Culprit(op.name(), number, here, origins.of(here), i,
                        Optional.empty(), Hint.DETACHED, "its input " + i + " of shape " + a.shape()
                        + " follows the inputs of the function, but " + Hint.DETACHED.words()));
            }
        }
        return op.equals(next) || op instanceof Custom.Light ? Optional.empty()
                : Optional.of(new Culprit(op.name(), number, here, origins.of(here), 0,
                        Optional.empty(), Hint.DETACHED, "its attributes follow the inputs of the"
                        + " function (" + op + ", then " + next + "): numbers were read"
                        + " out of tensors; compute with tensors"));
    }
}

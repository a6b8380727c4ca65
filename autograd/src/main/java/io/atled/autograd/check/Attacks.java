package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Backward;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientReport.Finding;
import io.atled.autograd.check.Pulled.Trouble;
import io.atled.autograd.kernel.Workers;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Does to a function what must not matter, and looks whether it does.
final class Attacks {
    /// Backward passes at once.
    private static final int AT_ONCE = 4;
    /// Roundings that sums taken in another order may differ by, in parts of the largest element;
    /// where that is not enough, the rounding of this very backward pass is looked at.
    private static final double ROUNDINGS = 32;
    private static final double DOUBTS = 16;
    /// Powers of two: multiplying by them rounds nothing.
    private static final double[] FACTORS = {-4, 0x1p20, 0x1p-20};
    /// Below this, multiplying by them may round after all.
    private static final double SUBNORMAL = 1e-30;
    private static final String LINEAR = "; a vjp may use dy only linearly: no powers, no"
            + " thresholds, no constants added";

    /// What single operations are attacked with.
    static final Set<Attack> OF_OPERATIONS = Set.of(Attack.UNTOUCHED, Attack.REPEATED_BACKWARD,
            Attack.STALE, Attack.ZERO_COTANGENT, Attack.SCALED_COTANGENT,
            Attack.SUMMED_COTANGENT, Attack.LAID_OUT_COTANGENT, Attack.SECOND_REFERENCE);

    private final Subject s;
    private final Tensor dy;
    private final List<Tensor> keptInputs;
    private final Tensor keptResult;
    private final List<double[]> first;
    private final Map<Attack, Supplier<Optional<Trouble>>> attacks = new EnumMap<>(Attack.class);

    /// Pulls back once, before anything else does.
    Attacks(Subject s) {
        this.s = s;
        Tensor y = s.result();
        this.dy = Sample.cotangent(y.shape()).to(y.dtype());
        this.keptInputs = s.inputs().stream().map(Variants::copy).toList();
        this.keptResult = Variants.copy(y.detach());
        this.first = s.pull(dy);
        attacks.put(Attack.REPEATED_FORWARD, this::repeatedForward);
        attacks.put(Attack.REPEATED_BACKWARD, this::repeatedBackward);
        attacks.put(Attack.STALE, this::afterOtherInputs);
        attacks.put(Attack.CONCURRENT, this::concurrent);
        attacks.put(Attack.UNTOUCHED, this::untouched);
        attacks.put(Attack.ZERO_COTANGENT, this::zeros);
        attacks.put(Attack.SCALED_COTANGENT, this::scaled);
        attacks.put(Attack.SUMMED_COTANGENT, this::summed);
        attacks.put(Attack.LAID_OUT_COTANGENT, this::laidOut);
        attacks.put(Attack.NAN_COTANGENT, this::nan);
        attacks.put(Attack.SHARED_INPUT, this::shared);
        attacks.put(Attack.USED_TWICE, this::usedTwice);
        attacks.put(Attack.ALONE, this::alone);
        attacks.put(Attack.RECORDED, this::recorded);
        attacks.put(Attack.FORWARD_MODE, this::forwardMode);
    }

    /// An attack that was made.
    ///
    /// @param finding what came of it
    /// @param input the number of the input whose gradient is wrong, if it did not hold
    record Made(Finding finding, int input) {
        static Made of(Attack attack, Optional<Trouble> trouble) {
            return trouble.map(t -> new Made(new Finding(attack, verdict(attack), t.words()),
                    t.input())).orElseGet(() -> new Made(Finding.held(attack), 0));
        }
    }

    /// Makes those of the attacks in `which` that this class knows.
    ImmutableList<Made> make(Set<Attack> which) {
        return attacks.entrySet().stream().filter(e -> which.contains(e.getKey()))
                .map(e -> Made.of(e.getKey(), e.getValue().get()))
                .collect(ImmutableList.toImmutableList());
    }

    private static Optional<Trouble> trouble(int input, String words) {
        return Optional.of(new Trouble(input, words));
    }

    private static Verdict verdict(Attack attack) {
        return switch (attack) {
            case REPEATED_FORWARD, REPEATED_BACKWARD, STALE, CONCURRENT ->
                    Verdict.NOT_DETERMINISTIC;
            case UNTOUCHED -> Verdict.ALIASED;
            default -> Verdict.WRONG;
        };
    }

    private Optional<Trouble> repeatedForward() {
        double[] a = s.result().toDoubles();
        double[] b = s.at(s.inputs()).toDoubles();
        boolean same = a.length == b.length && IntStream.range(0, a.length)
                .allMatch(k -> a[k] == b[k] || (Double.isNaN(a[k]) && Double.isNaN(b[k])));
        return same ? Optional.empty() : trouble(0, "two runs on the same inputs gave different"
                + " results; make the function deterministic (a generator with a fixed seed inside"
                + " it, no dropout)");
    }

    private Optional<Trouble> repeatedBackward() {
        for (int k = 0; k < 2; k++) {
            Optional<Trouble> off = Pulled.differ(s, first, s.pull(dy));
            if (off.isPresent()) {
                return off.map(o -> o.and(" when asked again; a vjp must not keep state"));
            }
        }
        return Optional.empty();
    }

    private Optional<Trouble> afterOtherInputs() {
        var move = new Move(s);
        for (int i : s.moving()) {
            for (int k = 0; k < s.inputs().get(i).size(); k++) {
                move.with(i, k, 1);
            }
        }
        List<Tensor> moved = s.moved(move.at(0x1p-4));
        Recording.on(() -> s.function().apply(s.variables(moved)));
        return Pulled.differ(s, first, s.pull(dy)).map(o -> o.and(" after the function ran on other"
                + " inputs; a vjp must use the inputs and the result that it is given, no saved"
                + " ones"));
    }

    private Optional<Trouble> concurrent() {
        var found = new ArrayList<Optional<List<double[]>>>();
        for (int k = 0; k < AT_ONCE; k++) {
            found.add(Optional.empty());
        }
        Workers.forEach(AT_ONCE, k -> found.set(k, Optional.of(s.pull(dy))));
        return found.stream().flatMap(Optional::stream).map(g -> Pulled.differ(s, first, g))
                .flatMap(Optional::stream).findFirst()
                .map(o -> o.and(" when several threads pull back at once; a vjp must not share"
                        + " buffers"));
    }

    private Optional<Trouble> untouched() {
        Tensor kept = Variants.copy(dy);
        s.pull(dy);
        Backward.from(s.result()).seed(dy).recorded().run();
        String advice = "allocate what you write to";
        for (int i = 0; i < keptInputs.size(); i++) {
            if (changed(keptInputs.get(i), s.inputs().get(i))) {
                return trouble(i, s.names().get(i) + " was written to; " + advice);
            }
        }
        return changed(kept, dy) ? trouble(0, "the cotangent was written to; " + advice)
                : changed(keptResult, s.result()) ? trouble(0, "the result was written to; "
                        + advice) : Optional.empty();
    }

    private static boolean changed(Tensor kept, Tensor now) {
        double[] a = kept.toDoubles();
        double[] b = now.toDoubles();
        return IntStream.range(0, a.length).anyMatch(
                k -> Double.doubleToLongBits(a[k]) != Double.doubleToLongBits(b[k]));
    }

    private Optional<Trouble> zeros() {
        List<double[]> g = s.pull(Tensor.zeros(dy.dtype(), dy.shape()));
        List<double[]> finite = Pulled.sum(g, 1, g, 0);
        for (int i = 0; i < g.size(); i++) {                // where nothing finite can come back
            for (int k = 0; k < g.get(i).length; k++) {
                finite.get(i)[k] = Double.isFinite(first.get(i)[k]) ? g.get(i)[k] : 0;
            }
        }
        return Pulled.differ(s, Pulled.sum(first, 0, first, 0), finite)
                .map(o -> o.and(LINEAR + ", and no 0·∞"));
    }

    private Optional<Trouble> scaled() {
        for (double factor : FACTORS) {
            List<double[]> expected = Pulled.sum(first, factor, first, 0);
            Optional<Trouble> off = Pulled.find(s, expected, s.pull(dy.mul(factor)),
                    (i, k) -> SUBNORMAL * Math.max(1, factor));
            if (off.isPresent() && !underflows(dy) && !underflows(dy.mul(factor))) {
                return off.map(o -> o.and(" for a cotangent " + factor + " times as large, which is"
                        + " exact" + LINEAR));
            }
        }
        return Optional.empty();
    }

    /// Whether numbers on the way back are so small that multiplying them by powers of two rounds.
    private boolean underflows(Tensor seed) {
        double least = (s.result().dtype() == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL)
                / Subject.epsilon(s.result().dtype());
        var found = new boolean[1];
        Replay.of(s.result(), s.leaves()).recorded().pull(seed, (step, input, dx) ->
                found[0] |= Arrays.stream(dx.toDoubles())
                        .anyMatch(v -> v != 0 && Math.abs(v) < least));
        return found[0];
    }

    private Optional<Trouble> summed() {
        Tensor other = Sample.direction(dy.shape(), 7).to(dy.dtype());
        return near(Pulled.sum(first, 1, s.pull(other), 1), s.pull(dy.add(other)))
                .map(o -> o.and(" for the sum of two cotangents" + LINEAR));
    }

    private Optional<Trouble> laidOut() {
        for (Map.Entry<String, Tensor> layout : Variants.layouts(dy).entrySet()) {
            Optional<Trouble> off = Pulled.differ(s, first, s.pull(layout.getValue()));
            if (off.isPresent()) {
                return off.map(o -> o.and(" for the same cotangent laid out otherwise ("
                        + layout.getKey() + ")"));
            }
        }
        for (int axis = 0; axis < dy.rank() && dy.size() > 0; axis++) {
            Tensor spread = Variants.constantAlong(axis, dy);
            int along = axis;
            Optional<Trouble> off = Pulled.differ(s, s.pull(Variants.copy(spread)),
                    s.pull(spread));
            if (off.isPresent()) {
                return off.map(o -> o.and(" for a cotangent expanded along axis " + along));
            }
        }
        return Optional.empty();
    }

    private Optional<Trouble> nan() {
        if (dy.size() == 0) {
            return Optional.empty();
        }
        int at = dy.size() / 2;
        List<double[]> influence = s.pull(s.unit(at));
        double[] values = dy.toDoubles();
        values[at] = Double.NaN;
        List<double[]> g = s.pull(Subject.tensor(dy.dtype(), dy.shape(), values));
        for (int i : s.moving()) {
            for (int k = 0; k < g.get(i).length; k++) {
                if (influence.get(i)[k] != 0 && Double.isFinite(influence.get(i)[k])
                        && !Double.isNaN(g.get(i)[k])) {
                    return trouble(i, "the gradient by " + s.names().get(i)
                            + Subject.index(s.inputs().get(i).shape(), k) + " is " + g.get(i)[k]
                            + ", although it depends on an element whose cotangent is NaN"
                            + LINEAR);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Trouble> shared() {
        int[] moving = s.moving();
        for (int a = 0; a < moving.length; a++) {
            for (int b = a + 1; b < moving.length; b++) {
                Tensor x = s.inputs().get(moving[a]);
                Tensor other = s.inputs().get(moving[b]);
                if (x.shape().equals(other.shape()) && x.dtype() == other.dtype()) {
                    return shared(moving[a], moving[b]);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Trouble> shared(int a, int b) {
        Tensor same = s.inputs().get(a);
        var apart = Subject.of(s.function(), s.names(), Variants.with(s.inputs(), b, same));
        Tensor leaf = same.variable();
        List<Tensor> both = Variants.with(Variants.with(apart.leaves(), a, leaf), b, leaf);
        Tensor y = Recording.on(() -> s.function().apply(both));
        if (!apart.result().requiresGrad() || !y.shape().equals(dy.shape())) {
            return Optional.empty();
        }
        List<double[]> each = apart.pull(dy);
        double[] sum = new double[same.size()];
        Arrays.setAll(sum, k -> each.get(a)[k] + each.get(b)[k]);
        double[] got = y.gradients(dy).get(leaf).toDoubles();
        double size = Pulled.largest(each.get(a)) + Pulled.largest(each.get(b));
        return Pulled.find(apart, List.of(sum), List.of(got), (i, k) -> DOUBTS * ROUNDINGS
                * Subject.epsilon(same.dtype()) * size).map(o -> o.and(" when " + s.names().get(a)
                + " and " + s.names().get(b) + " are the same tensor: the sum of both"));
    }

    private Optional<Trouble> usedTwice() {
        Tensor twice = Recording.on(() -> s.result().add(s.result()));
        return Pulled.find(s, Pulled.sum(first, 2, first, 0), s.flat(twice.gradients(dy)),
                (i, k) -> SUBNORMAL)
                .map(o -> o.and(" when the result is used twice"));
    }

    private Optional<Trouble> alone() {
        if (s.moving().length < 2) {
            return Optional.empty();
        }
        for (int i : s.moving()) {
            List<Tensor> only = Variants.with(s.inputs(), i, s.inputs().get(i).variable());
            Tensor y = Recording.on(() -> s.function().apply(only));
            boolean reaches = y.requiresGrad();
            double[] g = reaches && y.gradients(dy).reaches(only.get(i))
                    ? y.gradients(dy).get(only.get(i)).toDoubles()
                    : new double[first.get(i).length];
            var got = new ArrayList<>(first);
            got.set(i, g);
            Optional<Trouble> off = near(first, got);
            if (off.isPresent()) {
                return off.map(o -> o.and(" when no other input asks for a gradient"));
            }
        }
        return Optional.empty();
    }

    private Optional<Trouble> recorded() {
        return near(first, s.flat(Backward.from(s.result()).seed(dy).recorded().run()))
                .map(o -> o.and(" when the backward pass is recorded"));
    }

    private Optional<Trouble> forwardMode() {
        List<Tensor> v = IntStream.range(0, s.inputs().size()).mapToObj(i -> {
            Tensor x = s.inputs().get(i);
            return x.dtype().isFloat() ? Sample.direction(x.shape(), i + 1).to(x.dtype()) : x;
        }).toList();
        double[] forward = forward(Jitter.none(), v);
        double[] reverse = Arrays.stream(s.moving()).mapToObj(
                i -> products(first.get(i), v.get(i).toDoubles()))
                .flatMapToDouble(Arrays::stream).toArray();
        List<Tensor> scaled = v.stream().map(t -> t.dtype().isFloat() ? t.mul(FACTORS[0]) : t)
                .toList();
        double[] multiples = forward(Jitter.none(), scaled);
        for (int k = 0; k < forward.length; k++) {
            if (Math.abs(multiples[k] - FACTORS[0] * forward[k]) > SUBNORMAL) {
                return trouble(0, "the tangent of element " + Subject.index(dy.shape(), k)
                        + " does not become " + FACTORS[0] + " times as large with the direction;"
                        + " a jvp must use dx, and only linearly");
            }
        }
        double a = Arrays.stream(forward).sum();
        double b = Arrays.stream(reverse).sum();
        double size = Arrays.stream(forward).map(Math::abs).sum()
                + Arrays.stream(reverse).map(Math::abs).sum();
        double allowed = ROUNDINGS * Subject.epsilon(dy.dtype()) * size + floor();
        return !Double.isFinite(size) || Math.abs(a - b) <= allowed
                || Math.abs(a - b) <= allowed + DOUBTS * doubtAlong(v, a) ? Optional.empty()
                : trouble(0, "along a random direction forward mode gives " + a + ", reverse mode "
                        + b + "; the one that differences contradict is wrong");
    }

    /// The terms of ⟨dy, J·v⟩ by forward mode.
    private double[] forward(Jitter jitter, List<Tensor> v) {
        List<Tensor> x = s.inputs().stream().map(jitter::on).toList();
        Tensor tangent = Recording.off(() -> Differentiate.jvp(s.function(), x,
                v.stream().map(jitter::on).toList())).tangent();
        return products(tangent.toDoubles(), dy.toDoubles());
    }

    /// How far rounding moves both modes along `v`.
    private double doubtAlong(List<Tensor> v, double forward) {
        double doubt = 0;
        for (int run = 1; run <= AT_ONCE; run++) {
            double factor = 1 + 2 * run;
            double moved = Arrays.stream(forward(Jitter.of(dy.dtype(), run),
                    v.stream().map(t -> t.dtype().isFloat() ? t.mul(factor) : t).toList())).sum();
            doubt = Math.max(doubt, Math.abs(moved / factor - forward));
        }
        List<double[]> doubts = doubts();
        return doubt + Arrays.stream(s.moving()).mapToDouble(i -> Arrays.stream(
                products(doubts.get(i), v.get(i).toDoubles())).map(Math::abs).sum()).sum();
    }

    private static double[] products(double[] a, double[] b) {
        double[] out = new double[a.length];
        Arrays.setAll(out, k -> a[k] * b[k]);
        return out;
    }

    /// What rounding the result once does to ⟨dy, y⟩: smaller derivatives are of no account.
    private double floor() {
        return SUBNORMAL + ROUNDINGS * Subject.epsilon(dy.dtype()) * Pulled.largest(
                products(dy.toDoubles(), keptResult.toDoubles()));
    }

    /// Equal but for rounding.
    private Optional<Trouble> near(List<double[]> expected, List<double[]> got) {
        double[] sizes = expected.stream().mapToDouble(Pulled::largest).toArray();
        double epsilon = Subject.epsilon(dy.dtype());
        double floor = floor();
        Optional<Trouble> off = Pulled.find(s, expected, got,
                (i, k) -> ROUNDINGS * epsilon * sizes[i] + floor);
        if (off.isEmpty()) {
            return off;
        }
        List<double[]> doubts = doubts();
        return Pulled.find(s, expected, got, (i, k) -> ROUNDINGS * epsilon * sizes[i] + floor
                + DOUBTS * doubts.get(i)[k]);
    }

    private @Nullable List<double[]> known;

    private List<double[]> doubts() {
        List<double[]> d = known;
        if (d == null) {
            d = Conditioning.ofGradient(Replay.of(s.result(), s.leaves()), s.inputs(), dy,
                    s.result().dtype());
            known = d;
        }
        return d;
    }
}

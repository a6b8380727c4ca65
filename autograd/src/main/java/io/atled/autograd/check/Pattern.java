package io.atled.autograd.check;

import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Comparison.Judged;
import io.atled.autograd.check.Operations.Case;
import io.atled.autograd.check.Probe.Column;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Guesses what is wrong with the derivative of an operation from what it gives and what it should.
final class Pattern {
    /// Ratios that differ by less are one.
    private static final double SAME = 1e-6;
    /// Deviations up to this may be roundings of F32, from
    private static final double F32_AT_MOST = 3e-7;
    /// down to this.
    private static final double F32_AT_LEAST = 1e-10;
    /// Parts of the elements that are few.
    private static final double FEW = 0.5;
    /// Factors that are better told by what they differ from 1.
    private static final double NEAR_ONE = 0.01;
    private static final double ASIDE = 0x1p-4;

    private final Case of;
    private final Outputs outputs;
    private final int input;
    private final List<Map.Entry<Column, Judged>> entries;

    Pattern(Case of, Outputs outputs, Tally tally, int input) {
        this.of = of;
        this.outputs = outputs;
        this.input = input;
        this.entries = tally.all().entrySet().stream()
                .filter(e -> e.getKey().input() == input)
                .sorted(Comparator.comparingInt(e -> e.getKey().element())).toList();
    }

    /// What an attack that did not hold says.
    static Hint of(Attack attack) {
        return switch (attack) {
            case REPEATED_FORWARD, REPEATED_BACKWARD, CONCURRENT -> Hint.FIRST_CALL;
            case STALE -> Hint.STALE;
            case UNTOUCHED -> Hint.WRITES;
            case ZERO_COTANGENT, SCALED_COTANGENT, SUMMED_COTANGENT, NAN_COTANGENT ->
                    Hint.NOT_LINEAR;
            case LAID_OUT_COTANGENT -> Hint.LAYOUT;
            case SECOND_REFERENCE -> Hint.SATURATED;
            default -> Hint.UNKNOWN;
        };
    }

    /// The guess, given the attack on the same operation that did not hold.
    Hint hint(Optional<Attack> attack) {
        Optional<Hint> by = attack.map(Pattern::of)
                .filter(h -> h != Hint.SATURATED && h != Hint.UNKNOWN);
        if (by.isPresent()) {
            return by.get();
        }
        if (entries.stream().anyMatch(e -> !Double.isFinite(e.getValue().analytic()))) {
            return Hint.NOT_FINITE;
        }
        if (stale()) {
            return Hint.STALE;
        }
        Hint ratio = ratio();
        return ratio != Hint.UNKNOWN ? ratio : places();
    }

    /// The guess with its numbers.
    String message(Hint hint) {
        double ratio = ratios().min().orElse(Double.NaN);
        return switch (hint) {
            case CONSTANT_FACTOR, SUM_FOR_MEAN, MEAN_FOR_SUM -> hint.words() + " (times "
                    + (Math.abs(ratio - 1) < NEAR_ONE ? "1 + " + ReportText.number(ratio - 1)
                    : ReportText.digits(ratio)) + ")";
            case SINGLE_PRECISION_CONSTANT -> hint.words() + " (" + ReportText.number(ratio - 1)
                    + " of it)";
            default -> hint.words();
        };
    }

    /// Analytic over numeric where both are something.
    private DoubleStream ratios() {
        return entries.stream().map(Map.Entry::getValue)
                .filter(j -> known(j) && j.analytic() != 0)
                .mapToDouble(j -> j.analytic() / j.measured().value());
    }

    /// Whether differences tell this derivative, and that it is not 0.
    private static boolean known(Judged j) {
        return j.measured().form() == Form.SMOOTH && Math.abs(j.measured().value())
                > 1e3 * j.measured().estimate();
    }

    private Hint ratio() {
        double[] r = ratios().toArray();
        long zeros = entries.stream().map(Map.Entry::getValue)
                .filter(j -> known(j) && j.analytic() == 0).count();
        if (r.length == 0) {
            return Hint.UNKNOWN;
        }
        double least = Arrays.stream(r).min().orElse(0);
        double most = Arrays.stream(r).max().orElse(0);
        double off = Arrays.stream(r).map(q -> Math.abs(q - 1)).max().orElse(0);
        if (zeros == 0 && off < F32_AT_MOST && off > F32_AT_LEAST) {
            return Hint.SINGLE_PRECISION_CONSTANT;
        }
        if (zeros > 0 || most - least > SAME * Math.abs(most)) {
            return Hint.UNKNOWN;
        }
        return factor(least);
    }

    private Hint factor(double ratio) {
        if (near(ratio, 2)) {
            return Hint.COUNTED_TWICE;
        }
        if (near(ratio, 0.5)) {
            return Hint.HALVED;
        }
        if (near(ratio, -1)) {
            return Hint.SIGN;
        }
        for (int n : sizes()) {
            if (near(ratio, n)) {
                return Hint.SUM_FOR_MEAN;
            }
            if (near(ratio, 1.0 / n)) {
                return Hint.MEAN_FOR_SUM;
            }
        }
        return Hint.CONSTANT_FACTOR;
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) <= SAME * Math.abs(b);
    }

    /// Numbers of elements that a wrong mean may be over.
    private Set<Integer> sizes() {
        var sizes = new TreeSet<Integer>();
        Tensor y = of.subject().result();
        Tensor x = of.subject().inputs().get(input);
        for (Tensor t : List.of(x, y)) {
            sizes.add(t.size());
            IntStream.range(0, t.rank()).forEach(k -> sizes.add(t.shape().get(k)));
        }
        sizes.add(Math.max(1, x.size() / Math.max(1, y.size())));
        sizes.add(Math.max(1, y.size() / Math.max(1, x.size())));
        sizes.remove(1);
        return sizes;
    }

    /// Whether the cotangent stays the same to the last bit when the inputs are others, though it
    /// is wrong at these.
    private boolean stale() {
        Subject s = of.subject();
        var move = new Move(s);
        for (int i : s.moving()) {
            for (int k = 0; k < s.inputs().get(i).size(); k++) {
                move.with(i, k, 3);
            }
        }
        List<Tensor> moved = s.moved(move.at(ASIDE));
        Tensor dy = Sample.cotangent(s.result().shape());
        double[] here = vjp(s.inputs(), dy);
        double[] there = vjp(moved, dy);
        return Arrays.equals(here, there) && Arrays.stream(here).anyMatch(v -> v != 0)
                && follows(s, moved, dy);
    }

    private double[] vjp(List<Tensor> x, Tensor dy) {
        return Recording.off(() -> of.op().vjp(input, dy, of.op().run(x), x)).toDoubles();
    }

    /// Whether the true derivative is another one at `moved`.
    private boolean follows(Subject s, List<Tensor> moved, Tensor dy) {
        Column c = entries.stream().filter(e -> !e.getValue().passes()).findFirst()
                .map(Map.Entry::getKey).orElse(entries.getFirst().getKey());
        double here = numeric(s, dy, c);
        double there = numeric(s.like(s.function(), moved), dy, c);
        return Math.abs(here - there) > 1e-3 * Math.max(Math.abs(here), Math.abs(there));
    }

    private static double numeric(Subject s, Tensor dy, Column c) {
        var outputs = Outputs.weighted(s, dy);
        return Tally.sweep(outputs, 0, c).reference();
    }

    /// What the places of right and wrong numbers say.
    private Hint places() {
        if (permuted(true)) {
            return Hint.TRANSPOSED;
        }
        if (swapped()) {
            return Hint.SWAPPED;
        }
        if (permuted(false)) {
            return Hint.PERMUTED;
        }
        List<Judged> wrong = entries.stream().map(Map.Entry::getValue)
                .filter(j -> !j.passes()).toList();
        if (wrong.stream().allMatch(j -> j.analytic() == 0)) {
            return onlyAPart() ? Hint.MISSING_SUM : Hint.PATH_MISSING;
        }
        return wrong.size() <= FEW * entries.size() ? Hint.SOME_ELEMENTS : Hint.UNKNOWN;
    }

    /// Whether every element that is wrong was broadcast, and something of it comes back: what is 0
    /// in a column of the Jacobian is not all of it.
    private boolean onlyAPart() {
        return !outputs.weighted() && entries.stream().filter(e -> !e.getValue().passes())
                .allMatch(e -> IntStream.range(0, outputs.rows()).anyMatch(row ->
                        outputs.analytic(row, input, e.getKey().element()) != 0));
    }

    /// Whether the numbers of the gradient are those it should have, at other places: at those of
    /// the transposed input, or at any.
    private boolean permuted(boolean transposed) {
        Tensor x = of.subject().inputs().get(input);
        if (entries.size() != x.size() || x.size() < 2
                || (transposed && x.rank() < 2)) {
            return false;
        }
        Tensor dy = Sample.cotangent(of.subject().result().shape());
        double[] got = vjp(of.subject().inputs(), dy);
        double[] wanted = IntStream.range(0, x.size()).mapToDouble(k ->
                numeric(of.subject(), dy, new Column(input, k))).toArray();
        return transposed ? IntStream.range(1, x.rank()).anyMatch(axis ->
                close(got, turned(wanted, x.shape(), axis))
                || close(turned(got, x.shape(), axis), wanted))
                : close(sorted(got), sorted(wanted));
    }

    private static double[] sorted(double[] values) {
        double[] out = values.clone();
        Arrays.sort(out);
        return out;
    }

    /// The numbers in the order of a tensor whose axes `axis` − 1 and `axis` are exchanged.
    private static double[] turned(double[] values, Shape shape, int axis) {
        return Tensor.of(shape, values).transpose(axis - 1, axis).toDoubles();
    }

    private boolean swapped() {
        Subject s = of.subject();
        Tensor dy = Sample.cotangent(s.result().shape());
        double[] got = vjp(s.inputs(), dy);
        for (int other : s.moving()) {
            if (other != input && s.inputs().get(other).size() == got.length) {
                double[] wanted = IntStream.range(0, got.length).mapToDouble(k ->
                        numeric(s, dy, new Column(other, k))).toArray();
                if (close(got, wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean close(double[] a, double[] b) {
        double size = Math.max(Pulled.largest(a), Pulled.largest(b));
        return size > 0 && IntStream.range(0, a.length)
                .allMatch(k -> Math.abs(a[k] - b[k]) <= SAME * size);
    }
}

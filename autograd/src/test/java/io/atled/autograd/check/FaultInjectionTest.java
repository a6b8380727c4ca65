package io.atled.autograd.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Op;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.laws.Samples;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One wrong rule in a random graph of twenty operations: does the gradient checker find which? And
/// does it keep quiet where every rule is right?
///
/// Operations and inputs are those that the laws are checked with, as far as they are small; so a
/// new operation takes part by itself. A fault counts if it changes the gradient of the whole
/// graph by more than rounding does. Not faulted are samples at kinks and ties, where any value
/// between two slopes is right, and those of extreme numbers, which drown each other in one
/// gradient; correct graphs have them, too. Everything is drawn from fixed seeds.
class FaultInjectionTest {
    /// The share of faults that must be located to operation, input and kind.
    private static final double LOCATED = 0.97;
    /// One in so many combinations of operation, sample, fault and input is tried; a prime, so that
    /// all kinds take turns at all operations.
    private static final int STRIDE = Integer.getInteger("atled.faults", 29);
    /// The same for faults that few inputs allow.
    private static final int RARE = 5;
    private static final int KINDS = 12;
    /// Larger samples are for threads and blocks.
    private static final int TINY = 64;
    /// Notes of samples in which no fault is put.
    private static final Set<String> SPECIAL = Set.of("at the kink", "ties", "extremes");
    /// Extreme numbers, or pairs of them, in a sample.
    private static final int EXTREMES = 10;
    /// Correct graphs, half of them F32.
    private static final int GRAPHS = Integer.getInteger("atled.graphs", 2000);
    /// One in so many is compared element by element, the others along a random direction over all
    /// inputs; all are attacked.
    private static final int FULLY = 4;
    /// Gradients that differ by less than this part do not show a fault,
    private static final double SHOWN = 1e-9;
    /// nor do those that move the result by less than so many of its roundings: what comes after
    /// the operation is flat.
    private static final double ROUNDINGS = 1e3;

    /// How one kind of fault fared.
    private static final class Score {
        private int injected;
        private int noticed;
        private int operation;
        private int input;
        private int kind;
        private final List<String> missed = new ArrayList<>();

        void add(Outcome o) {
            injected++;
            noticed += o.noticed() ? 1 : 0;
            operation += o.operation() ? 1 : 0;
            input += o.input() ? 1 : 0;
            kind += o.kind() ? 1 : 0;
            if (!o.kind()) {
                missed.add(o.toString());
            }
        }

        void add(Score other) {
            injected += other.injected;
            noticed += other.noticed;
            operation += other.operation;
            input += other.input;
            kind += other.kind;
        }

        String row(String name) {
            return String.format("%-18s %9d %9d %9d %9d %9d%n", name, injected, noticed, operation,
                    input, kind);
        }
    }

    /// What the checker says of a fault.
    private record Outcome(Injection injection, boolean noticed, Optional<Culprit> culprit) {
        Outcome(Injection injection, GradientReport report) {
            this(injection, !report.passed(), report.culprit());
        }

        boolean operation() {
            return culprit.filter(c -> c.operation().equals(injection.at.op.name())).isPresent();
        }

        boolean input() {
            return operation() && culprit.filter(c -> c.input() == injection.input).isPresent();
        }

        boolean kind() {
            return input() && culprit.filter(c -> injection.fault.isCalled(c.hint())).isPresent();
        }

        @Override
        public String toString() {
            return injection + ": " + culprit.map(c -> c.operation() + " by input " + c.input()
                    + ", " + c.hint()).orElse(noticed ? "no culprit" : "passed");
        }
    }

    /// An operation and what it is applied to.
    private record Place(Op op, Sample sample) {
        @Override
        public String toString() {
            return op + " with " + sample.note();
        }
    }

    /// One fault to be found.
    private record Injection(Place at, Fault fault, int input, long seed) {
        GradientReport check() {
            Op faulty = fault.in(at.op, input);
            DrawnGraph graph = DrawnGraph.smooth(at.op, at.sample.inputs(), seed);
            return GradientCheck.of((List<Tensor> x) -> graph.apply(faulty, x),
                    at.sample.inputs()).run();
        }

        @Override
        public String toString() {
            return at + " by input " + input + " in graph " + seed;
        }

        /// Whether the gradient of the whole graph shows the fault at all.
        boolean shows() {
            List<Tensor> x = at.sample.inputs();
            DrawnGraph graph = DrawnGraph.smooth(at.op, x, seed);
            double[] right = gradient(graph, at.op, x);
            double[] wrong = gradient(graph, fault.called(at.op, input), x);
            double largest = Arrays.stream(right).map(Math::abs).max().orElse(0);
            double[] at0 = x.get(input).toDoubles();
            double rounding = 0x1p-53 * Math.abs(graph.apply(at.op, x).item());
            return Arrays.stream(right).allMatch(Double::isFinite) && IntStream
                    .range(0, right.length).anyMatch(k -> {
                        double off = Math.abs(right[k] - wrong[k]);
                        return !(off <= SHOWN * largest
                                || off * Ladder.unit(at0[k]) <= ROUNDINGS * rounding);
                    });
        }

        Outcome outcome() {
            return new Outcome(this, check());
        }

        private double[] gradient(DrawnGraph graph, Op op, List<Tensor> x) {
            List<Tensor> leaves = IntStream.range(0, x.size()).mapToObj(i -> i == input
                    ? x.get(i).variable() : x.get(i)).toList();
            Tensor y = Recording.on(() -> graph.apply(op, leaves));
            Recording.off(() -> graph.apply(op, x.stream()                    // what is saved ages
                    .map(t -> t.dtype().isFloat() ? t.mul(0.97) : t).toList()));
            return y.gradients().get(leaves.get(input)).toDoubles();
        }
    }

    /// Every operation with every small sample at which it and its derivatives are finite; with
    /// special samples, too, if `all`.
    private static List<Place> places(boolean all) {
        Set<String> seen = new HashSet<>();
        return Samples.all().values().stream().flatMap(List::stream)
                .flatMap(laws -> laws.samples().stream().map(s -> new Place(laws.operation(),
                        s.note().equals("extremes") ? tame(laws.operation(), s) : s)))
                .filter(p -> p.sample.inputs().stream().mapToInt(Tensor::size).sum() <= TINY)
                .filter(p -> all || !SPECIAL.contains(p.sample.note()))
                .filter(p -> differentiable(p.op, p.sample.inputs()))
                .filter(p -> seen.add(p.toString())).toList();
    }

    /// The sample as vectors, of which elements are left where inputs, value and derivatives are
    /// finite.
    private static Sample tame(Op op, Sample sample) {
        Shape all = op.infer(sample.inputs().stream().map(Tensor::shape).toList());
        List<Tensor> x = sample.inputs().stream().map(t -> t.expand(all).reshape(-1)).toList();
        var subject = Subject.of(op, x, i -> true);
        Tensor y = subject.result();
        List<double[]> g = subject.pull(Tensor.ones(y.dtype(), y.shape()));
        int[] good = IntStream.range(0, all.size()).filter(k -> Double.isFinite(y.toDoubles()[k])
                && g.stream().allMatch(d -> d.length == 0 || Double.isFinite(d[k]))
                && x.stream().filter(t -> t.dtype().isFloat()).map(t -> t.toDoubles()[k])
                        .allMatch(Double::isFinite)).toArray();
        int stride = Math.max(1, good.length / EXTREMES);
        Tensor at = Tensor.of(IntStream.range(0, good.length).filter(k -> k % stride == 0)
                .map(k -> good[k]).toArray());
        return new Sample("extremes", x.stream().map(t -> t.indexSelect(0, at))
                .collect(ImmutableList.toImmutableList()));
    }

    private static boolean differentiable(Op op, List<Tensor> x) {
        if (!op.inferType(x.stream().map(Tensor::dtype).toList()).isFloat()
                || x.stream().noneMatch(t -> t.dtype().isFloat() && t.size() > 0)
                || !x.stream().allMatch(FaultInjectionTest::finite)) {
            return false;
        }
        var subject = Subject.of(op, x, i -> true);
        Tensor y = subject.result();
        return finite(y) && subject.pull(Tensor.ones(y.dtype(), y.shape())).stream()
                .flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    }

    private static boolean finite(Tensor t) {
        return !t.dtype().isFloat() || Arrays.stream(t.toDoubles()).allMatch(Double::isFinite);
    }

    private static List<Injection> injections() {
        var all = new ArrayList<Injection>();
        long seed = 0;
        for (Place p : places(false)) {
            for (Fault fault : Fault.values()) {
                for (int i = 0; i < p.sample.inputs().size(); i++) {
                    Tensor x = p.sample.inputs().get(i);
                    int stride = fault.isRare() ? Math.min(STRIDE, RARE) : STRIDE;
                    if (x.dtype() == DType.F64 && x.size() > 0 && seed++ % stride == 0
                            && fault.applies(p.op, i, p.sample.inputs())) {
                        all.add(new Injection(p, fault, i, seed));
                    }
                }
            }
        }
        return all;
    }

    @Test
    void faultsAreLocatedToOperationInputAndKind() {
        Map<Fault, Score> scores = new EnumMap<>(Fault.class);
        List<Injection> all = injections();
        List<Injection> shown = all.stream().filter(Injection::shows).toList();
        shown.parallelStream().map(Injection::outcome).toList().forEach(o -> scores
                .computeIfAbsent(o.injection.fault, f -> new Score()).add(o));
        var total = new Score();
        scores.values().forEach(total::add);
        System.out.println("faults drawn: " + all.size() + ", of which the gradient shows "
                + shown.size());
        System.out.print(table(scores, total));
        assertTrue(scores.size() >= KINDS, "kinds of faults: " + scores.keySet());
        assertTrue(total.kind >= LOCATED * total.injected, total.kind + " located of "
                + total.injected);
    }

    private static String table(Map<Fault, Score> scores, Score total) {
        var out = new StringBuilder(String.format("%-18s %9s %9s %9s %9s %9s%n", "fault",
                "injected", "noticed", "operation", "+ input", "+ kind"));
        scores.forEach((fault, s) -> out.append(s.row(fault.toString())));
        out.append(total.row("all"));
        scores.forEach((fault, s) -> s.missed.forEach(m ->
                out.append("missed ").append(fault).append(": ").append(m).append('\n')));
        return out.toString();
    }

    @Test
    void correctGraphsRaiseNoAlarm() {
        List<Place> places = places(true);
        List<Verdicted> graphs = IntStream.range(0, GRAPHS).parallel()
                .mapToObj(k -> verdicted(places.get(k / 2 % places.size()), k)).toList();
        System.out.printf("%-18s %9s %9s %9s %9s%n", "correct graphs", "checked", "kinks",
                "untold", "alarms");
        for (DType type : List.of(DType.F64, DType.F32)) {
            System.out.printf("%-18s %9d %9d %9d %9d%n", type, count(graphs, type, null),
                    count(graphs, type, Verdict.KINK), count(graphs, type, Verdict.PRECISION),
                    graphs.stream().filter(g -> g.type == type && !g.verdict.passes()).count());
        }
        assertEquals(List.of(), graphs.stream().filter(g -> !g.verdict.passes())
                .map(Verdicted::report).toList());
    }

    private static long count(List<Verdicted> graphs, DType type, @Nullable Verdict verdict) {
        return graphs.stream().filter(g -> g.type == type
                && (verdict == null || g.verdict == verdict)).count();
    }

    /// What is said of a correct graph.
    private record Verdicted(DType type, Verdict verdict, String report) {}

    private static Verdicted verdicted(Place p, int number) {
        List<Tensor> x = number % 2 == 0 ? p.sample.inputs() : narrowed(p);
        boolean narrow = x.stream().anyMatch(t -> t.dtype() == DType.F32);
        DrawnGraph graph = DrawnGraph.kinked(p.op, x, number);
        GradientCheck check = GradientCheck.of((List<Tensor> in) -> graph.apply(p.op, in), x);
        GradientReport report = (number / 2 % FULLY == 0 ? check
                : check.fast(1, new SplittableRandom(number))).run();
        return new Verdicted(narrow ? DType.F32 : DType.F64, report.verdict(), report.passed() ? ""
                : p + " in graph " + number + "\n" + report.format());
    }

    /// The inputs in F32, unless they leave its range or the operation holds on to F64 numbers.
    private static List<Tensor> narrowed(Place p) {
        List<Tensor> narrow = p.sample.inputs().stream()
                .map(t -> t.dtype() == DType.F64 ? t.to(DType.F32) : t).toList();
        try {
            return differentiable(p.op, narrow) ? narrow : p.sample.inputs();
        } catch (DTypeMismatch e) {
            return p.sample.inputs();
        }
    }
}

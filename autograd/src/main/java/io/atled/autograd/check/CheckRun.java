package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.GradientError;
import io.atled.autograd.Op;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientReport.Finding;
import io.atled.autograd.check.GradientReport.Numbers;
import io.atled.autograd.check.Operations.Broken;
import io.atled.autograd.check.Operations.Case;
import io.atled.autograd.check.Probe.Column;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// One run of a [GradientCheck].
final class CheckRun {
    /// Results up to this size are compared element by element,
    private static final int EACH = 256;
    /// with inputs up to this many derivatives.
    private static final int DERIVATIVES = 1 << 18;
    /// Operations that are named in the title of a sweep.
    private static final int NAMED = 3;
    /// The fixed direction of what was not drawn as a sample.
    private static final long REST = 0x5eed;

    private final GradientCheck.Settings settings;
    private final List<DType> types;
    private final Subject given;
    private final Optional<Twin> twin;
    private final Subject subject;

    CheckRun(Function<List<Tensor>, Tensor> f, List<String> names, List<Tensor> inputs,
            GradientCheck.Settings settings) {
        this.settings = settings;
        this.types = inputs.stream().map(Tensor::dtype).toList();
        this.given = given(f, names, inputs).differentiable();
        this.twin = given.exact() ? Optional.empty() : Twin.of(given);
        this.subject = twin.map(Twin::subject).orElse(given);
    }

    /// The function at its inputs; at F64 ones if it computes with F64 and so does not take the F32
    /// ones that were given.
    private static Subject given(Function<List<Tensor>, Tensor> f, List<String> names,
            List<Tensor> inputs) {
        try {
            return Subject.of(f, names, inputs);
        } catch (DTypeMismatch e) {
            List<Tensor> wide = inputs.stream().map(t -> t.dtype() == DType.F32
                    ? t.to(DType.F64) : t).toList();
            if (wide.equals(inputs)) {
                throw e;
            }
            return Subject.of(f, names, wide);
        }
    }

    GradientReport report() {
        List<Trace> traces = settings.attacks()
                ? List.of(Trace.of(subject), Trace.of(subject)) : List.of();
        Attacks attacks = settings.attacks() ? new Attacks(subject) : null;
        Outputs outputs = outputs();
        var tally = new Tally(outputs);
        compare(outputs, tally);
        if (attacks == null) {
            return report(outputs, tally, List.of(), Optional.empty(), subject.result());
        }
        var findings = new ArrayList<Finding>();
        List<Broken> broken = new ArrayList<>();
        if (finite()) {
            attacks.make(EnumSet.allOf(Attack.class)).forEach(m -> findings.add(m.finding()));
            List<Case> cases = Operations.of(subject, false);
            broken.addAll(Operations.attack(cases, settings.tolerance()));
            traces.getFirst().changed(traces.getLast(), cases).ifPresent(broken::add);
            merge(findings, broken);
            twin.map(t -> new SinglePrecision(given, t.subject()).finding())
                    .ifPresent(findings::add);
        }
        GradientReport found = report(outputs, tally, findings, Optional.empty(),
                subject.result());
        return found.passed() ? found : located(outputs, tally, findings, broken);
    }

    private GradientReport report(Outputs outputs, Tally tally, List<Finding> findings,
            Optional<Culprit> culprit, Tensor result) {
        Set<Integer> reached = subject.reached();
        var inputs = Arrays.stream(subject.moving()).mapToObj(i -> tally.input(i,
                types.get(i), note(i, reached.contains(i))))
                .collect(ImmutableList.toImmutableList());
        return new GradientReport(settings.name(), numbers(outputs), inputs, tally.directions(),
                ImmutableList.copyOf(findings), culprit, result);
    }

    /// With the culprit, if it can be found. Where each operation is right and one stands at a
    /// kink, kinks cancel out.
    private GradientReport located(Outputs outputs, Tally tally, List<Finding> findings,
            List<Broken> broken) {
        boolean replayed = twin.map(Twin::replayed).orElse(false);
        Localization.Found found = Localization.in(replayed ? given : subject, replayed, broken);
        if (found.culprit().isEmpty() && found.atKinks()
                && findings.stream().allMatch(Finding::passed)) {
            tally.forgive();
        }
        return report(outputs, tally, findings, found.culprit(), found.result());
    }

    private static void merge(List<Finding> findings, List<Broken> broken) {
        Set<Attack> operations = EnumSet.copyOf(Attacks.OF_OPERATIONS);
        for (Attack attack : operations) {
            Optional<Finding> worst = broken.stream().map(Broken::finding)
                    .filter(f -> f.attack() == attack)
                    .max(Comparator.comparing(Finding::verdict));
            boolean known = findings.stream().anyMatch(f -> f.attack() == attack);
            if (worst.isPresent() && (!known || findings.stream().allMatch(
                    f -> f.attack() != attack || f.passed()))) {
                findings.removeIf(f -> f.attack() == attack);
                findings.add(worst.get());
            } else if (!known) {
                findings.add(Finding.held(attack));
            }
        }
        findings.sort(Comparator.comparing(Finding::attack));
    }

    private boolean finite() {
        return Arrays.stream(subject.result().toDoubles()).allMatch(Double::isFinite);
    }

    private Outputs outputs() {
        Tensor y = subject.result();
        Tensor dy = settings.cotangent();
        if (dy != null) {
            if (!dy.shape().equals(y.shape())) {
                throw new ShapeMismatch("gradient check: the cotangent must have the shape of the"
                        + " result, " + y.shape() + ", got " + dy.shape());
            }
            return Outputs.weighted(subject, dy.detach());
        }
        long elements = Arrays.stream(subject.moving())
                .mapToLong(i -> subject.inputs().get(i).size()).sum();
        boolean few = y.size() <= EACH && y.size() * elements <= DERIVATIVES;
        return few || y.size() == 1
                ? Outputs.each(subject)
                : Outputs.weighted(subject, Sample.cotangent(y.shape()));
    }

    private Numbers numbers(Outputs outputs) {
        return settings.cotangent() != null ? Numbers.WEIGHTED_AS_GIVEN
                : outputs.weighted() ? Numbers.WEIGHTED_AT_RANDOM
                : outputs.rows() == 1 ? Numbers.OF_THE_RESULT : Numbers.OF_EACH_ELEMENT;
    }

    private void compare(Outputs outputs, Tally tally) {
        RandomGenerator random = settings.random();
        var comparison = new Comparison(outputs, tally, settings.tolerance());
        if (settings.directions() > 0 && random != null) {
            for (int k = 1; k <= settings.directions(); k++) {
                comparison.along(subject.columns(), random.nextLong() | 1, "direction " + k);
            }
            return;
        }
        for (int i : subject.moving()) {
            List<Column> all = subject.columns(i);
            if (random == null || all.size() <= settings.most()) {
                comparison.compare(all);
                continue;
            }
            int[] drawn = random.ints(0, all.size()).distinct().limit(settings.most()).sorted()
                    .toArray();
            comparison.compare(IntStream.of(drawn).mapToObj(all::get).toList());
            List<Column> rest = all.stream()
                    .filter(c -> Arrays.binarySearch(drawn, c.element()) < 0).toList();
            comparison.along(rest, REST, "the rest of " + subject.names().get(i));
        }
    }

    private String note(int i, boolean reached) {
        var notes = new ArrayList<String>();
        if (types.get(i) == DType.F32 && subject.inputs().get(i).dtype() == DType.F64) {
            notes.add(twin.isPresent() ? "F32, on its F64 twin" : "F32, converted to F64");
        }
        if (!reached) {
            notes.add("reverse mode does not reach it");
        }
        return String.join(", ", notes);
    }

    /// The V-curve along a random direction, or of the only element, under the names of the
    /// operations.
    StepSweep sweep() {
        Tensor y = subject.result();
        Outputs outputs = y.size() == 1 ? Outputs.each(subject)
                : Outputs.weighted(subject, Sample.cotangent(y.shape()));
        List<Column> columns = subject.columns();
        if (columns.isEmpty()) {
            throw new GradientError("sweep: there is no element to move");
        }
        StepSweep sweep = columns.size() == 1 ? Tally.sweep(outputs, 0, columns.getFirst())
                : Tally.sweepAlong(outputs, columns, REST);
        List<String> names = Replay.of(y).nodes().stream().filter(Tensor::requiresGrad)
                .map(Tensor::op).filter(Objects::nonNull).map(Op::name).toList();
        return names.isEmpty() ? sweep : sweep.of(names.size() <= NAMED
                ? String.join(" → ", names) : names.getFirst()
                + " → … → " + names.getLast() + " (" + names.size() + " operations)");
    }
}

package io.atled.autograd.check;

import io.atled.autograd.Op;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientReport.Finding;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The operations of a recorded graph, each as a function of its own at its own inputs.
final class Operations {
    /// Different operations that are attacked in one check.
    private static final int ATTACKED = 64;

    private Operations() {}

    /// An operation with the inputs it was applied to.
    ///
    /// @param number its place in the graph, inputs before consumers
    /// @param step what was applied to what
    /// @param subject the same as a function
    record Case(int number, Replay.Step step, Subject subject) {
        Op op() {
            return step.op();
        }
    }

    /// What makes two cases the same to an attack: not the values.
    private record Kind(Op op, List<Shape> shapes) {}

    /// The operations behind the result of `s`, in the order they ran, those that can be
    /// differentiated; run in F64 if `wide`.
    static List<Case> of(Subject s, boolean wide) {
        Replay replay = Replay.of(s.result(), s.leaves());
        var steps = (wide ? replay.inF64() : replay).run(s.inputs(), Jitter.none()).steps();
        var cases = new ArrayList<Case>();
        for (int k = 0; k < steps.size(); k++) {
            apply(k, steps.get(k)).ifPresent(cases::add);
        }
        return cases;
    }

    private static Optional<Case> apply(int number, Replay.Step step) {
        List<Tensor> recorded = step.recorded().inputs();
        var subject = Subject.of(step.op(), step.x(), i -> recorded.get(i).requiresGrad());
        return subject.result().dtype().isFloat() && subject.result().requiresGrad()
                ? Optional.of(new Case(number, step, subject)) : Optional.empty();
    }

    /// An attack on an operation that did not hold.
    ///
    /// @param of the operation
    /// @param input the number of the input whose derivative is wrong
    /// @param finding what came of the attack
    record Broken(Case of, int input, Finding finding) {}

    /// Attacks each kind of operation once, and gives what did not hold, in the order they ran.
    /// Rules may be off by `tolerance`, relative to what they should give.
    static List<Broken> attack(List<Case> cases, double tolerance) {
        var seen = new HashSet<Kind>();
        var broken = new ArrayList<Broken>();
        for (Case c : cases) {
            var kind = new Kind(c.op(), c.subject().inputs().stream().map(Tensor::shape).toList());
            if (seen.size() < ATTACKED && seen.add(kind)) {
                var made = new ArrayList<>(new Attacks(c.subject())
                        .make(Attacks.OF_OPERATIONS));
                Expansion.of(c.op(), c.subject()).ifPresent(e -> made.add(e.compare(tolerance)));
                made.stream().filter(m -> m.finding().verdict() != Verdict.PASS)
                        .map(m -> new Broken(c, m.input(), named(c.op(), m.finding())))
                        .forEach(broken::add);
            }
        }
        return broken;
    }

    private static Finding named(Op op, Finding f) {
        return new Finding(f.attack(), f.verdict(), op.name() + ": " + f.message());
    }
}

package io.atled.autograd.check;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientReport.Finding;
import io.atled.autograd.check.Operations.Broken;
import io.atled.autograd.check.Operations.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every rule of a graph gave in one backward pass. Two of them, made before anything else
/// pulls back, tell which rule does not give the same twice; later all calls would look alike.
final class Trace {
    private final List<Given> given = new ArrayList<>();

    /// What a rule gave.
    private record Given(int step, int input, ImmutableDoubleArray dx) {}

    private Trace() {}

    /// Pulls the fixed cotangent back through what `s` recorded.
    static Trace of(Subject s) {
        var trace = new Trace();
        Tensor y = s.result();
        Replay.of(y, s.leaves()).recorded().pull(Sample.cotangent(y.shape()).to(y.dtype()),
                (step, input, dx) -> trace.given.add(new Given(step, input,
                        ImmutableDoubleArray.copyOf(dx.toDoubles()))));
        return trace;
    }

    /// The rule of `cases` that gave something else in `again`, for the same cotangent: the one
    /// closest to the result.
    Optional<Broken> changed(Trace again, List<Case> cases) {
        for (int k = 0; k < Math.min(given.size(), again.given.size()); k++) {
            Given a = given.get(k);
            Given b = again.given.get(k);
            if (!a.dx.equals(b.dx)) {
                return cases.stream().filter(c -> c.number() == a.step).findFirst()
                        .map(c -> new Broken(c, a.input, finding(c, a)));
            }
        }
        return Optional.empty();
    }

    private static Finding finding(Case c, Given a) {
        return new Finding(Attack.REPEATED_BACKWARD, Verdict.NOT_DETERMINISTIC, c.op().name()
                + ": the derivative by input " + a.input + " is another one when asked again for"
                + " the same cotangent; a vjp must not keep state");
    }
}

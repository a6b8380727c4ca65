package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Op;
import io.atled.autograd.check.LawReport.Finding;
import io.atled.autograd.check.LawReport.Outcome;
import java.util.Arrays;

/// Holds an operation, of Atled or of your own project, against every [Law].
///
/// ```java
/// record Softshrink(double lambda) implements Pointwise.Unary {
///     public <T extends Algebra<T>> T value(T x) {
///         return x.sub(x.clamp(-lambda, lambda));
///     }
/// }
/// RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
/// Tensor x = Sample.between(-2, 2, Shape.of(3, 4), random, 0.05, -0.5, 0.5);   // two kinks
/// Laws.of(new Softshrink(0.5)).with(Sample.of(x)).check().orThrow();
/// ```
///
/// Give F64 samples of a few dozen elements, at least two of different shape or rank. What more is
/// needed (views, empty tensors, wrong shapes, large tensors) is made from them.
public final class Laws {
    private final Op op;
    private final ImmutableList<Sample> samples;
    private final ImmutableList<Sample> wrong;
    private final ImmutableMap<Law, String> exceptions;

    private Laws(Op op, ImmutableList<Sample> samples, ImmutableList<Sample> wrong,
            ImmutableMap<Law, String> exceptions) {
        this.op = op;
        this.samples = samples;
        this.wrong = wrong;
        this.exceptions = exceptions;
    }

    /// The laws for `op`.
    public static Laws of(Op op) {
        return new Laws(op, ImmutableList.of(), ImmutableList.of(), ImmutableMap.of());
    }

    /// The operation that is held against the laws.
    public Op operation() {
        return op;
    }

    /// The samples it is checked with.
    public ImmutableList<Sample> samples() {
        return samples;
    }

    /// With these samples, too.
    public Laws with(Sample... more) {
        return new Laws(op, joined(samples, more), wrong, exceptions);
    }

    /// With these inputs, too, which the operation must refuse.
    public Laws refusing(Sample... more) {
        return new Laws(op, samples, joined(wrong, more), exceptions);
    }

    private static ImmutableList<Sample> joined(ImmutableList<Sample> own, Sample... more) {
        return ImmutableList.<Sample>builder().addAll(own).add(more).build();
    }

    /// Without these laws, for this reason; as those of differences at a kink.
    public Laws except(String reason, Law... laws) {
        var all = ImmutableMap.<Law, String>builder().putAll(exceptions);
        Arrays.stream(laws).forEach(law -> all.put(law, reason));
        return new Laws(op, samples, wrong, all.buildKeepingLast());
    }

    /// Checks every law.
    ///
    /// @throws IllegalArgumentException if there is no sample
    public LawReport check() {
        return new LawReport(op.name(), Arrays.stream(Law.values()).map(this::check)
                .collect(ImmutableList.toImmutableList()));
    }

    /// Checks one law with every sample.
    ///
    /// @throws IllegalArgumentException if there is no sample
    public Finding check(Law law) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("laws: " + op.name() + " has no sample; give one"
                    + " with Laws.of(op).with(Sample.of(x))");
        }
        String excepted = exceptions.get(law);
        if (excepted != null) {
            return new Finding(law, Outcome.SILENT, excepted);
        }
        String silence = "";
        boolean spoke = false;
        for (Sample sample : samples) {
            String own = law.silence(op, sample);
            silence = own.isEmpty() ? silence : own;
            spoke |= own.isEmpty();
            String broken = own.isEmpty() ? broken(sample, () -> law.check(op, sample)) : "";
            if (!broken.isEmpty()) {
                return new Finding(law, Outcome.BROKEN, broken);
            }
        }
        return law == Law.WRONG_SHAPES ? refusals()
                : spoke ? new Finding(law, Outcome.HELD, "")
                : new Finding(law, Outcome.SILENT, silence);
    }

    private Finding refusals() {
        for (Sample sample : wrong) {
            String broken = broken(sample, () -> ShapeLaws.refuses(op, sample));
            if (!broken.isEmpty()) {
                return new Finding(Law.WRONG_SHAPES, Outcome.BROKEN, broken);
            }
        }
        return new Finding(Law.WRONG_SHAPES, Outcome.HELD, "");
    }

    /// What is wrong with one sample, or nothing.
    private String broken(Sample sample, Runnable law) {
        String where = op + " on " + sample.note() + ": ";
        try {
            law.run();
            return "";
        } catch (LawBroken e) {
            return where + e.getMessage();
        } catch (RuntimeException e) {
            String at = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
            return where + "throws " + e + at + "; correct what throws, or refuse the inputs in"
                    + " infer with a ShapeMismatch that names the operation";
        }
    }
}

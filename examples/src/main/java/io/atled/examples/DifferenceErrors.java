package io.atled.examples;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.shape.DType;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The errors of one kind of difference in one element type.
///
/// @param kind forward, central or extrapolated
/// @param dtype what was computed in
/// @param steps falling
/// @param errors |difference − derivative| at each step
/// @param theory the step at which theory has the least error; NaN where it depends on more
record DifferenceErrors(String kind, DType dtype, ImmutableDoubleArray steps,
        ImmutableDoubleArray errors, double theory) {
    int best() {
        return IntStream.range(0, errors.length()).boxed()
                .min(Comparator.comparingDouble(errors::get)).orElseThrow();
    }

    double bestStep() {
        return steps.get(best());
    }

    /// The error at a step, between those of the steps on both sides as on logarithmic axes.
    double errorAt(double step) {
        int k = IntStream.range(1, steps.length()).filter(i -> steps.get(i) <= step).findFirst()
                .orElseThrow();
        double share = Math.log(steps.get(k - 1) / step)
                / Math.log(steps.get(k - 1) / steps.get(k));
        return errors.get(k - 1) * Math.pow(errors.get(k) / errors.get(k - 1), share);
    }

    double leastError() {
        return errors.get(best());
    }
}

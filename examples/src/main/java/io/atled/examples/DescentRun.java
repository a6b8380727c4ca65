package io.atled.examples;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import java.util.Arrays;

/// One descent into a bowl.
///
/// @param name what it is called
/// @param samples how many samples each update looks at
/// @param rate the learning rate
/// @param path the places (w, b) before the first update and after each: `(updates + 1, 2)`
/// @param took how many seconds each update took
record DescentRun(String name, int samples, double rate, Tensor path,
        ImmutableDoubleArray took) {
    /// The number of updates.
    int updates() {
        return took.length();
    }

    /// The time at each place of the path.
    double[] seconds() {
        double[] seconds = new double[updates() + 1];
        System.arraycopy(took.toArray(), 0, seconds, 1, updates());
        Arrays.parallelPrefix(seconds, Double::sum);
        return seconds;
    }

    /// How much the loss of all samples lies above its least value, at each place of the path.
    double[] excess(Bowl bowl) {
        return bowl.losses(path).sub(bowl.least()).toDoubles();
    }

    /// How far the gradients that were followed lie from those of all samples: the root mean square
    /// over the second half of the updates, when the bottom has been reached.
    double noise(Bowl bowl) {
        Tensor before = path.slice(0, 0, updates());
        Tensor followed = before.sub(path.slice(0, 1, updates() + 1)).div(rate);
        return Math.sqrt(followed.sub(bowl.gradients(before)).slice(0, updates() / 2, updates())
                .square().sum(1).mean().item());
    }

    /// How much longer the path is than the straight line from its start to its end.
    double detour() {
        Tensor steps = path.slice(0, 1, updates() + 1).sub(path.slice(0, 0, updates()));
        return steps.norm(2, Axes.of(1)).sum().item() / steps.sum(0).norm().item();
    }
}

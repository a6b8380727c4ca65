package io.atled.autograd.check;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Compares gradients by several inputs.
final class Pulled {
    private Pulled() {}

    /// What is wrong, in words.
    ///
    /// @param input the number of the input whose gradient is wrong; 0 if it is none in particular
    record Trouble(int input, String words) {
        Trouble and(String more) {
            return new Trouble(input, words + more);
        }
    }

    /// Where two gradients are not the same to the last bit; empty if they are. 0 and −0 are the
    /// same, and where nothing finite is expected anything may come.
    static Optional<Trouble> differ(Subject s, List<double[]> expected, List<double[]> got) {
        return find(s, expected, got, (i, k) -> 0);
    }

    /// How far element `k` of input `i` may be off.
    @FunctionalInterface
    interface Allowance {
        double at(int input, int element);
    }

    /// Where two gradients are further apart than allowed; empty if they are not. Where nothing
    /// finite is expected anything may come.
    static Optional<Trouble> find(Subject s, List<double[]> expected, List<double[]> got,
            Allowance allowed) {
        for (int i = 0; i < expected.size(); i++) {
            double[] a = expected.get(i);
            double[] b = got.get(i);
            for (int k = 0; k < a.length; k++) {
                boolean same = a[k] == b[k] || !Double.isFinite(a[k]);
                if (!same && !(Math.abs(a[k] - b[k]) <= allowed.at(i, k))) {
                    return Optional.of(new Trouble(i, "the gradient by " + s.names().get(i)
                            + Subject.index(s.inputs().get(i).shape(), k) + " should be " + a[k]
                            + ", got " + b[k]));
                }
            }
        }
        return Optional.empty();
    }

    /// The sum of two gradients, times `factor` each.
    static List<double[]> sum(List<double[]> a, double forA, List<double[]> b, double forB) {
        return IntStream.range(0, a.size()).mapToObj(i -> {
            double[] out = a.get(i).clone();
            for (int k = 0; k < out.length; k++) {
                out[k] = forA * out[k] + (forB == 0 ? 0 : forB * b.get(i)[k]);
            }
            return out;
        }).toList();
    }

    /// The largest finite element, by size.
    static double largest(double[] g) {
        double largest = 0;
        for (double v : g) {
            largest = Double.isFinite(v) ? Math.max(largest, Math.abs(v)) : largest;
        }
        return largest;
    }
}

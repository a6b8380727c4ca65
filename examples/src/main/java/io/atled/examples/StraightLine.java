package io.atled.examples;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Layer;
import io.atled.nn.data.Dataset;
import java.util.Arrays;
import java.util.Comparator;

/// The line w₁·x₁ + w₂·x₂ + b = 0 in the plane.
///
/// @param w1 w₁
/// @param w2 w₂
/// @param b b
record StraightLine(double w1, double w2, double b) {
    /// Where a network of linear layers prefers neither of its two classes. Its preference, the
    /// second logit less the first, is linear, so that its values at (0, 0), (1, 0) and (0, 1) tell
    /// all of it.
    static StraightLine of(Layer network) {
        Tensor logits = network.forward(Tensor.of(Shape.of(3, 2), 0f, 0f, 1f, 0f, 0f, 1f)).detach();
        Tensor preference = logits.select(1, 1).sub(logits.select(1, 0));
        double b = preference.get(0);
        return new StraightLine(preference.get(1) - b, preference.get(2) - b, b);
    }

    /// The left side of the equation at a point.
    double at(double x1, double x2) {
        return w1 * x1 + w2 * x2 + b;
    }

    @Override
    public String toString() {
        return (w1 < 0 ? "−" : "")
                + "%.3f·x₁%s·x₂%s = 0".formatted(Math.abs(w1), term(w2), term(b));
    }

    /// The accuracy of the best of all straight lines, by trying every offset in 180 directions.
    /// A line whose direction lies in between may win a point or two.
    static double bestAccuracy(Dataset data) {
        double best = 0;
        for (int direction = 0; direction < 180; direction++) {
            double angle = Math.toRadians(direction);
            Tensor along = data.inputs().matmul(
                    Tensor.of((float) Math.cos(angle), (float) Math.sin(angle)));
            best = Math.max(best, bestOffset(along.toDoubles(), data.targets().toInts()));
        }
        return best;
    }

    /// The largest share of points with one label above an offset and the other below.
    private static double bestOffset(double[] along, int[] labels) {
        Integer[] order = new Integer[labels.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> along[i]));
        int right = Arrays.stream(labels).sum();                // all above
        int best = right;
        for (int i : order) {                                   // the next one falls below
            right += labels[i] == 0 ? 1 : -1;
            best = Math.max(best, Math.max(right, labels.length - right));
        }
        return (double) best / labels.length;
    }

    private static String term(double number) {
        return " %s %.3f".formatted(number < 0 ? "−" : "+", Math.abs(number));
    }
}

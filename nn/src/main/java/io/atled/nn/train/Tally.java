package io.atled.nn.train;

import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Tensor;
import java.util.Map;

/// Means over batches of unequal sizes, in double precision.
final class Tally {
    private final ImmutableMap<String, Metric> metrics;
    private final double[] sums;
    private double lossSum;
    private double lossWeight;
    private long samples;

    Tally(ImmutableMap<String, Metric> metrics) {
        this.metrics = metrics;
        this.sums = new double[metrics.size()];
    }

    /// Adds a batch, its loss with the weight that the loss function gives it; outputs that ask
    /// for gradients would be recorded further.
    void add(int size, double loss, double weight, Tensor outputs, Tensor targets) {
        lossSum += loss * weight;
        lossWeight += weight;
        int i = 0;
        for (Metric metric : metrics.values()) {
            sums[i++] += metric.of(outputs, targets) * size;
        }
        samples += size;
    }

    long samples() {
        return samples;
    }

    Scores scores() {
        var means = ImmutableMap.<String, Double>builder();
        int i = 0;
        for (Map.Entry<String, Metric> metric : metrics.entrySet()) {
            means.put(metric.getKey(), sums[i++] / samples);
        }
        return new Scores(lossSum / lossWeight, means.buildOrThrow());
    }
}

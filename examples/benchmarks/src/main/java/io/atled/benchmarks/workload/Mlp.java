package io.atled.benchmarks.workload;

import java.util.List;
import java.util.stream.IntStream;

/// A training step of a multilayer perceptron: linear layers with relu between them, mean softmax
/// cross entropy, gradients, Adam at rate 0.001.
///
/// @param sizes features of the input, of each hidden layer and of the output
/// @param batch samples in a step
public record Mlp(List<Integer> sizes, int batch) implements Workload {
    /// Adam's rate.
    public static final double RATE = 1e-3;

    /// One linear layer: weight (out,in) and bias (out).
    @SuppressWarnings("ArrayRecordComponent")           // numbers on their way to a library
    public record Linear(int in, int out, float[] weight, float[] bias) {}

    /// The layers, as they start.
    public List<Linear> layers() {
        return IntStream.range(0, sizes.size() - 1).mapToObj(i -> {
            int in = sizes.get(i);
            int out = sizes.get(i + 1);
            return new Linear(in, out, Numbers.normal(in * out, Math.sqrt(2.0 / in), 10 + i),
                    Numbers.normal(out, 0.1, 20 + i));
        }).toList();
    }

    /// Features of the input.
    public int features() {
        return sizes.getFirst();
    }

    /// Classes of the output.
    public int classes() {
        return sizes.getLast();
    }

    /// The inputs (batch,features).
    public float[] inputs() {
        return Numbers.normal(batch * features(), 1, 1);
    }

    /// The labels (batch).
    public int[] labels() {
        return Numbers.labels(batch, classes(), 2);
    }

    @Override
    public String name() {
        return "mlp-" + String.join("-", sizes.stream().map(String::valueOf).toList());
    }

    private long weights() {
        return IntStream.range(0, sizes.size() - 1)
                .mapToLong(i -> (long) sizes.get(i) * sizes.get(i + 1)).sum();
    }

    /// Forward, and two products backward but for the gradient of the input.
    @Override
    public double flops() {
        return 2.0 * batch * (3 * weights() - (long) sizes.get(0) * sizes.get(1));
    }

    /// Each weight with its two moments is read and written, its gradient written; activations and
    /// their gradients once.
    @Override
    public double bytes() {
        long activations = sizes.stream().mapToLong(Integer::longValue).sum() * batch;
        return 4.0 * (7 * weights() + 2 * activations);
    }
}

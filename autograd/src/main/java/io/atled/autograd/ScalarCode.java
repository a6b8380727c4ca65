package io.atled.autograd;

/// The compiled form of a [ScalarBody].
interface ScalarCode {
    /// Computes the values of `count` rounds from `node` on.
    void forward(double[] values, int[] sources, int node, int count);

    /// Pulls the adjoints of `count` rounds from `node` on back to their operands, the last round
    /// first, and leaves 0 in their place.
    void backward(double[] values, double[] adjoints, int[] sources, int node, int count);
}

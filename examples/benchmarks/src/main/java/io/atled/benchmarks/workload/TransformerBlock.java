package io.atled.benchmarks.workload;

/// A training step of one transformer block, layer norms first: x + attention(norm(x)), then that
/// plus two linear layers with gelu (tanh form) between, of its norm; mean square of the result as
/// the loss, gradients by the weights and x, Adam on the weights.
///
/// Linear layers 0, 1, 2 make queries, keys and values, 3 mixes the heads, 4 and 5 follow; queries
/// are scaled by 1/√(width / heads).
///
/// @param width d, features of a token
/// @param heads attention heads
/// @param hidden features between the two linear layers
/// @param tokens tokens of a sequence
/// @param batch sequences in a step
public record TransformerBlock(int width, int heads, int hidden, int tokens, int batch)
        implements Workload {
    @Override
    public String name() {
        return "transformer-block";
    }

    /// The tokens (batch,tokens,width).
    public float[] inputs() {
        return Numbers.normal(batch * tokens * width, 1, 1);
    }

    /// A linear layer of these sizes; `which` tells one from another.
    public Mlp.Linear linear(int in, int out, int which) {
        return new Mlp.Linear(in, out, Numbers.normal(in * out, Math.sqrt(1.0 / in), 10 + which),
                Numbers.normal(out, 0.1, 20 + which));
    }

    /// The scale of a layer norm; `which` tells one from another.
    public float[] scale(int which) {
        return Numbers.normal(width, 1, 30 + which);
    }

    /// The shift of a layer norm.
    public float[] shift(int which) {
        return Numbers.normal(width, 0.1, 40 + which);
    }

    /// Rows of all sequences.
    public int rows() {
        return batch * tokens;
    }

    /// Four projections, two linear layers and the two products of attention; three times, forward
    /// and for both gradients.
    @Override
    public double flops() {
        double weights = 4.0 * width * width + 2.0 * width * hidden;
        return 3 * 2.0 * rows() * (weights + 2.0 * tokens * width);
    }

    /// Activations and their gradients once each, weights with moments as in [Mlp#bytes()].
    @Override
    public double bytes() {
        double weights = 4.0 * width * width + 2.0 * width * hidden;
        return 4.0 * (7 * weights + 2.0 * rows() * (8.0 * width + 2.0 * hidden)
                + 2.0 * batch * heads * tokens * tokens);
    }

    @Override
    public double tolerance() {
        return 1e-3;
    }
}

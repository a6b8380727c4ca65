package io.atled.nn.init;

/// By how much the weights before an activation grow to make up for what it takes away.
///
/// **Source** PyTorch `calculate_gain`; relu and leaky relu from He et al. (2015), arXiv
/// 1502.01852.
public final class Gain {
    /// For no activation, and for the sigmoid.
    public static final double LINEAR = 1;

    /// For tanh.
    public static final double TANH = 5.0 / 3;

    /// √2, for relu: half of the signals are 0.
    public static final double RELU = Math.sqrt(2);

    /// For selu, as PyTorch has it; 1 is the value of the paper that introduced selu.
    public static final double SELU = 0.75;

    private Gain() {}

    /// √(2/(1 + slope²)), for a leaky relu.
    public static double leakyRelu(double slope) {
        return Math.sqrt(2 / (1 + slope * slope));
    }
}

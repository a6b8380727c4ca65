package io.atled.benchmarks.workload;

/// Something that every library computes from the same numbers.
public sealed interface Workload permits ConvolutionalNet, CrossEntropy, Gelu, Gemm,
        LayerNormalization, Mlp, ScalarProgram, TransformerBlock {
    /// How it is called in tables and on the command line; unique.
    String name();

    /// How many additions and multiplications it takes at least, those of transcendental functions
    /// left out.
    double flops();

    /// How many bytes are read and written at least: each input, result and gradient once.
    double bytes();

    /// How far apart the results of two libraries may be, relative to the largest number among
    /// them.
    default double tolerance() {
        return 1e-4;
    }
}

package io.atled.examples;

import io.atled.autograd.Tensor;

/// An activation function: the formula and that of its slope, and the verb of Atled beside them.
enum Curve {
    /// z.
    NONE,
    /// 1/(1 + e⁻ᶻ).
    SIGMOID,
    /// tanh z.
    TANH,
    /// max(z, 0).
    RELU,
    /// ln(1 + eᶻ).
    SOFTPLUS;

    /// g(z).
    double at(double z) {
        return switch (this) {
            case NONE -> z;
            case SIGMOID -> 1 / (1 + Math.exp(-z));
            case TANH -> Math.tanh(z);
            case RELU -> Math.max(z, 0);
            case SOFTPLUS -> Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
        };
    }

    /// g′(z).
    double slope(double z) {
        double a = at(z);
        return switch (this) {
            case NONE -> 1;
            case SIGMOID -> a * (1 - a);
            case TANH -> 1 - a * a;
            case RELU -> z > 0 ? 1 : 0;
            case SOFTPLUS -> SIGMOID.at(z);
        };
    }

    /// g of each element, recorded.
    Tensor of(Tensor z) {
        return switch (this) {
            case NONE -> z;
            case SIGMOID -> z.sigmoid();
            case TANH -> z.tanh();
            case RELU -> z.relu();
            case SOFTPLUS -> z.softplus();
        };
    }
}

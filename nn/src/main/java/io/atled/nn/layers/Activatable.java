package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.nn.Layer;

/// A layer of sums that computes the activation after it in the same operation, see
/// [io.atled.autograd.Products#affine(Tensor, Tensor, io.atled.autograd.Pointwise.Unary)].
interface Activatable extends Layer {
    /// What `activation` gives for what this layer gives for `x`, the same bits.
    Tensor forward(Tensor x, Activation activation);
}

package io.atled.nn.layers;

import io.atled.autograd.Attention.Sight;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Attention, then two linear layers, each added to what it was given: one layer of a transformer.
///
/// **Shape** `(…,n,d)` unchanged. Seeing all places it is a layer of an encoder; [#causal()] makes
/// it one of a decoder without an encoder, as in language models.
/// **Source** Vaswani et al. (2017), arXiv 1706.03762 (post-norm); Xiong et al. (2020), arXiv
/// 2002.04745 (pre-norm, which needs no warm-up).
///
/// ```java
/// var block = TransformerBlock.preNorm(32, 4, 64, random).causal();
/// Tensor y = block.forward(Tensor.normal(Shape.of(2, 10, 32), 0, 1, random));
/// ```
///
/// @param placement where normalization stands
/// @param attention of each place to the others
/// @param norm1 of the attention
/// @param feedForward of each place by itself
/// @param norm2 of the linear layers
/// @param dropout of what is added, while training
public record TransformerBlock(Placement placement, MultiHeadAttention attention, LayerNorm norm1,
        FeedForward feedForward, LayerNorm norm2, Dropout dropout) implements Layer {
    /// Where normalization stands; it must be chosen, since depth and learning rates depend on it.
    public enum Placement {
        /// x + f(norm(x)).
        PRE,
        /// norm(x + f(x)).
        POST
    }

    /// With normalization before attention and linear layers, without dropout, bent by GELU.
    ///
    /// @throws ShapeMismatch if the features do not divide into heads
    public static TransformerBlock preNorm(int features, int heads, int hidden,
            RandomGenerator random) {
        return of(Placement.PRE, features, heads, hidden, random);
    }

    /// With normalization after each sum, without dropout, bent by GELU.
    ///
    /// @throws ShapeMismatch if the features do not divide into heads
    public static TransformerBlock postNorm(int features, int heads, int hidden,
            RandomGenerator random) {
        return of(Placement.POST, features, heads, hidden, random);
    }

    private static TransformerBlock of(Placement placement, int features, int heads, int hidden,
            RandomGenerator random) {
        return new TransformerBlock(placement, MultiHeadAttention.of(features, heads, random),
                LayerNorm.of(features), FeedForward.of(features, hidden, random),
                LayerNorm.of(features), new Dropout(0));
    }

    /// The same with each place seeing only those before it and itself.
    public TransformerBlock causal() {
        return new TransformerBlock(placement, attention.causal(), norm1, feedForward, norm2,
                dropout);
    }

    /// The same with another bend between the linear layers.
    public TransformerBlock withActivation(Activation other) {
        return new TransformerBlock(placement, attention, norm1,
                feedForward.withActivation(other), norm2, dropout);
    }

    /// The same dropping attention weights, hidden features and what is added, each with this
    /// probability, while training.
    public TransformerBlock withDropout(double probability) {
        return new TransformerBlock(placement, attention.withDropout(probability), norm1,
                feedForward.withDropout(probability), norm2, new Dropout(probability));
    }

    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if the last axis of `x` has another size than the layer takes
    /// @throws DTypeMismatch if `x` has not the type of the parameters
    @Override
    public Tensor forward(Tensor x) {
        return through(x, attention::forward);
    }

    /// With attention only where `mask` allows, see
    /// [MultiHeadAttention#attend(Tensor, Tensor, Tensor, Tensor)].
    public Tensor forward(Tensor x, Tensor mask) {
        return through(x, in -> attention.forward(in, mask));
    }

    private Tensor through(Tensor x, UnaryOperator<Tensor> attending) {
        Tensor between = added(x, attending, norm1);
        return Summary.noting(this, added(between, feedForward::forward, norm2));
    }

    private Tensor added(Tensor x, UnaryOperator<Tensor> inner, LayerNorm norm) {
        return switch (placement) {
            case PRE -> x.add(dropout.forward(inner.apply(norm.forward(x))));
            case POST -> norm.forward(x.add(dropout.forward(inner.apply(x))));
        };
    }

    @Override
    public String kind() {
        return "TransformerBlock(" + attention.query().inputs() + ", " + attention.heads()
                + " heads, " + feedForward.linear1().outputs() + " hidden, "
                + (placement == Placement.PRE ? "pre-norm" : "post-norm")
                + (attention.sight() == Sight.PAST ? ", causal" : "") + ")";
    }
}

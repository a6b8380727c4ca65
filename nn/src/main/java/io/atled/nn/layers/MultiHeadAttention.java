package io.atled.nn.layers;

import io.atled.autograd.Attention.Sight;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;
import io.atled.nn.Training;
import io.atled.nn.init.Initializer;
import java.util.random.RandomGenerator;

/// Several attentions side by side, each with its own part of the projected features:
/// y = output(join(attention(query(x), key(x), value(x)) of each head)).
///
/// **Shape** `(…,n,d) → (…,n,d)`, each of the n places looking at the others; across to another
/// sequence `(…,m,d)` and `(…,n,e)` give `(…,m,d)`. Heads are the axis before the last two: masks
/// and weights are `(…,heads,m,n)`.
///
/// While training, `dropout` drops weights; the fused kernel then gives way to plain verbs.
/// **Source** Vaswani et al., *Attention Is All You Need* (2017), 3.2.2, arXiv 1706.03762.
///
/// @param heads how many
/// @param sight which places each sees: all, or those before it and itself
/// @param query what is looked for
/// @param key what it is found by
/// @param value what is found
/// @param output joins the heads
/// @param dropout of weights
public record MultiHeadAttention(int heads, Sight sight, Linear query, Linear key, Linear value,
        Linear output, Dropout dropout) implements Layer {
    /// Checks that the projections fit together and can be split into heads.
    ///
    /// @throws ShapeMismatch if they do not
    public MultiHeadAttention {
        Require.positive("MultiHeadAttention", "the number of heads", heads);
        divisible("queries and keys", query.outputs(), heads);
        divisible("values", value.outputs(), heads);
        if (query.outputs() != key.outputs()) {
            throw new ShapeMismatch("MultiHeadAttention: queries and keys must have as many"
                    + " features, got " + query.outputs() + " and " + key.outputs()
                    + "; their products are the scores");
        }
        if (output.inputs() != value.outputs()) {
            throw new ShapeMismatch("MultiHeadAttention: the output must take the "
                    + value.outputs() + " features of the values, got " + output.kind());
        }
    }

    private static void divisible(String what, int features, int heads) {
        if (features % heads != 0) {
            throw new ShapeMismatch("MultiHeadAttention: the features of " + what + " must divide"
                    + " into " + heads + " heads, got " + features + "; take "
                    + Math.max(1, features / heads) * heads + " features or another number of"
                    + " heads");
        }
    }

    /// Over `features` features in `heads` heads that see every place, with weights by Glorot and
    /// biases of 0.
    ///
    /// @throws ShapeMismatch if the features do not divide into heads
    public static MultiHeadAttention of(int features, int heads, RandomGenerator random) {
        Require.positive("MultiHeadAttention", "the number of heads", heads);
        divisible("queries and keys", features, heads);
        Initializer glorot = Initializer.glorotUniform();
        return new MultiHeadAttention(heads, Sight.ALL,
                Linear.of(features, features, glorot, random),
                Linear.of(features, features, glorot, random),
                Linear.of(features, features, glorot, random),
                Linear.of(features, features, glorot, random), new Dropout(0));
    }

    /// The same with each place seeing only those before it and itself.
    public MultiHeadAttention causal() {
        return new MultiHeadAttention(heads, Sight.PAST, query, key, value, output, dropout);
    }

    /// The same dropping weights with this probability while training.
    public MultiHeadAttention withDropout(double probability) {
        return new MultiHeadAttention(heads, sight, query, key, value, output,
                new Dropout(probability));
    }

    /// Self-attention: queries, keys and values are all of `x`.
    ///
    /// @throws ShapeMismatch if the last axis of `x` has another size than the layer takes
    /// @throws DTypeMismatch if `x` has not the type of the parameters
    @Override
    public Tensor forward(Tensor x) {
        return attend(x, x, x);
    }

    /// Self-attention where `mask` allows.
    public Tensor forward(Tensor x, Tensor mask) {
        return attend(x, x, x, mask);
    }

    /// Queries of one sequence, keys and values of another, as in cross-attention:
    /// `attend(x, memory, memory)`.
    public Tensor attend(Tensor queries, Tensor keys, Tensor values) {
        Tensor q = split(query, queries);
        Tensor k = split(key, keys);
        Tensor v = split(value, values);
        return joined(drops() ? dropout.forward(q.attentionWeights(k, sight)).matmul(v)
                : q.scaledDotProductAttention(k, v, sight));
    }

    /// See [#attend(Tensor, Tensor, Tensor)].
    ///
    /// @param mask broadcasts to `(…,heads,m,n)`: BOOL, true where a query may look, or numbers
    ///        that are added to the scores. For keys of each sample of a batch, as padding, it is
    ///        `(batch,1,1,n)`
    public Tensor attend(Tensor queries, Tensor keys, Tensor values, Tensor mask) {
        Tensor q = split(query, queries);
        Tensor k = split(key, keys);
        Tensor v = split(value, values);
        return joined(drops() ? dropout.forward(q.attentionWeights(k, sight, mask)).matmul(v)
                : q.scaledDotProductAttention(k, v, sight, mask));
    }

    /// The weights with which each head adds up values, to look at. **Shape** `(…,heads,m,n)`
    public Tensor weights(Tensor queries, Tensor keys) {
        return split(query, queries).attentionWeights(split(key, keys), sight);
    }

    /// See [#weights(Tensor, Tensor)] and [#attend(Tensor, Tensor, Tensor, Tensor)].
    public Tensor weights(Tensor queries, Tensor keys, Tensor mask) {
        return split(query, queries).attentionWeights(split(key, keys), sight, mask);
    }

    private boolean drops() {
        return dropout.probability() > 0 && Training.isOn();
    }

    /// `(…,n,d) → (…,heads,n,d/heads)`, a view.
    private Tensor split(Linear projection, Tensor x) {
        if (x.rank() < 2) {
            throw new ShapeMismatch(kind() + ": expects rows of features, (…,n,"
                    + projection.inputs() + "), got " + x.shape() + "; add the axis of places with"
                    + " unsqueeze(0)");
        }
        Tensor y = projection.forward(x);
        int last = y.rank() - 1;
        int d = y.shape().get(last);
        return y.reshape(y.shape().range(0, last).concat(Shape.of(heads, d / heads)))
                .transpose(-3, -2);
    }

    /// `(…,heads,n,d/heads) → (…,n,d)`, projected.
    private Tensor joined(Tensor y) {
        Tensor rows = y.transpose(-3, -2);
        Shape flat = rows.shape().range(0, rows.rank() - 2)
                .concat(Shape.of(value.outputs()));
        return Summary.noting(this, output.forward(rows.reshape(flat)));
    }

    @Override
    public String kind() {
        return "MultiHeadAttention(" + query.inputs() + ", " + heads + " heads"
                + (sight == Sight.PAST ? ", causal" : "") + ")";
    }
}

package io.atled.autograd.kernel;

/// The loops over scores and weights of [AttentionHeads], in one element type. A row holds the
/// scores of one query, one for each key; −∞ hides a key.
///
/// @param <A> the array type, `float[]` or `double[]`
abstract class AttentionRows<A> {
    /// Two arrays of at least `n` elements to work with, with anything in them.
    abstract A[] take(int n);

    /// They are needed no more.
    abstract void give(A[] used);

    /// Scales the first `seen` of `n` scores and hides the others.
    abstract void scale(A s, int at, int n, int seen);

    /// Hides what the first row of `mask` hides, or adds what it adds, to `n` scores.
    ///
    /// @return whether it shows any
    abstract boolean mask(A s, int at, int n, GemmMatrix<Object> mask);

    /// Turns rows of scores into weights that add up to 1.
    abstract void softmax(A s, int rows, int n);

    /// Gives all weight away.
    abstract void zero(A p, int at, int n);

    /// From the cotangents `d` of the weights `p` to those of the scores before they were scaled:
    /// scale·p·(d − Σ p·d).
    abstract void pull(A p, A d, int at, int n);
}

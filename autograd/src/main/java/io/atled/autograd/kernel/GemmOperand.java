package io.atled.autograd.kernel;

/// A factor of a matrix product: an array with strides, or a source that makes its elements.
///
/// @param <A> the array type, `float[]` or `double[]`
public sealed interface GemmOperand<A> permits GemmMatrix, GemmSource {}

package io.atled.autograd;

/// What can be added, multiplied and exponentiated: numbers, scalar nodes, tensors, kernel
/// expressions, formulas, pairs of value and tangent.
///
/// A pointwise rule is written once, over this interface, and every reader runs the same text:
/// [Real] evaluates it on a double, [Scalar] records it on a tape, [Tensor] on a graph, the kernels
/// run it block by block, [Dual] differentiates it forwards, and [Formula] prints it.
/// The verbs stand in family interfaces, each beside the record that defines it.
///
/// @param <T> the reader itself
public interface Algebra<T extends Algebra<T>> extends Arithmetic<T>, Choices<T>,
        Comparisons<T>, Exponentials<T>, Trigonometry<T>, Activations<T> {}

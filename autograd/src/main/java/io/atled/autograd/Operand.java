package io.atled.autograd;

import java.util.List;

/// What every reader of the pointwise rules provides; the verbs of [Algebra] stand on these three.
///
/// @param <T> the reader itself
public interface Operand<T extends Algebra<T>> {
    /// This value, with its own type.
    T self();

    /// The number `c` as a value of the same kind.
    T constant(double c);

    /// The value of `op` on `operands`, of which this may be one.
    T pointwise(Pointwise op, List<T> operands);

    /// The value of `op` on this.
    default T pointwise(Pointwise op) {
        return pointwise(op, List.of(self()));
    }

    /// The value of `op` on this and `b`.
    default T pointwise(Pointwise op, T b) {
        return pointwise(op, List.of(self(), b));
    }
}

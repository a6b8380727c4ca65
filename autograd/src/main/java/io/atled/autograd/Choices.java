package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import java.util.List;

/// Signs, kinks and choices: each verb, and right below it the record that defines it.
///
/// What is not chosen gets the cotangent 0, whatever comes from above.
///
/// @param <T> the reader of the rules
public interface Choices<T extends Algebra<T>> extends Operand<T> {
    /// |x|. **Derivative** dy·sign x; 0 at the kink.
    default T abs() {
        return pointwise(new Abs());
    }

    /// See [#abs()].
    record Abs() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.ABS;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.sign();
        }
    }

    /// −1, 0 or 1. **Derivative** 0.
    default T sign() {
        return pointwise(new Sign());
    }

    /// See [#sign()].
    record Sign() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.SIGN;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.constant(0);
        }
    }

    /// The larger of a and b, broadcasting; NaN if one is. **Derivative** dy to the larger; half
    /// to each at a tie.
    default T maximum(T b) {
        return pointwise(new Maximum(), b);
    }

    /// The larger of x and c.
    default T maximum(double c) {
        return maximum(constant(c));
    }

    /// See [#maximum(Algebra)].
    record Maximum() implements Choice {
        @Override
        public Loop loop() {
            return Loops.MAXIMUM;
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            T own = x.get(i);
            T other = x.get(1 - i);
            return share(d, own.greater(other), own, other);
        }
    }

    /// The smaller of a and b, broadcasting; NaN if one is. **Derivative** dy to the smaller; half
    /// to each at a tie.
    default T minimum(T b) {
        return pointwise(new Minimum(), b);
    }

    /// The smaller of x and c.
    default T minimum(double c) {
        return minimum(constant(c));
    }

    /// See [#minimum(Algebra)].
    record Minimum() implements Choice {
        @Override
        public Loop loop() {
            return Loops.MINIMUM;
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            T own = x.get(i);
            T other = x.get(1 - i);
            return share(d, own.less(other), own, other);
        }
    }

    /// d to the winner, half of it at a tie, else 0.
    private static <T extends Algebra<T>> T share(T d, T wins, T a, T b) {
        return wins.where(d, a.equalTo(b).where(d.mul(0.5), d.constant(0)));
    }

    /// x limited to low … high. **Derivative** dy inside and at the limits, 0 outside.
    ///
    /// @throws IllegalArgumentException if low > high
    default T clamp(double low, double high) {
        return pointwise(new Clamp(low, high));
    }

    /// See [#clamp(double, double)].
    ///
    /// @param low the least value
    /// @param high the greatest value
    record Clamp(double low, double high) implements Pointwise.Unary {
        /// Checks the limits.
        public Clamp {
            if (!(low <= high)) {
                throw new IllegalArgumentException("clamp: needs low ≤ high, got " + low + " and "
                        + high + "; swap them");
            }
        }

        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.maximum(low).minimum(high);
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return weigh(0, y.constant(1), y, List.of(x));
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            return x.getFirst().equalTo(y).where(d, d.constant(0));
        }
    }

    /// Of this mask: a where it is true (not 0), b elsewhere, broadcasting. **Derivative** dy to
    /// the chosen side; what was not chosen gets 0, whatever its value and dy. **Stability** if
    /// what was not chosen came out of `log`, `sqrt` or a division by 0, that 0 meets an infinite
    /// derivative there: choose a harmless argument first, as in `x.greater(0).where(x, 1).log()`.
    default T where(T a, T b) {
        return pointwise(new Where(), List.of(self(), a, b));
    }

    /// Of this mask: a where it is true, b elsewhere.
    default T where(T a, double b) {
        return where(a, a.constant(b));
    }

    /// Of this mask: a where it is true, b elsewhere.
    default T where(double a, T b) {
        return where(b.constant(a), b);
    }

    /// See [#where(Algebra, Algebra)].
    record Where() implements Choice {
        @Override
        public Loop loop() {
            return Loops.WHERE;
        }

        @Override
        public DType inferType(List<DType> types) {
            if (types.getFirst() != DType.BOOL) {
                throw new DTypeMismatch("where: the mask must be BOOL, got " + types.getFirst()
                        + "; compare first, as in x.greater(0).where(a, b)");
            }
            return DType.common(name(), types.subList(1, 3));
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            T mask = x.getFirst();
            return switch (i) {
                case 1 -> mask.where(d, d.constant(0));
                case 2 -> mask.where(d.constant(0), d);
                default -> d.constant(0);
            };
        }
    }

    /// What the choices among operands share: the rule is `weigh`, and the derivative follows.
    interface Choice extends Pointwise.Primitive {
        @Override
        default <T extends Algebra<T>> T derivative(int i, T y, List<T> x) {
            return weigh(i, y.constant(1), y, x);
        }
    }
}

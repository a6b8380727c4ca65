package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import java.util.List;

/// Order, signs, kinks and choices: each verb, and right below it the record that defines it.
///
/// Comparisons give masks: BOOL tensors, or 0 and 1 among numbers. Masks have no derivative.
///
/// @param <T> the reader of the rules
public interface Comparisons<T extends Algebra<T>> extends Operand<T> {
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
    record Maximum() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.MAXIMUM;
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            return share(a.greater(b), a, b);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            return share(b.greater(a), a, b);
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
    record Minimum() implements Pointwise.Primitive2 {
        @Override
        public Loop loop() {
            return Loops.MINIMUM;
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            return share(a.less(b), a, b);
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            return share(b.less(a), a, b);
        }
    }

    /// 1 for the winner, ½ at a tie, else 0.
    private static <T extends Algebra<T>> T share(T wins, T a, T b) {
        return wins.where(a.constant(1), a.equalTo(b).where(a.constant(0.5), a.constant(0)));
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
            T inside = x.equalTo(y);
            return inside.where(x.constant(1), x.constant(0));
        }
    }

    /// Of this mask: a where it is true (not 0), b elsewhere, broadcasting. **Derivative** dy to
    /// the chosen side; what was not chosen gets 0, whatever its value. **Stability** if what was
    /// not chosen came out of `log`, `sqrt` or a division by 0, that 0 meets an infinite derivative
    /// there: choose a harmless argument before, as in `x.greater(0).where(x, 1).log()`.
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
    record Where() implements Pointwise.Primitive {
        @Override
        public Loop loop() {
            return Loops.WHERE;
        }

        @Override
        public <T extends Algebra<T>> T derivative(int i, T y, List<T> x) {
            T mask = x.get(0);
            T a = x.get(1);
            return switch (i) {
                case 1 -> mask.where(a.constant(1), a.constant(0));
                case 2 -> mask.where(a.constant(0), a.constant(1));
                default -> a.constant(0);
            };
        }

        @Override
        public DType inferType(List<DType> types) {
            return DType.common(name(), types.subList(1, 3));
        }
    }

    /// The mask of a > b.
    default T greater(T b) {
        return b.less(self());
    }

    /// The mask of x > c.
    default T greater(double c) {
        return greater(constant(c));
    }

    /// The mask of a ≥ b.
    default T greaterEqual(T b) {
        return b.lessEqual(self());
    }

    /// The mask of x ≥ c.
    default T greaterEqual(double c) {
        return greaterEqual(constant(c));
    }

    /// The mask of a < b.
    default T less(T b) {
        return pointwise(new Less(), b);
    }

    /// The mask of x < c.
    default T less(double c) {
        return less(constant(c));
    }

    /// See [#less(Algebra)].
    record Less() implements Comparison {
        @Override
        public Loop loop() {
            return Loops.LESS;
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, " < ");
        }
    }

    /// The mask of a ≤ b.
    default T lessEqual(T b) {
        return pointwise(new LessEqual(), b);
    }

    /// The mask of x ≤ c.
    default T lessEqual(double c) {
        return lessEqual(constant(c));
    }

    /// See [#lessEqual(Algebra)].
    record LessEqual() implements Comparison {
        @Override
        public Loop loop() {
            return Loops.LESS_EQUAL;
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, " ≤ ");
        }
    }

    /// The mask of a = b.
    default T equalTo(T b) {
        return pointwise(new EqualTo(), b);
    }

    /// The mask of x = c.
    default T equalTo(double c) {
        return equalTo(constant(c));
    }

    /// See [#equalTo(Algebra)].
    record EqualTo() implements Comparison {
        @Override
        public Loop loop() {
            return Loops.EQUAL;
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, " = ");
        }
    }

    /// The mask of a ≠ b.
    default T notEqualTo(T b) {
        return pointwise(new NotEqualTo(), b);
    }

    /// The mask of x ≠ c.
    default T notEqualTo(double c) {
        return notEqualTo(constant(c));
    }

    /// See [#notEqualTo(Algebra)].
    record NotEqualTo() implements Comparison {
        @Override
        public Loop loop() {
            return Loops.NOT_EQUAL;
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, " ≠ ");
        }
    }

    /// Both masks.
    default T and(T b) {
        return pointwise(new And(), b);
    }

    /// See [#and(Algebra)].
    record And() implements Comparison {
        @Override
        public Loop loop() {
            return Loops.MUL;
        }
    }

    /// Either mask, or both.
    default T or(T b) {
        return pointwise(new Or(), b);
    }

    /// See [#or(Algebra)].
    record Or() implements Comparison {
        @Override
        public Loop loop() {
            return Loops.MAXIMUM;
        }
    }

    /// Where this mask is not.
    default T not() {
        return equalTo(0);
    }

    /// What the comparisons share: a BOOL result without derivative; integers are welcome.
    interface Comparison extends Pointwise.Primitive2 {
        @Override
        default <T extends Algebra<T>> T da(T y, T a, T b) {
            return a.constant(0);
        }

        @Override
        default <T extends Algebra<T>> T db(T y, T a, T b) {
            return a.constant(0);
        }

        @Override
        default DType inferType(List<DType> types) {
            DType a = types.get(0);
            if (a != types.get(1)) {
                throw new DTypeMismatch(name() + ": compares " + a + " with " + types.get(1)
                        + "; convert one side with to(DType." + a + ")");
            }
            return DType.BOOL;
        }
    }
}

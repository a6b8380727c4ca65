package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import java.util.List;

/// Comparisons and logic: each verb, and right below it the record that defines it.
///
/// They give masks: BOOL tensors, or 0 and 1 among numbers. Masks have no derivative.
///
/// @param <T> the reader of the rules
public interface Comparisons<T extends Algebra<T>> extends Operand<T> {
    /// The mask of a > b.
    default T greater(T b) {
        return pointwise(new Greater(), b);
    }

    /// The mask of x > c.
    default T greater(double c) {
        return greater(constant(c));
    }

    /// See [#greater(Algebra)].
    record Greater() implements Comparison {
        @Override
        public Loop loop() {
            return Loops.GREATER;
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, " > ");
        }
    }

    /// The mask of a ≥ b.
    default T greaterEqual(T b) {
        return pointwise(new GreaterEqual(), b);
    }

    /// The mask of x ≥ c.
    default T greaterEqual(double c) {
        return greaterEqual(constant(c));
    }

    /// See [#greaterEqual(Algebra)].
    record GreaterEqual() implements Comparison {
        @Override
        public Loop loop() {
            return Loops.GREATER_EQUAL;
        }

        @Override
        public String formula(List<String> x) {
            return Formula.infix(x, " ≥ ");
        }
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
    record And() implements Logic {
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
    record Or() implements Logic {
        @Override
        public Loop loop() {
            return Loops.MAXIMUM;
        }
    }

    /// Where this mask is not.
    default T not() {
        return equalTo(0);
    }

    /// What the operations on masks share.
    interface Logic extends Comparison {
        @Override
        default DType inferType(List<DType> types) {
            if (types.get(0) != DType.BOOL || types.get(1) != DType.BOOL) {
                throw new DTypeMismatch(name() + ": needs two masks, got " + types
                        + "; compare first, as in x.greater(0)");
            }
            return DType.BOOL;
        }
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

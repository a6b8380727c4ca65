package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A number that remembers how it was computed: the scalar engine, for learning how
/// differentiation works and for large programs on single numbers.
///
/// It is a small handle, either of a node on a [Tape] or of a constant. Every verb of the
/// [Algebra] works on it, by the same rules as on tensors:
///
/// ```java
/// var tape = new Tape();
/// Scalar w = tape.variable("w", 0.5);
/// Scalar b = tape.variable("b", -1);
/// Scalar y = w.mul(3).add(b).tanh();
///
/// ScalarGradients g = y.gradients();
/// double dw = g.get(w);                           // ∂y/∂w = 3·sech²(3w + b)
///
/// Scalar slope = y.derivative(w);                 // the same, recorded:
/// Scalar bend = slope.derivative(w);              // ∂²y/∂w², and so on to any order
/// ```
///
/// An operation is one node, composites such as [#gelu()] too. What involves constants alone is a
/// constant and not recorded; nor are the masks that comparisons give, and what [#where] does not
/// choose. [Recording] does not concern scalars: [#detach()] what should not be recorded.
///
/// **Throws** Whatever is recorded throws `IllegalArgumentException` for scalars of two tapes,
/// `IllegalStateException` for a scalar that a rewind of its tape forgot, and
/// `WrongThreadException` on another thread than that of the tape.
public final class Scalar implements Algebra<Scalar> {
    private final @Nullable Tape tape;
    private final int index;
    private final int stamp;
    private final double value;

    Scalar(@Nullable Tape tape, int index, int stamp, double value) {
        this.tape = tape;
        this.index = index;
        this.stamp = stamp;
        this.value = value;
    }

    /// A constant, which goes with any tape.
    public static Scalar of(double value) {
        return new Scalar(null, Tape.CONSTANT, 0, value);
    }

    /// The number.
    public double value() {
        return value;
    }

    /// Whether this is on no tape, and so has no derivatives.
    public boolean isConstant() {
        return tape == null;
    }

    /// This number as a constant: no gradient flows back through the result.
    public Scalar detach() {
        return tape == null ? this : of(value);
    }

    /// The gradients of this by everything it was computed from, as numbers: one sweep back over
    /// the tape.
    ///
    /// @throws GradientError if this is a constant
    public ScalarGradients gradients() {
        return ScalarGradients.of(this);
    }

    /// The derivatives of this by each of `variables`, which may be in the middle of the graph
    /// too: one sweep back that is itself recorded, so that they can be differentiated again.
    /// 0 where this does not depend on it.
    ///
    /// @throws GradientError if this or a variable is a constant
    public ImmutableList<Scalar> derivatives(List<Scalar> variables) {
        return ScalarDerivatives.of(this, variables);
    }

    /// The derivative of this by `variable`, recorded: see [#derivatives(List)].
    ///
    /// @throws GradientError if this or the variable is a constant
    public Scalar derivative(Scalar variable) {
        return derivatives(List.of(variable)).getFirst();
    }

    /// The program that computes this from `inputs`, variables of the tape, as code: to be run many
    /// times with new numbers. Other variables keep theirs.
    ///
    /// @throws GradientError if this is a constant
    /// @throws IllegalArgumentException if an input is not a variable of the tape, or named twice
    public ScalarProgram compiled(List<Scalar> inputs) {
        return ScalarProgram.of(this, inputs);
    }

    /// The graph this was computed by, each node after its operands and this last.
    public ImmutableList<ScalarNode> nodes() {
        return ScalarNode.of(this);
    }

    @Override
    public Scalar self() {
        return this;
    }

    @Override
    public Scalar constant(double c) {
        return of(c);
    }

    @Override
    public Scalar pointwise(Pointwise op, List<Scalar> operands) {
        Tape on = tapeOf(operands);
        List<Real> x = reals(operands);
        Real y = x.getFirst().pointwise(op, x);
        if (on == null) {
            return of(y.value());
        }
        if (op instanceof Comparison) {
            on.decide(op, operands, y.value());
            return of(y.value());
        }
        double[] dx = new double[x.size()];
        boolean[] flows = new boolean[dx.length];
        for (int i = 0; i < dx.length; i++) {
            dx[i] = operands.get(i).tape == null ? 0 : op.derivative(i, y, x).value();
            flows[i] = dx[i] != 0 || !unchosen(op, i, y, x);
        }
        return on.record(on.origin(op), y.value(), operands, dx, flows);
    }

    /// Whether nothing flows back to operand `i`, not even what is infinite, as where a relu is 0.
    private static boolean unchosen(Pointwise op, int i, Real y, List<Real> x) {
        return op.weigh(i, new Real(Double.POSITIVE_INFINITY), y, x).value() == 0;
    }

    @Override
    public Scalar pointwise(Pointwise op) {
        Real x = real();
        Real y = x.pointwise(op);
        if (tape == null) {
            return of(y.value());
        }
        Real dx = op instanceof Pointwise.Unary unary ? unary.derivative(y, x)
                : op.derivative(0, y, List.of(x));
        boolean flows = dx.value() != 0 || !unchosen(op, 0, y, List.of(x));
        return tape.record(tape.origin(op), y.value(), this, dx.value(), flows);
    }

    @Override
    public Scalar add(Scalar b) {
        Tape on = tapeWith(b);
        double y = value + b.value;
        return on == null ? of(y) : on.record(Tape.ADD, y, this, 1, b, 1);
    }

    @Override
    public Scalar sub(Scalar b) {
        Tape on = tapeWith(b);
        double y = value - b.value;
        return on == null ? of(y) : on.record(Tape.SUB, y, this, 1, b, -1);
    }

    @Override
    public Scalar mul(Scalar b) {
        Tape on = tapeWith(b);
        double y = value * b.value;
        return on == null ? of(y) : on.record(Tape.MUL, y, this, b.value, b, value);
    }

    @Override
    public Scalar div(Scalar b) {
        Tape on = tapeWith(b);
        double y = value / b.value;
        return on == null ? of(y) : on.record(Tape.DIV, y, this, 1 / b.value, b, -(y / b.value));
    }

    @Override
    public Scalar neg() {
        return tape == null ? of(-value) : tape.record(Tape.NEG, -value, this, -1);
    }

    private @Nullable Tape tapeWith(Scalar b) {
        return tape != null ? tape : b.tape;
    }

    private static @Nullable Tape tapeOf(List<Scalar> operands) {
        for (Scalar x : operands) {
            if (x.tape != null) {
                return x.tape;
            }
        }
        return null;
    }

    private Real real() {
        return new Real(value);
    }

    /// Without a stream for the usual one or two, where it would cost more than the mathematics.
    private static List<Real> reals(List<Scalar> operands) {
        return switch (operands.size()) {
            case 1 -> List.of(operands.getFirst().real());
            case 2 -> List.of(operands.get(0).real(), operands.get(1).real());
            default -> operands.stream().map(Scalar::real).toList();
        };
    }

    /// The tape, for something that a constant does not have.
    Tape tapeFor(String operation) {
        if (tape == null) {
            throw new GradientError(operation + ": needs a scalar on a tape, got the constant "
                    + value + "; compute it from a variable of a Tape");
        }
        tape.confine();
        tape.check(operation, this);
        return tape;
    }

    @Nullable Tape tape() {
        return tape;
    }

    int index() {
        return index;
    }

    int stamp() {
        return stamp;
    }

    /// The number and where it comes from.
    @Override
    public String toString() {
        if (tape == null) {
            return value + " (constant)";
        }
        return value + (tape.holds(index, stamp) ? " (" + tape.name(tape.origins[index]) + ")"
                : " (forgotten)");
    }
}

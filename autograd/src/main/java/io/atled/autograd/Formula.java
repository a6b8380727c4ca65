package io.atled.autograd;

import java.util.List;
import java.util.stream.IntStream;

/// A formula as text, read from the same rules that compute: documentation that cannot drift.
///
/// @param text the formula
public record Formula(String text) implements Algebra<Formula> {
    /// The value of `op` on operands called `x` (or `a`, `b`, … if there are several).
    public static String value(Pointwise op) {
        return op.value(operands(op)).text;
    }

    /// The partial derivative of `op` by its operand `i`, its value being called `y`.
    public static String derivative(Pointwise op, int i) {
        return op.derivative(i, new Formula("y"), operands(op)).text;
    }

    private static List<Formula> operands(Pointwise op) {
        return op.arity() == 1 ? List.of(new Formula("x")) : IntStream.range(0, op.arity())
                .mapToObj(i -> new Formula(Character.toString('a' + i))).toList();
    }

    @Override
    public Formula self() {
        return this;
    }

    @Override
    public Formula constant(double c) {
        boolean whole = c == Math.rint(c) && Math.abs(c) < 1e6;
        return new Formula((whole ? Long.toString((long) c) : Double.toString(c))
                .replace('-', '−'));
    }

    @Override
    public Formula pointwise(Pointwise op, List<Formula> operands) {
        return new Formula(op.formula(operands.stream().map(Formula::text).toList()));
    }

    /// The operands joined by `symbol`, each in brackets unless it is a name or a call.
    static String infix(List<String> operands, String symbol) {
        return String.join(symbol, operands.stream().map(Formula::atom).toList());
    }

    /// `text` in brackets unless it is a number, a name, a call or in brackets already.
    static String atom(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 && " ·/^−".indexOf(c) >= 0) {
                return "(" + text + ")";
            }
        }
        return text;
    }
}

package io.atled.autograd;

import java.util.List;

/// A double as a value of the [Algebra]: the plainest reader of the pointwise rules.
///
/// @param value the number
public record Real(double value) implements Algebra<Real> {
    @Override
    public Real self() {
        return this;
    }

    @Override
    public Real constant(double c) {
        return new Real(c);
    }

    @Override
    public Real pointwise(Pointwise op, List<Real> operands) {
        if (op instanceof Pointwise.Primitive primitive) {
            return new Real(primitive.loop().at(at(operands, 0), at(operands, 1), at(operands, 2)));
        }
        return op.value(operands);
    }

    private static double at(List<Real> operands, int i) {
        return i < operands.size() ? operands.get(i).value : 0;
    }
}

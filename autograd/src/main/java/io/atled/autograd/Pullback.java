package io.atled.autograd;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.List;

/// The vector-Jacobian product of a [Fused] operation as an operation, for backward passes that are
/// recorded. **Shape** dy and what the operation takes → the shape of that input
/// **Derivative** that of the formula in verbs.
///
/// @param op whose way back
/// @param input the cotangent of which input
record Pullback(Fused op, int input) implements Custom {
    @Override
    public String name() {
        return op.name() + "Back";
    }

    @Override
    public int arity() {
        return -1;
    }

    @Override
    public Shape infer(List<Shape> shapes) {
        Shape result = Names.refusing(this, () -> op.infer(shapes.subList(1, shapes.size())));
        if (!shapes.getFirst().equals(result)) {
            throw new ShapeMismatch(name() + ": the cotangent must have the shape " + result
                    + " of the result, got " + shapes.getFirst());
        }
        return shapes.get(input + 1);
    }

    @Override
    public DType inferType(List<DType> types) {
        DType result = Names.refusing(this, () -> op.inferType(types.subList(1, types.size())));
        return DType.common(name(), List.of(types.getFirst(), result));
    }

    @Override
    public Tensor run(List<Tensor> x) {
        return op.pulled(List.of(input), x).getFirst();
    }

    @Override
    public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
        boolean again = Recording.isOn();           // else x need not drag its graph along
        var at = new ArrayList<>(again ? x : x.stream().map(Tensor::detach).toList());
        Tensor own = at.get(i);
        Tensor here = Recording.on(() -> own.requiresGrad()
                ? Tensor.apply(new Views.Alias(), own) : own.variable());
        at.set(i, here);                            // what leads from others to x[i] is not asked
        return Backward.through(Recording.on(() -> op.inVerbs(input, at)), dy, here);
    }
}

package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import java.util.List;

/// Operations whose way back is a kernel, too.
///
/// Recorded or not, the kernel runs, so that recording never shows in a result; recorded, it is an
/// operation of its own ([Pullback]), whose derivatives are those of the same formula in verbs.
interface Fused extends Custom {
    /// What the way back is computed from: `dy` first, then what [#infer] and the kernel take.
    default List<Tensor> operands(Tensor dy, Tensor y, List<Tensor> x) {
        return ImmutableList.<Tensor>builder().add(dy).addAll(x).build();
    }

    /// The cotangents of the inputs whose numbers are `asked`, by the kernel.
    List<Tensor> pulled(List<Integer> asked, List<Tensor> operands);

    /// The cotangent of input number `i`, in differentiable verbs.
    Tensor inVerbs(int i, List<Tensor> operands);

    @Override
    default Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
        List<Tensor> operands = operands(dy, y, x);
        return Recording.isOn() ? Tensor.apply(new Pullback(this, i), operands)
                : pulled(List.of(i), operands).getFirst();
    }

    @Override
    default List<Tensor> vjps(List<Integer> asked, Tensor dy, Tensor y, List<Tensor> x) {
        return Recording.isOn() ? Custom.super.vjps(asked, dy, y, x)
                : pulled(asked, operands(dy, y, x));
    }
}

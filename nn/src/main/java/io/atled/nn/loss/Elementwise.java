package io.atled.nn.loss;

import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A loss that compares element by element: a pointwise rule, weighted and reduced.
///
/// The rule is any pointwise operation, also one from elsewhere; its operands must have one shape.
///
/// ```java
/// record PseudoHuber() implements Pointwise.Binary {                  // √(1 + d²) − 1
///     public <T extends Algebra<T>> T value(T output, T target) {
///         T d2 = output.sub(target).square();
///         return d2.div(d2.add(1).sqrt().add(1));
///     }
/// }
/// LossFunction own = Elementwise.of(new PseudoHuber());
/// LossFunction total = Loss.mse().withReduction(LossReduction.SUM);
/// ```
///
/// @param name what it is called in messages
/// @param rule the loss of one element, of output and target, in this order
/// @param reduction how the losses of the elements become one number
/// @param weights what the loss of each element is multiplied by; broadcast to the elements
public record Elementwise(String name, Pointwise rule, LossReduction reduction,
        Optional<Tensor> weights) implements LossFunction {
    /// The mean of `rule`, called as it is.
    public static Elementwise of(Pointwise rule) {
        return of(rule.name(), rule);
    }

    /// The mean of `rule` under a name of its own.
    public static Elementwise of(String name, Pointwise rule) {
        return new Elementwise(name, rule, LossReduction.MEAN, Optional.empty());
    }

    /// The same with another reduction.
    public Elementwise withReduction(LossReduction other) {
        return new Elementwise(name, rule, other, weights);
    }

    /// The same with the loss of each element multiplied by `factors`, which broadcast to the
    /// elements. The mean still divides by the number of elements.
    public Elementwise withWeights(Tensor factors) {
        return new Elementwise(name, rule, reduction, Optional.of(factors));
    }

    /// The loss of `output` where `target` was wanted.
    ///
    /// @throws ShapeMismatch if the shapes differ, or are empty and a mean is wanted
    @Override
    public Tensor apply(Tensor output, Tensor target) {
        return on(output, target);
    }

    /// The loss for all operands of the rule, in its order.
    ///
    /// @throws ShapeMismatch if the shapes differ, or are empty and a mean is wanted
    public Tensor on(Tensor... operands) {
        List<Tensor> x = List.of(operands);
        if (x.size() != rule.arity()) {
            throw new IllegalArgumentException(name + ": needs " + rule.arity() + " tensors, got "
                    + x.size() + "; give them in the order of the rule, " + rule.formula(
                            IntStream.rangeClosed(1, rule.arity()).mapToObj(i -> "x" + i)
                                    .toList()));
        }
        checkAlike(name, x);
        return reduce(name, Tensor.apply(rule, x), weights, reduction);
    }

    /// Refuses to broadcast, which hides mistakes: (32,1) against (32) would give (32,32).
    static void checkAlike(String loss, List<Tensor> x) {
        for (Tensor t : x) {
            checkAlike(loss, x.getFirst().shape(), t.shape());
        }
        DType.common(loss, x.stream().map(Tensor::dtype).toList());
    }

    private static void checkAlike(String loss, Shape output, Shape target) {
        if (!output.equals(target)) {
            throw new ShapeMismatch(loss + ": output and target must have one shape, got " + output
                    + " and " + target + "; losses do not broadcast, " + advice(output, target));
        }
    }

    /// What to do about two shapes that differ: most often one has an axis of size 1 at its end.
    private static String advice(Shape output, Shape target) {
        if (target.concat(Shape.of(1)).equals(output)) {
            return "squeeze(" + target.rank() + ") takes the last axis off the output,"
                    + " unsqueeze(" + target.rank() + ") gives the target one";
        }
        if (output.concat(Shape.of(1)).equals(target)) {
            return "squeeze(" + output.rank() + ") takes the last axis off the target,"
                    + " unsqueeze(" + output.rank() + ") gives the output one";
        }
        return output.size() == target.size() ? "bring one side into the shape of the other"
                + " (transpose, reshape)" : "give each output one target";
    }

    /// Weighs and reduces the losses of single elements.
    static Tensor reduce(String loss, Tensor elements, Optional<Tensor> weights,
            LossReduction reduction) {
        return reduction.of(loss, weights.map(w -> elements.mul(fitting(loss, w, elements)))
                .orElse(elements));
    }

    /// `weights` in the element type of `x`, if they broadcast to its shape.
    static Tensor fitting(String loss, Tensor weights, Tensor x) {
        if (!weights.shape().broadcastsTo(x.shape())) {
            throw new ShapeMismatch(loss + ": weights must broadcast to the elements " + x.shape()
                    + ", got " + weights.shape() + "; align them at the last axis, with sizes"
                    + " equal or 1");
        }
        return weights.to(x.dtype());
    }
}

package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import io.atled.autograd.Tensor;
import java.util.List;
import java.util.stream.DoubleStream;

/// An optimizer whose rule takes each element of a parameter by itself, as most do.
///
/// The rule is written once, over the [Algebra]. An [Optimization] runs it over all parameters in
/// one pass over memory; in tensor verbs it gives the same bits.
///
/// ```java
/// record SignMomentum(double keep) implements PointwiseOptimizer {
///     public ImmutableList<String> slots() {
///         return ImmutableList.of("velocity");
///     }
///
///     public double[] numbers(long step, double rate) {
///         return new double[] {rate};
///     }
///
///     public <T extends Algebra<T>> List<T> next(T p, T g, List<T> state, List<T> numbers) {
///         T v = state.getFirst().mul(keep).add(g.sign().mul(1 - keep));
///         return List.of(p.sub(v.mul(numbers.getFirst())), v);
///     }
/// }
/// ```
public interface PointwiseOptimizer extends Optimizer {
    /// What the rule needs to know of an update that is the same for all elements, such as the
    /// rate; always as many numbers.
    ///
    /// @param step how many updates of the parameter came before: 0 at the first
    /// @param rate the learning rate in force
    double[] numbers(long step, double rate);

    /// The next value of an element of the parameter, followed by its next state.
    ///
    /// @param p the value before
    /// @param g the gradient
    /// @param state in the order of [#slots()]
    /// @param numbers those of this update
    <T extends Algebra<T>> List<T> next(T p, T g, List<T> state, List<T> numbers);

    @Override
    default Update update(Tensor parameter, Tensor gradient, ImmutableList<Tensor> state, long step,
            double rate) {
        List<Tensor> numbers = DoubleStream.of(numbers(step, rate)).mapToObj(parameter::constant)
                .toList();
        List<Tensor> next = next(parameter, gradient, state, numbers);
        return new Update(next.getFirst(), ImmutableList.copyOf(next.subList(1, next.size())));
    }
}

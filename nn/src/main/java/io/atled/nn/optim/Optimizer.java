package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Parameter;
import io.atled.nn.schedule.Rate;
import java.util.Map;

/// A rule by which a gradient changes a parameter: hyper-parameters, and a pure function.
///
/// What the rule remembers between updates is handed in and out, so that it can be saved, compared
/// and resumed. The learning rate is no hyper-parameter: it comes from a [Rate]. To write a rule,
/// name what it remembers and give the update in tensor verbs:
///
/// ```java
/// record SignDescent() implements Optimizer {
///     public ImmutableList<String> slots() {
///         return ImmutableList.of();
///     }
///
///     public Update update(Tensor parameter, Tensor gradient, ImmutableList<Tensor> state,
///             long step, double rate) {
///         return Update.of(parameter.sub(gradient.sign().mul(rate)));
///     }
/// }
/// ```
public interface Optimizer {
    /// The names of what is remembered for each parameter, in the order of the state.
    ImmutableList<String> slots();

    /// What is remembered before the first update: zeros like the parameter, unless said otherwise.
    default ImmutableList<Tensor> start(Tensor parameter) {
        Tensor zeros = Tensor.full(parameter.dtype(), parameter.shape(), 0);
        return slots().stream().map(slot -> zeros).collect(ImmutableList.toImmutableList());
    }

    /// The parameter and the state after one update.
    ///
    /// @param parameter the values before
    /// @param gradient of the same shape and element type
    /// @param state what the update before gave, or [#start(Tensor)]
    /// @param step how many updates of this parameter came before: 0 at the first
    /// @param rate the learning rate in force
    Update update(Tensor parameter, Tensor gradient, ImmutableList<Tensor> state, long step,
            double rate);

    /// This rule at work on `parameters`.
    default Optimization over(Map<String, Parameter> parameters, Rate rate) {
        return Optimization.of(this, parameters, rate);
    }

    /// What an update gives.
    ///
    /// @param parameter the new values
    /// @param state the new state, in the order of [Optimizer#slots()]
    record Update(Tensor parameter, ImmutableList<Tensor> state) {
        /// The new values and the new state.
        public static Update of(Tensor parameter, Tensor... state) {
            return new Update(parameter, ImmutableList.copyOf(state));
        }
    }

    /// A single number that is remembered; F64, since its rounding errors would add up.
    static Tensor number(double value) {
        return Tensor.of(Shape.of(), value);
    }
}

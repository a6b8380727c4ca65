package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.nn.optim.Optimizer.Update;
import java.util.List;

/// What [Adam] and [AdamW] share: averages of the gradient and of its square.
///
/// @param beta1 how much of the average gradient is kept
/// @param beta2 how much of the average square is kept
/// @param epsilon keeps the quotient finite
/// @param secondMoment which average square divides
record AdamMoments(double beta1, double beta2, double epsilon, SecondMoment secondMoment) {
    static void check(String rule, double beta1, double beta2, double epsilon,
            double weightDecay) {
        Require.fraction(rule, "beta1", beta1);
        Require.fraction(rule, "beta2", beta2);
        Require.positive(rule, "epsilon", epsilon);
        Require.notNegative(rule, "weightDecay", weightDecay);
    }

    ImmutableList<String> slots() {
        return secondMoment == SecondMoment.LATEST ? ImmutableList.of("mean", "square")
                : ImmutableList.of("mean", "square", "largest");
    }

    /// Three passes over memory: both averages, and the parameter, of which `keep` is kept.
    ///
    /// The averages start at 0; dividing them by 1 − βᵗ makes up for that.
    Update update(Tensor p, Tensor g, ImmutableList<Tensor> state, long step, double rate,
            double keep) {
        Tensor m = Rules.average(beta1, state.get(0), g);
        Tensor v = Rules.averageSquare(beta2, state.get(1), g);
        boolean largest = secondMoment == SecondMoment.LARGEST;
        Tensor divisor = largest ? state.get(2).maximum(v) : v;
        double size = rate / Rules.filled(beta1, step);
        double scale = 1 / Math.sqrt(Rules.filled(beta2, step));
        Tensor next = Tensor.apply(new Step(epsilon), p, m, divisor, p.constant(size),
                p.constant(scale), p.constant(keep));
        return largest ? Update.of(next, m, v, divisor) : Update.of(next, m, v);
    }

    /// keep·p − size·m/(scale·√v + ε), of p, m, v, size, scale, keep.
    ///
    /// @param epsilon keeps the quotient finite
    record Step(double epsilon) implements Pointwise {
        @Override
        public int arity() {
            return 6;
        }

        @Override
        public <T extends Algebra<T>> T value(List<T> x) {
            T usual = x.get(2).sqrt().mul(x.get(4)).add(epsilon);
            return x.get(0).mul(x.get(5)).sub(x.get(3).mul(x.get(1)).div(usual));
        }
    }
}

package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
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

    /// What the mean is multiplied by, what the root of the square is, how much of the parameter is
    /// kept. The averages start at 0; dividing them by 1 − βᵗ makes up for that.
    double[] numbers(long step, double rate, double keep) {
        return new double[] {rate / Rules.filled(beta1, step),
                1 / Math.sqrt(Rules.filled(beta2, step)), keep};
    }

    /// keep·p − size·m/(scale·√v + ε), m, v.
    <T extends Algebra<T>> List<T> next(T p, T g, List<T> state, List<T> numbers) {
        T m = Rules.average(beta1, state.get(0), g);
        T v = Rules.averageSquare(beta2, state.get(1), g);
        boolean largest = secondMoment == SecondMoment.LARGEST;
        T divisor = largest ? state.get(2).maximum(v) : v;
        T usual = divisor.sqrt().mul(numbers.get(1)).add(epsilon);
        T next = p.mul(numbers.get(2)).sub(m.mul(numbers.get(0)).div(usual));
        return largest ? List.of(next, m, v, divisor) : List.of(next, m, v);
    }
}

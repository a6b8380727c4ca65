package io.atled.nn.optim;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import java.util.List;

/// [Adam] with Nesterov's momentum, which grows over the first steps:
/// μₜ = β₁·(1 − ½·0.96^(t·momentumDecay)).
///
/// **Source** Dozat 2016, *Incorporating Nesterov Momentum into Adam*; details as PyTorch `NAdam`.
///
/// @param beta1 how much of the average gradient is kept
/// @param beta2 how much of the average square is kept
/// @param epsilon keeps the quotient finite
/// @param weightDecay what is added to the gradient for each unit of the parameter
/// @param momentumDecay how fast the momentum reaches β₁
public record NAdam(double beta1, double beta2, double epsilon, double weightDecay,
        double momentumDecay) implements Optimizer {
    /// The usual learning rate. **Source** PyTorch `NAdam`.
    public static final double RATE = 2e-3;
    /// **Source** PyTorch `NAdam`.
    public static final double MOMENTUM_DECAY = 4e-3;
    /// **Source** Dozat 2016.
    private static final double BASE = 0.96;

    /// Checks the hyper-parameters.
    public NAdam {
        AdamMoments.check("nAdam", beta1, beta2, epsilon, weightDecay);
        Require.notNegative("nAdam", "momentumDecay", momentumDecay);
    }

    /// With the usual hyper-parameters.
    public NAdam() {
        this(Adam.BETA1, Adam.BETA2, Adam.EPSILON, 0, MOMENTUM_DECAY);
    }

    /// The same with other memories of the average gradient and of the average square.
    public NAdam withBetas(double ofGradient, double ofSquare) {
        return new NAdam(ofGradient, ofSquare, epsilon, weightDecay, momentumDecay);
    }

    /// The same with another ε.
    public NAdam withEpsilon(double other) {
        return new NAdam(beta1, beta2, other, weightDecay, momentumDecay);
    }

    /// The same with weight decay: the gradient of ½·decay·p² is added to that of the loss.
    public NAdam withWeightDecay(double other) {
        return new NAdam(beta1, beta2, epsilon, other, momentumDecay);
    }

    /// The same with a momentum that reaches β₁ faster or slower.
    public NAdam withMomentumDecay(double other) {
        return new NAdam(beta1, beta2, epsilon, weightDecay, other);
    }

    @Override
    public ImmutableList<String> slots() {
        return ImmutableList.of("mean", "square", "momenta");
    }

    /// The product of all momenta so far starts at 1.
    @Override
    public ImmutableList<Tensor> start(Tensor parameter) {
        Tensor zeros = Tensor.full(parameter.dtype(), parameter.shape(), 0);
        return ImmutableList.of(zeros, zeros, Optimizer.number(1));
    }

    @Override
    public Update update(Tensor parameter, Tensor gradient, ImmutableList<Tensor> state, long step,
            double rate) {
        Tensor g = Rules.decayed(gradient, parameter, weightDecay);
        Tensor m = Rules.average(beta1, state.get(0), g);
        Tensor v = Rules.averageSquare(beta2, state.get(1), g);
        double now = momentum(step + 1);
        double next = momentum(step + 2);
        double product = state.get(2).item() * now;
        double ofGradient = rate * (1 - now) / (1 - product);
        double ofMean = rate * next / (1 - product * next);
        double scale = 1 / Math.sqrt(Rules.filled(beta2, step));
        Tensor p = Tensor.apply(new Step(epsilon), parameter, g, m, v,
                parameter.constant(ofGradient), parameter.constant(ofMean),
                parameter.constant(scale));
        return Update.of(p, m, v, Optimizer.number(product));
    }

    private double momentum(long t) {
        return beta1 * (1 - 0.5 * Math.pow(BASE, t * momentumDecay));
    }

    /// p − (a·g + b·m)/(scale·√v + ε), of p, g, m, v, a, b, scale.
    ///
    /// @param epsilon keeps the quotient finite
    record Step(double epsilon) implements Pointwise {
        @Override
        public int arity() {
            return 7;
        }

        @Override
        public <T extends Algebra<T>> T value(List<T> x) {
            T direction = x.get(4).mul(x.get(1)).add(x.get(5).mul(x.get(2)));
            return x.get(0).sub(direction.div(x.get(3).sqrt().mul(x.get(6)).add(epsilon)));
        }
    }
}

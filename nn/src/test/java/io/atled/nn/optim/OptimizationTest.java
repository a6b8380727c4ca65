package io.atled.nn.optim;

import static io.atled.nn.Messages.refused;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.GradientError;
import io.atled.autograd.Gradients;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Parameter;
import io.atled.nn.loss.Loss;
import io.atled.nn.schedule.Rate;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OptimizationTest {
    private static final Rate TENTH = Rate.constant(0.1);

    private final Parameter weight = Parameter.of(Tensor.of(1.0, 2));
    private final Parameter bias = Parameter.of(Tensor.of(3.0));
    private final ImmutableMap<String, Parameter> both =
            ImmutableMap.of("layer.weight", weight, "layer.bias", bias);

    private Gradients gradients() {
        return weight.value().square().sum().add(bias.value().square().sum()).gradients();
    }

    @Test
    void aLoopOfTenLinesLearnsALine() {
        var random = new SplittableRandom(1);
        Tensor x = Tensor.uniform(Shape.of(64, 2), -1, 1, random);
        Tensor y = x.matmul(Tensor.of(Shape.of(2, 1), 2f, -3f)).add(0.5);
        Parameter w = Parameter.of(Tensor.zeros(2, 1));
        Parameter b = Parameter.of(Tensor.zeros(1));
        Optimization adam = new Adam().over(Map.of("w", w, "b", b), TENTH);
        for (int k = 0; k < 300; k++) {
            Tensor loss = Loss.mse(x.matmul(w.value()).add(b.value()), y);
            adam.step(loss.gradients());
        }
        assertArrayEquals(new double[] {2, -3}, w.value().toDoubles(), 1e-3);   // F32, 300 steps
        assertEquals(0.5, b.value().item(), 1e-3);
        assertEquals(300, adam.stepCount());
    }

    @Test
    void aStepFollowsTheRateInForce() {
        Optimization sgd = new Sgd().over(both, Rate.exponential(0.5, 0.1));
        assertEquals(0.5, sgd.rate());
        sgd.step(gradients());
        assertArrayEquals(new double[] {0, 0}, weight.value().toDoubles());
        assertEquals(0.05, sgd.rate());
        assertEquals(1, sgd.withRate(step -> step).rate(), "goes on from the step reached");
    }

    @Test
    void aParameterWithoutGradientIsRefusedByNameAndNothingMoves() {
        Optimization sgd = new Sgd().over(both, TENTH);
        Tensor before = bias.value();
        Gradients some = bias.value().sum().gradients();
        refused(GradientError.class, () -> sgd.step(some),
                "step", "'layer.weight'", "freezing", "skippingUnused");
        assertSame(before, bias.value());
        assertEquals(0, sgd.stepCount());
    }

    @Test
    void gradientsOfAnEarlierModelAreRefused() {
        Optimization sgd = new Sgd().over(both, TENTH);
        Gradients old = gradients();
        sgd.step(old);
        refused(GradientError.class, () -> sgd.step(old), "as it is now", "present value");
    }

    @Test
    void unusedParametersMayBeSkippedAndKeepTheirOwnCount() {
        Parameter alone = Parameter.of(Tensor.of(1.0, 2));
        Optimization now = new Adam().over(both, TENTH).skippingUnused();
        now.step(bias.value().sum().gradients());
        assertArrayEquals(new double[] {1, 2}, weight.value().toDoubles());
        now.step(gradients());
        new Adam().over(Map.of("w", alone), TENTH)
                .step(alone.value().square().sum().gradients());
        assertArrayEquals(alone.value().toDoubles(), weight.value().toDoubles(),
                "the first update of a parameter is its first, whenever it comes");
    }

    @Test
    void frozenParametersStayAndNeedNoGradient() {
        Optimization sgd = new Sgd().over(both, TENTH).freezing(name -> name.endsWith("bias"));
        Tensor before = bias.value();
        sgd.step(weight.value().sum().gradients());
        assertSame(before, bias.value());
        assertFalse(sgd.state().containsKey("layer.bias/updates"));
        refused(IllegalArgumentException.class, () -> sgd.freezing(name -> true),
                "freezing", "every parameter");
        refused(IllegalArgumentException.class, () -> sgd.freezing(name -> name.equals("bias")),
                "freezing", "no parameter", "layer.weight");
    }

    @Test
    void aGradientThatIsNotFiniteIsNamedAndNothingMoves() {
        Optimization sgd = new Sgd().over(both, TENTH);
        Tensor before = weight.value();
        Tensor loss = weight.value().sub(1).log().sum().add(bias.value().sum());
        refused(GradientError.class, () -> sgd.step(loss.gradients()),
                "step", "'layer.weight'", "not finite", "1 of 2", "Infinity at element 0",
                "at step 0");
        assertSame(before, weight.value());
    }

    @Test
    void largeFiniteGradientsWhoseSumOverflowsAreTaken() {
        Parameter p = Parameter.of(Tensor.of(0f, 0f));
        Tensor slope = Tensor.of(3e38f, 3e38f);
        new Sgd().over(Map.of("p", p), Rate.constant(1e-38))
                .step(p.value().mul(slope).sum().gradients());
        assertArrayEquals(new double[] {-3, -3}, p.value().toDoubles(), 1e-5);      // F32
    }

    @Test
    void ratesMustBeFiniteAndNotNegative() {
        Optimization sgd = new Sgd().over(both, step -> Double.NaN);
        refused(IllegalArgumentException.class, () -> sgd.step(gradients()),
                "step", "rate at step 0", "NaN");
        assertArrayEquals(new double[] {1, 2}, weight.value().toDoubles());
    }

    @Test
    void someParametersMayHaveAnotherRule() {
        AdamW rule = new AdamW().withWeightDecay(0.5);
        Optimization adam = rule.over(both, TENTH)
                .withRule(name -> name.endsWith("bias"), rule.withWeightDecay(0));
        Tensor loss = weight.value().sum().add(bias.value().sum()).mul(0);
        adam.step(loss.gradients());
        assertArrayEquals(new double[] {0.95, 1.9}, weight.value().toDoubles(), 1e-12);
        assertEquals(3, bias.value().item());
        refused(IllegalStateException.class, () -> adam.withRule(name -> true, new Sgd()),
                "withRule", "before the first step", "after step 1");
        refused(IllegalArgumentException.class, () -> rule.over(both, TENTH)
                .withRule(name -> false, rule), "withRule", "no parameter");
    }

    @Test
    void aParameterWithTwoNamesIsUpdatedOnce() {
        Optimization sgd = new Sgd().over(ImmutableMap.of("a", bias, "b", bias), TENTH);
        sgd.step(bias.value().sum().gradients());
        assertEquals(2.9, bias.value().item(), 1e-15);
        assertEquals(1, requireNonNull(sgd.state().get("a/updates")).item());
    }

    @Test
    void clippingComesBeforeTheRule() {
        Optimization sgd = new Sgd().over(both, Rate.constant(1)).withClip(Clip.byValue(1));
        sgd.step(gradients());
        assertArrayEquals(new double[] {0, 1}, weight.value().toDoubles());
        assertEquals(2, bias.value().item());
    }

    @Test
    void savedStateGoesOnToTheLastBit() {
        Optimization first = new Adam().withAmsgrad().over(both, Rate.exponential(0.1, 0.9));
        first.step(gradients());
        first.step(gradients());
        Parameter w = Parameter.of(weight.value().detach());
        Parameter b = Parameter.of(bias.value().detach());
        Optimization second = new Adam().withAmsgrad()
                .over(ImmutableMap.of("layer.weight", w, "layer.bias", b),
                        Rate.exponential(0.1, 0.9));
        second.load(first.state());
        assertEquals(2, second.stepCount());
        first.step(gradients());
        second.step(w.value().square().sum().add(b.value().square().sum()).gradients());
        assertArrayEquals(weight.value().toDoubles(), w.value().toDoubles());
        assertArrayEquals(bias.value().toDoubles(), b.value().toDoubles());
        assertEquals(first.state().keySet(), second.state().keySet());
        assertTrue(first.state().containsKey("layer.weight/largest"));
    }

    @Test
    void aForeignStateIsRefusedAsAWhole() {
        Optimization adam = new Adam().over(both, TENTH);
        adam.step(gradients());
        var state = new HashMap<>(adam.state());
        state.put("steps", Tensor.scalar(7.0));
        Tensor mean = requireNonNull(state.remove("layer.weight/mean"));
        refused(IllegalArgumentException.class, () -> adam.load(state),
                "load", "missing are [layer.weight/mean]");
        state.put("layer.weight/mean", mean.to(DType.F32));
        refused(IllegalArgumentException.class, () -> adam.load(state),
                "load", "'layer.weight/mean'", "F64 (2)", "F32 (2)");
        assertEquals(1, adam.stepCount(), "nothing was changed");
        refused(IllegalArgumentException.class, () -> new Sgd().over(both, TENTH)
                .load(adam.state()), "unknown are", "layer.bias/square");
    }

    /// A rule in tensor verbs beside a pointwise one: the steps are those of each alone.
    @Test
    void rulesInTensorVerbsWorkBesidePointwiseOnes() {
        Optimization mixed = new Sgd().over(both, TENTH)
                .withRule(name -> name.endsWith("bias"), new Heavy());
        mixed.step(gradients());
        mixed.step(gradients());
        assertArrayEquals(new double[] {0.64, 1.28}, weight.value().toDoubles(), 1e-15);
        assertEquals(3 - 0.6 - (0.6 * 0.5 + 0.48), bias.value().item(), 1e-15);
        assertEquals(2, requireNonNull(mixed.state().get("layer.bias/updates")).item());
        assertEquals(7.8, requireNonNull(mixed.state().get("layer.bias/velocity")).item(), 1e-14);
    }

    private record Heavy() implements Optimizer {
        @Override
        public ImmutableList<String> slots() {
            return ImmutableList.of("velocity");
        }

        @Override
        public Update update(Tensor parameter, Tensor gradient, ImmutableList<Tensor> state,
                long step, double rate) {
            Tensor v = state.getFirst().mul(0.5).add(gradient);
            return Update.of(parameter.sub(v.mul(rate)), v);
        }
    }

    /// Both went on from the same numbers, and one moved those of the other.
    @Test
    void anotherPlanLeavesTheFormerAsItWas() {
        Optimization former = new Adam().over(both, TENTH);
        former.step(gradients());
        var before = former.state();
        former.withClip(Clip.byValue(1)).step(gradients());
        before.forEach((name, value) -> assertArrayEquals(value.toDoubles(),
                requireNonNull(former.state().get(name)).toDoubles(), name));
    }

    @Test
    void nothingToTrainIsRefused() {
        refused(IllegalArgumentException.class, () -> new Sgd().over(Map.of(), TENTH),
                "optimization", "no parameters", "model.parameters()");
    }
}

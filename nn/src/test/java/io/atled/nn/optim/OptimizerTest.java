package io.atled.nn.optim;

import static io.atled.nn.Messages.refused;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Parameter;
import io.atled.nn.schedule.Rate;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What every optimizer keeps, whatever its rule.
class OptimizerTest {
    /// F32 trajectories drift from F64 ones by a rounding of 2⁻²⁴ at each of some ten operations
    /// in each of twenty steps.
    private static final double F32 = 200 * 0x1p-24;

    private static final ImmutableList<Optimizer> ALL = ImmutableList.of(
            new Sgd(), new Sgd().withMomentum(0.9), new Sgd().withMomentum(0.9).withNesterov(),
            new Sgd().withMomentum(0.5).withDampening(0.5), new Adam(), new Adam().withAmsgrad(),
            new AdamW().withWeightDecay(0), new RmsProp(),
            new RmsProp().centered().withMomentum(0.9), new Adagrad(),
            new Adagrad().withInitialSum(0.1), new Adadelta(), new NAdam(), new RAdam(),
            new Adamax(), new AveragedSgd().withDecay(0, 0.75), new Rprop());

    private static Stream<DynamicTest> each(Consumer<Optimizer> test) {
        return ALL.stream().map(rule -> dynamicTest(rule.toString(), () -> test.accept(rule)));
    }

    @TestFactory
    Stream<DynamicTest> aRuleGoesDownhill() {
        return each(rule -> {
            Parameter p = Parameter.of(Tensor.of(1.0, -2, 3));
            double start = bowl(p).item();
            Optimization running = rule.over(ImmutableMap.of("p", p), Rate.constant(0.01));
            for (int k = 0; k < 20; k++) {
                running.step(bowl(p).gradients());
            }
            assertTrue(bowl(p).item() < start, "from " + start + " to " + bowl(p).item());
        });
    }

    @TestFactory
    Stream<DynamicTest> aZeroGradientChangesNothingAtTheStart() {
        return each(rule -> {
            Tensor p = Tensor.of(1.0, -2);
            var update = rule.update(p, Tensor.of(0.0, 0), rule.start(p), 0, 0.1);
            assertArrayEquals(p.toDoubles(), update.parameter().toDoubles());
        });
    }

    @TestFactory
    Stream<DynamicTest> stateKeepsItsShapesAndTypes() {
        return each(rule -> {
            for (DType type : new DType[] {DType.F32, DType.F64}) {
                Tensor p = Tensor.ones(type, Shape.of(2, 3));
                ImmutableList<Tensor> start = rule.start(p);
                var update = rule.update(p, p.mul(0.5), start, 0, 0.1);
                assertEquals(rule.slots().size(), start.size());
                assertEquals(rule.slots().size(), update.state().size());
                assertEquals(type, update.parameter().dtype());
                for (int i = 0; i < start.size(); i++) {
                    assertEquals(start.get(i).shape(), update.state().get(i).shape());
                    assertEquals(start.get(i).dtype(), update.state().get(i).dtype());
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> elementsDoNotDependOnEachOther() {
        return each(rule -> {
            var random = new SplittableRandom(7);
            Tensor p = Tensor.of(random.doubles(5, -1, 1).toArray());
            Tensor g = Tensor.of(random.doubles(5, -1, 1).toArray());
            var whole = rule.update(p, g, rule.start(p), 0, 0.1);
            Tensor q = p.slice(0, 3, 4);
            var part = rule.update(q, g.slice(0, 3, 4), rule.start(q), 0, 0.1);
            assertEquals(part.parameter().item(), whole.parameter().get(3));
        });
    }

    @TestFactory
    Stream<DynamicTest> singlePrecisionFollowsDoublePrecision() {
        return each(rule -> {
            Parameter wide = Parameter.of(Tensor.of(1.0, -2, 3));
            Parameter single = Parameter.of(wide.value().detach().to(DType.F32));
            Optimization exact = rule.over(ImmutableMap.of("p", wide), Rate.constant(0.01));
            Optimization fast = rule.over(ImmutableMap.of("p", single), Rate.constant(0.01));
            for (int k = 0; k < 20; k++) {
                exact.step(bowl(wide).gradients());
                fast.step(bowl(single).gradients());
            }
            assertArrayEquals(wide.value().toDoubles(), single.value().toDoubles(), F32 * 3);
        });
    }

    /// The one pass over all parameters, and the same rule in tensor verbs.
    @TestFactory
    Stream<DynamicTest> thePassGivesTheBitsOfTheRule() {
        return each(rule -> {
            for (DType type : new DType[] {DType.F32, DType.F64}) {
                var random = new SplittableRandom(11);
                Tensor p = Tensor.uniform(Shape.of(3, 50), -1, 1, random).to(type);
                Tensor q = p.mul(2);
                Parameter first = Parameter.of(p);
                Parameter second = Parameter.of(q);
                Optimization running = rule.over(ImmutableMap.of("p", first, "q", second),
                        Rate.constant(0.01));
                ImmutableList<Tensor> ofP = rule.start(p);
                ImmutableList<Tensor> ofQ = rule.start(q);
                for (int step = 0; step < 4; step++) {
                    Tensor g = Tensor.uniform(p.shape(), -1, 1, random).to(type);
                    running.step(first.value().mul(g).sum().add(second.value().mul(g).sum())
                            .gradients());
                    var nextP = rule.update(p, g, ofP, step, 0.01);
                    var nextQ = rule.update(q, g, ofQ, step, 0.01);
                    p = nextP.parameter();
                    q = nextQ.parameter();
                    ofP = nextP.state();
                    ofQ = nextQ.state();
                    assertArrayEquals(p.toDoubles(), first.value().toDoubles());
                    assertArrayEquals(q.toDoubles(), second.value().toDoubles());
                }
                for (int i = 0; i < rule.slots().size(); i++) {
                    Tensor saved = requireNonNull(
                            running.state().get("p/" + rule.slots().get(i)));
                    assertArrayEquals(ofP.get(i).toDoubles(), saved.toDoubles());
                }
            }
        });
    }

    private static Tensor bowl(Parameter p) {
        return p.value().square().sum().mul(0.5).add(p.value().sum());
    }

    @Test
    void adamStartsWithStepsOfTheRateWhateverTheGradient() {
        Tensor p = Tensor.of(0.0, 0, 0);
        Adam adam = new Adam();
        var update = adam.update(p, Tensor.of(1e-3, -5, 4e6), adam.start(p), 0, 0.1);
        assertArrayEquals(new double[] {-0.1, 0.1, -0.1}, update.parameter().toDoubles(),
                1e-5);                                          // ε = 1e-8 beside 1e-3
    }

    @Test
    void decoupledDecayShrinksByTheRateTimesTheDecay() {
        Tensor p = Tensor.of(1.0, -2);
        AdamW rule = new AdamW().withWeightDecay(0.5);
        var update = rule.update(p, Tensor.of(0.0, 0), rule.start(p), 0, 0.1);
        assertArrayEquals(new double[] {0.95, -1.9}, update.parameter().toDoubles(), 1e-15);
    }

    @Test
    void rpropGrowsItsStepsUntilTheSignTurns() {
        Rprop rule = new Rprop();
        Tensor p = Tensor.of(0.0);
        var first = rule.update(p, Tensor.of(1.0), rule.start(p), 0, 0.1);
        assertEquals(-0.1, first.parameter().item(), 1e-15);
        var second = rule.update(first.parameter(), Tensor.of(3.0), first.state(), 1, 0.1);
        assertEquals(-0.22, second.parameter().item(), 1e-15);
        var third = rule.update(second.parameter(), Tensor.of(-1.0), second.state(), 2, 0.1);
        assertEquals(-0.22, third.parameter().item(), 1e-15);
        assertEquals(0.06, third.state().get(1).item(), 1e-15);
    }

    @Test
    void averagedSgdRemembersTheMeanOfWhereItHasBeen() {
        AveragedSgd rule = new AveragedSgd().withDecay(0, 0).withAveragingFrom(0);
        Tensor p = Tensor.of(0.0);
        ImmutableList<Tensor> state = rule.start(p);
        for (int step = 0; step < 4; step++) {
            var update = rule.update(p, Tensor.of(-1.0), state, step, 1);
            p = update.parameter();
            state = update.state();
        }
        assertEquals(4, p.item(), 1e-15);
        assertEquals(3, state.getFirst().item(), 1e-15, "of 2, 3 and 4: PyTorch leaves 1 out");
    }

    @Test
    void hyperparametersAreChecked() {
        refused(IllegalArgumentException.class, () -> new Sgd().withMomentum(1), "sgd", "momentum");
        refused(IllegalArgumentException.class, () -> new Sgd().withNesterov(),
                "sgd", "Nesterov", "momentum");
        refused(IllegalArgumentException.class, () -> new Sgd().withWeightDecay(-1),
                "weightDecay", "-1");
        refused(IllegalArgumentException.class, () -> new Adam().withBetas(0.9, 1),
                "adam", "beta2", "less than 1");
        refused(IllegalArgumentException.class, () -> new AdamW().withEpsilon(0),
                "adamW", "epsilon");
        refused(IllegalArgumentException.class, () -> new RmsProp().withDecay(Double.NaN),
                "rmsProp", "decay", "NaN");
        refused(IllegalArgumentException.class, () -> new Rprop().withFactors(2, 3), "rprop");
        refused(IllegalArgumentException.class, () -> new Rprop().withSteps(2, 1), "rprop");
    }

    /// The centered square rounded below 0, and its root was NaN.
    @Test
    void centeredRmsPropStaysFiniteUnderAConstantGradient() {
        RmsProp rule = new RmsProp().centered();
        for (float size : new float[] {0.1f, 0.7f, 1.3f}) {
            Tensor parameter = Tensor.of(0f);
            Tensor gradient = Tensor.of(size);
            var state = rule.start(parameter);
            for (int step = 0; step < 2000; step++) {
                var update = rule.update(parameter, gradient, state, step, 1e-9);
                parameter = update.parameter();
                state = update.state();
            }
            assertTrue(Double.isFinite(parameter.item()), "a gradient of " + size);
        }
    }
}

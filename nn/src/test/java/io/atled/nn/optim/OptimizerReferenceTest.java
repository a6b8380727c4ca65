package io.atled.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.atled.autograd.Tensor;
import io.atled.autograd.reference.ReferenceFile;
import io.atled.autograd.shape.DType;
import io.atled.nn.Parameter;
import io.atled.nn.schedule.Rate;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every recorded optimizer of PyTorch, said in this package's words.
class OptimizerReferenceTest {
    /// What the reference promises for F64.
    private static final double F64 = 1e-9;
    /// What this package leaves out: it needs the loss again within one step.
    private static final String LEFT_OUT = "LBFGS";

    @TestFactory
    Stream<DynamicTest> trajectoriesOnGivenGradientsAreReproduced() {
        return cases("given_grads").map(one -> dynamicTest(id(one), () -> given(one)));
    }

    @TestFactory
    Stream<DynamicTest> trajectoriesOnAnObjectiveAreReproduced() {
        return cases("objective").map(one -> dynamicTest(id(one), () -> objective(one)));
    }

    @TestFactory
    Stream<DynamicTest> clippingByTheGlobalNormIsReproduced() {
        return cases("clip_grad_norm").map(one -> dynamicTest(id(one), () -> clip(one)));
    }

    private static Stream<JsonObject> cases(String kind) {
        return ReferenceFile.cases("optim").stream().filter(one ->
                one.get("kind").getAsString().equals(kind)
                        && !(one.has("optimizer")
                                && one.get("optimizer").getAsString().equals(LEFT_OUT)));
    }

    private static String id(JsonObject one) {
        return one.get("id").getAsString();
    }

    private static void given(JsonObject one) {
        Tensor gradients = tensor(one, "grads");
        Tensor wanted = tensor(one, "trajectory");
        Parameter p = Parameter.of(tensor(one, "p0"));
        Optimization running = running(one, ImmutableMap.of("p", p));
        for (int t = 0; t < gradients.shape().get(0); t++) {
            Tensor loss = p.value().mul(gradients.select(0, t)).sum();
            running.step(loss.gradients());
            assertClose("after step " + (t + 1), wanted.select(0, t), p.value(), F64);
        }
    }

    private static void objective(JsonObject one) {
        Parameter p = Parameter.of(tensor(one, "p0"));
        Parameter q = Parameter.of(tensor(one, "Q0"));
        Optimization running = running(one, ImmutableMap.of("p", p, "Q", q));
        double[] losses = ReferenceFile.doubles(one.getAsJsonArray("loss_before_step"));
        for (int t = 0; t < losses.length; t++) {
            Tensor loss = f(p.value(), q.value(), tensor(one, "A"), tensor(one, "b"));
            assertEquals(losses[t], loss.item(), F64 * Math.abs(losses[0]), "loss at step " + t);
            running.step(loss.gradients());
            assertClose("p after step " + (t + 1), tensor(one, "p").select(0, t), p.value(), F64);
            assertClose("Q after step " + (t + 1), tensor(one, "Q").select(0, t), q.value(), F64);
        }
    }

    /// 0.5 p'Ap - b'p + 0.1 sum(sin(3p)^2) + ||QQ'-I||_F^2 + sum(log cosh(Q p[0:2])).
    private static Tensor f(Tensor p, Tensor q, Tensor a, Tensor b) {
        Tensor bowl = p.dot(a.matmul(p)).mul(0.5).sub(b.dot(p));
        Tensor waves = p.mul(3).sin().square().sum().mul(0.1);
        Tensor turn = q.matmul(q.transpose()).sub(Tensor.eye(2).to(DType.F64)).square().sum();
        return bowl.add(waves).add(turn).add(q.matmul(p.slice(0, 0, 2)).cosh().log().sum());
    }

    private static void clip(JsonObject one) {
        var gradients = ImmutableMap.<String, Tensor>builder();
        for (JsonElement gradient : one.getAsJsonArray("grads")) {
            gradients.put("g" + gradients.build().size(),
                    ReferenceFile.tensor(gradient.getAsJsonObject()));
        }
        var before = gradients.buildOrThrow();
        double order = one.get("norm_type").getAsDouble();
        double norm = one.get("total_norm").getAsDouble();
        assertEquals(norm, Clip.globalNorm(before.values(), order), F64 * norm);
        var after = Clip.byGlobalNorm(one.get("max_norm").getAsDouble(), order).apply(before);
        var wanted = one.getAsJsonArray("clipped");
        for (int i = 0; i < wanted.size(); i++) {
            assertClose("gradient " + i, ReferenceFile.tensor(wanted.get(i).getAsJsonObject()),
                    after.values().asList().get(i), F64);
        }
    }

    private static Optimization running(JsonObject one,
            ImmutableMap<String, Parameter> parameters) {
        JsonObject args = one.getAsJsonObject("args");
        Rate rate = Rate.constant(args.get("lr").getAsDouble());
        return optimizer(one.get("optimizer").getAsString(), args).over(parameters, rate);
    }

    private static Optimizer optimizer(String name, JsonObject args) {
        double decay = real(args, "weight_decay").orElse(0.0);
        return switch (name) {
            case "SGD" -> {
                Sgd sgd = new Sgd().withMomentum(real(args, "momentum").orElse(0.0))
                        .withWeightDecay(decay);
                yield args.has("nesterov") ? sgd.withNesterov() : sgd;
            }
            case "Adam" -> {
                Adam adam = new Adam().withWeightDecay(decay);
                yield args.has("amsgrad") ? adam.withAmsgrad() : adam;
            }
            case "AdamW" -> {
                AdamW adam = new AdamW().withWeightDecay(
                        real(args, "weight_decay").orElse(AdamW.WEIGHT_DECAY));
                yield args.has("amsgrad") ? adam.withAmsgrad() : adam;
            }
            case "RMSprop" -> new RmsProp().withWeightDecay(decay);
            case "Adagrad" -> new Adagrad().withWeightDecay(decay)
                    .withRateDecay(real(args, "lr_decay").orElse(0.0));
            case "Adadelta" -> new Adadelta().withWeightDecay(decay);
            case "NAdam" -> new NAdam().withWeightDecay(decay).withMomentumDecay(
                    real(args, "momentum_decay").orElse(NAdam.MOMENTUM_DECAY));
            case "RAdam" -> new RAdam().withWeightDecay(decay);
            case "Adamax" -> new Adamax().withWeightDecay(decay);
            case "ASGD" -> new AveragedSgd().withWeightDecay(decay);
            default -> throw new AssertionError("say this optimizer in our words: " + name);
        };
    }

    private static Optional<Double> real(JsonObject args, String name) {
        return Optional.ofNullable(args.get(name)).map(JsonElement::getAsDouble);
    }

    private static Tensor tensor(JsonObject one, String member) {
        return ReferenceFile.tensor(one.getAsJsonObject(member));
    }

    private static void assertClose(String what, Tensor wanted, Tensor got, double tolerance) {
        double[] w = wanted.toDoubles();
        double[] g = got.toDoubles();
        assertEquals(wanted.shape(), got.shape(), what);
        for (int i = 0; i < w.length; i++) {
            assertEquals(w[i], g[i], tolerance * Math.max(1, Math.abs(w[i])), what + " at " + i);
        }
    }
}

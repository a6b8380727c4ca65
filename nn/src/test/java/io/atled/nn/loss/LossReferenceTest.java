package io.atled.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.atled.autograd.Backward;
import io.atled.autograd.Gradients;
import io.atled.autograd.Tensor;
import io.atled.autograd.reference.ReferenceFile;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every recorded loss of PyTorch, said in this package's words: values, gradients, second
/// derivatives, and F32 against F64. Also where PyTorch's answer is a mere convention (`strict_out`
/// and `strict_grad`), ours is the same.
class LossReferenceTest {
    /// What the reference promises for F64.
    private static final double F64 = 1e-9;
    /// What the reference promises for Hessian-vector products.
    private static final double HVP = 1e-8;
    /// F32: some dozen roundings of 2⁻²⁴ each, relative to the largest element.
    private static final double F32 = 16 * 0x1p-24;
    /// Where a convention is recorded, PyTorch's constants went through F32.
    private static final double CONVENTION = 0x1p-24;
    /// PyTorch's softmax rounds to 0 what is below one unit of 1.
    private static final double ABSOLUTE = 0x1p-53;

    @TestFactory
    Stream<DynamicTest> everyRecordedLossIsReproduced() {
        return ReferenceFile.cases("loss").stream()
                .map(one -> dynamicTest(one.get("id").getAsString(), () -> check(one)));
    }

    private static void check(JsonObject one) {
        Tensor wanted = ReferenceFile.tensor(one.getAsJsonArray("outputs").get(0)
                .getAsJsonObject());
        List<Tensor> x = inputs(one, DType.F64);
        Tensor got = loss(one, x);
        assertClose("loss", wanted, got, F64);
        assertClose("loss in F32", wanted, loss(one, inputs(one, DType.F32)), F32);
        Tensor dy = ReferenceFile.tensor(one.getAsJsonObject("cotangents").getAsJsonObject("0"));
        Gradients gradients = Backward.from(got).seed(dy).recorded().run();
        if (one.has("hvp")) {
            checkHvp(one, x, gradients);
        }
        forNamed(one, one.getAsJsonObject("grads"), x, (name, input, gradient) ->
                assertClose("gradient by " + name, gradient, gradients.get(input),
                        one.has("strict_grad") ? CONVENTION : F64));
    }

    private static void checkHvp(JsonObject one, List<Tensor> x, Gradients gradients) {
        var terms = new ArrayList<Tensor>();
        JsonObject hvp = one.getAsJsonObject("hvp");
        forNamed(one, hvp.getAsJsonObject("v"), x, (name, input, v) ->
                terms.add(gradients.get(input).mul(v).sum()));
        Gradients second = Tensor.stack(0, terms).sum().gradients();
        forNamed(one, hvp.getAsJsonObject("result"), x, (name, input, product) ->
                assertClose("second derivative by " + name, product, second.get(input), HVP));
    }

    private interface Named {
        void see(String name, Tensor input, Tensor recorded);
    }

    private static void forNamed(JsonObject one, JsonObject recorded, List<Tensor> x, Named each) {
        List<JsonElement> inputs = one.getAsJsonArray("inputs").asList();
        for (int i = 0; i < inputs.size(); i++) {
            String name = inputs.get(i).getAsJsonObject().get("name").getAsString();
            if (recorded.has(name)) {
                each.see(name, x.get(i), ReferenceFile.tensor(recorded.getAsJsonObject(name)));
            }
        }
    }

    private static List<Tensor> inputs(JsonObject one, DType dtype) {
        return one.getAsJsonArray("inputs").asList().stream().map(JsonElement::getAsJsonObject)
                .map(json -> {
                    Tensor t = ReferenceFile.tensor(json);
                    Tensor typed = t.dtype() == DType.F64 ? t.to(dtype) : t;
                    return json.has("grad") ? typed.variable() : typed;
                }).toList();
    }

    private static Tensor loss(JsonObject one, List<Tensor> x) {
        JsonObject args = one.getAsJsonObject("args");
        LossReduction reduction = LossReduction.valueOf(text(args, "reduction", "mean")
                .replace("batchmean", "batch_mean").toUpperCase(Locale.ROOT));
        return switch (one.get("op").getAsString()) {
            case "cross_entropy" -> crossEntropy(args, reduction, x);
            case "nll_loss" -> nll(args, reduction, x);
            case "bce_with_logits" -> binary(reduction, x);
            case "kl_div" -> (args.has("log_target") && args.get("log_target").getAsBoolean()
                    ? Loss.klDivergenceOfLogs() : Loss.klDivergence())
                    .withReduction(reduction).apply(x.get(0), x.get(1));
            case "triplet_margin_loss" -> MarginLoss.triplet(x.get(0), x.get(1), x.get(2),
                    args.get("margin").getAsDouble());
            case "gaussian_nll_loss" -> Loss.gaussianNllFull().on(x.toArray(Tensor[]::new));
            default -> elementwise(one.get("op").getAsString(), args).withReduction(reduction)
                    .on(x.toArray(Tensor[]::new));
        };
    }

    private static Elementwise elementwise(String op, JsonObject args) {
        return switch (op) {
            case "mse_loss" -> Loss.mse();
            case "l1_loss" -> Loss.mae();
            case "smooth_l1_loss" -> Loss.smoothL1(args.get("beta").getAsDouble());
            case "huber_loss" -> Loss.huber(args.get("delta").getAsDouble());
            case "binary_cross_entropy" -> Loss.binaryCrossEntropyOfProbabilities();
            case "poisson_nll_loss" -> Loss.poissonNllFull();
            case "soft_margin_loss" -> MarginLoss.softMargin();
            case "margin_ranking_loss" -> MarginLoss.ranking(args.get("margin").getAsDouble());
            default -> throw new AssertionError("say this loss in the words of Loss: " + op);
        };
    }

    private static Tensor crossEntropy(JsonObject args, LossReduction reduction, List<Tensor> x) {
        var loss = Loss.softmaxCrossEntropy().withReduction(reduction)
                .withClassAxis(x.get(0).rank() > 1 ? 1 : 0);
        if (args.has("label_smoothing")) {
            loss = loss.withLabelSmoothing(args.get("label_smoothing").getAsDouble());
        }
        if (args.has("ignore_index")) {
            loss = loss.withIgnoredLabel(args.get("ignore_index").getAsInt());
        }
        if (x.size() > 2) {
            loss = loss.withClassWeights(x.get(2).toDoubles());
        }
        return loss.apply(x.get(0), x.get(1));
    }

    private static Tensor nll(JsonObject args, LossReduction reduction, List<Tensor> x) {
        return Loss.nll().withReduction(reduction).withClassWeights(x.get(2).toDoubles())
                .withIgnoredLabel(args.get("ignore_index").getAsInt()).apply(x.get(0), x.get(1));
    }

    private static Tensor binary(LossReduction reduction, List<Tensor> x) {
        var loss = Loss.binaryCrossEntropy().withReduction(reduction);
        return (x.size() == 2 ? loss : loss.withWeights(x.get(2)).withPositiveWeights(x.get(3)))
                .apply(x.get(0), x.get(1));
    }

    private static String text(JsonObject args, String name, String otherwise) {
        return args.has(name) ? args.get(name).getAsString() : otherwise;
    }

    private static void assertClose(String what, Tensor wanted, Tensor got, double tolerance) {
        assertEquals(wanted.shape(), got.shape(), what);
        double[] w = wanted.toDoubles();
        double[] g = got.toDoubles();
        double size = 0;
        for (double v : w) {
            size = Math.max(size, Double.isFinite(v) ? Math.abs(v) : 0);
        }
        for (int i = 0; i < w.length; i++) {
            assertEquals(w[i], g[i], tolerance * size + ABSOLUTE, what + " at element " + i);
        }
    }
}

package io.atled.autograd.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Gradients, Hessians, products and n-th derivatives of whole functions against the reference.
class FunctionalReferenceTest {
    /// Relative to the largest element: Hessians have entries that cancel to 0.
    private static final double RELATIVE = 1e-9;
    /// Each further derivative loses about a digit.
    private static final double RELATIVE_NTH = 1e-8;

    private static final Map<String, Function<Tensor, Tensor>> PROGRAMS = Map.of(
            "rosenbrock", FunctionalReferenceTest::rosenbrock,
            "speelpenning", x -> x.prod(),
            "rastrigin", x -> x.square().sub(x.mul(2 * Math.PI).cos().mul(10)).sum()
                    .add(10.0 * x.size()),
            "ackley", FunctionalReferenceTest::ackley,
            "griewank", FunctionalReferenceTest::griewank,
            "himmelblau", FunctionalReferenceTest::himmelblau,
            "spherical", FunctionalReferenceTest::spherical,
            "logsumexp", x -> x.logSumExp(),
            "quad", x -> x.dot(Tensor.of(Shape.of(3, 3), 1.0, 2, 0, 3, 4, 5, 0, 6, 7).matmul(x)),
            "mlp", FunctionalReferenceTest::mlp);

    private static final Map<String, Function<Tensor, Tensor>> SCALARS = Map.of(
            "nth_exp_sin", x -> x.sin().exp(), "nth_tanh", x -> x.tanh(),
            "nth_sigmoid", x -> x.sigmoid(), "nth_runge", x -> x.square().mul(25).add(1).rdiv(1),
            "nth_x_pow_x", x -> x.pow(x));

    @TestFactory
    Stream<DynamicTest> transformsAgreeWithTheReference() {
        return ReferenceFile.cases("functional").stream()
                .filter(json -> json.get("kind").getAsString().equals("functional"))
                .map(json -> dynamicTest(json.get("id").getAsString(), () -> check(json)));
    }

    @TestFactory
    Stream<DynamicTest> derivativesOfAnyOrderAgreeWithTheReference() {
        return ReferenceFile.cases("functional").stream()
                .filter(json -> json.get("kind").getAsString().equals("nth_derivative"))
                .map(json -> dynamicTest(json.get("id").getAsString(), () -> checkNth(json)));
    }

    private static void check(JsonObject json) {
        String id = json.get("id").getAsString();
        Function<Tensor, Tensor> f = PROGRAMS.entrySet().stream()
                .filter(e -> id.startsWith(e.getKey())).findFirst().orElseThrow(
                        () -> new AssertionError("no program for " + id)).getValue();
        Tensor x = tensor(json, "x");
        close(json, "value", f.apply(x));
        if (json.has("gradient")) {
            close(json, "gradient", Differentiate.grad(f).apply(x));
            close(json, "hessian", Differentiate.hessian(f).apply(x));
            close(json, "hvp", Differentiate.hvp(f, x, tensor(json, "v")));
        }
        if (json.has("jacobian")) {
            close(json, "jacobian", Differentiate.jacobian(f).apply(x));
        }
        if (json.has("jvp")) {
            close(json, "jvp", Differentiate.jvp(f, x, tensor(json, "v")).tangent());
        }
        if (json.has("vjp") && json.has("u")) {
            close(json, "vjp", Differentiate.vjp(f, x).pullback().apply(tensor(json, "u")));
        }
    }

    private static void checkNth(JsonObject json) {
        Function<Tensor, Tensor> f = SCALARS.get(json.get("id").getAsString());
        Tensor x = Tensor.scalar(json.get("x").getAsDouble());
        for (double wanted : ReferenceFile.doubles(json.getAsJsonArray("derivatives"))) {
            assertEquals(wanted, f.apply(x).item(), RELATIVE_NTH * Math.max(1, Math.abs(wanted)));
            f = Differentiate.grad(f);
        }
    }

    private static Tensor tensor(JsonObject json, String name) {
        return ReferenceFile.tensor(json.getAsJsonObject(name));
    }

    private static void close(JsonObject json, String name, Tensor got) {
        Tensor wanted = tensor(json, name);
        double scale = Math.max(1, wanted.size() == 0 ? 0 : wanted.abs().max().item());
        ReferenceTest.assertClose(json.get("id").getAsString() + " " + name, wanted, got, RELATIVE,
                scale);
    }

    private static Tensor rosenbrock(Tensor x) {
        int n = x.size();
        Tensor a = x.slice(0, 0, n - 1);
        Tensor b = x.slice(0, 1, n);
        return b.sub(a.square()).square().mul(100).add(a.rsub(1).square()).sum();
    }

    private static Tensor ackley(Tensor x) {
        Tensor root = x.square().mean().sqrt().mul(-0.2).exp().mul(-20);
        return root.sub(x.mul(2 * Math.PI).cos().mean().exp()).add(20 + Math.E);
    }

    private static Tensor griewank(Tensor x) {
        Tensor roots = Tensor.arange(1, x.size() + 1, 1).to(DType.F64).sqrt();
        return x.square().sum().div(4000).add(1).sub(x.div(roots).cos().prod());
    }

    private static Tensor himmelblau(Tensor v) {
        Tensor x = v.select(0, 0);
        Tensor y = v.select(0, 1);
        return x.square().add(y).sub(11).square().add(x.add(y.square()).sub(7).square());
    }

    private static Tensor spherical(Tensor v) {
        Tensor r = v.select(0, 0);
        Tensor t = v.select(0, 1);
        Tensor p = v.select(0, 2);
        return Tensor.stack(0, List.of(r.mul(t.cos()).mul(p.sin()), r.mul(t.sin()).mul(p.sin()),
                r.mul(p.cos())));
    }

    private static Tensor mlp(Tensor x) {
        double[] w1 = new double[12];
        double[] w2 = new double[8];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                w1[3 * i + j] = 0.1 * (i - j);
            }
            for (int j = 0; j < 2; j++) {
                w2[4 * j + i] = 0.2 * (i * j % 3 - 1);
            }
        }
        Tensor hidden = Tensor.of(Shape.of(4, 3), w1).matmul(x).tanh();
        return Tensor.of(Shape.of(2, 4), w2).matmul(hidden).tanh().sum();
    }
}

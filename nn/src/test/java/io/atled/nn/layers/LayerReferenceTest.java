package io.atled.nn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import io.atled.autograd.Convolution;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Tensor;
import io.atled.autograd.reference.ReferenceFile;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Linear, convolution, normalizations and dropout against PyTorch's values and derivatives.
class LayerReferenceTest {
    /// What the reference promises for F64.
    private static final double F64 = 1e-9;
    /// What the reference promises for Hessian-vector products.
    private static final double HVP = 1e-8;
    /// F32 against F64: eight roundings (mean, difference, square, mean, root, product, …) of
    /// numbers up to 8, each half an ulp of 2⁻²¹.
    private static final double F32 = 8 * 0x1p-22;

    private static final Set<String> OPS = Set.of("linear", "layer_norm", "dropout",
            "batch_norm", "group_norm", "instance_norm", "conv2d");

    private static List<JsonObject> cases() {
        return Stream.of("matmul", "norm", "conv")
                .flatMap(file -> ReferenceFile.cases(file).stream())
                .filter(one -> one.has("op") && OPS.contains(one.get("op").getAsString()))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> layersAgreeWithTheReference() {
        assertEquals(20, cases().size());
        return cases().stream()
                .map(one -> dynamicTest(one.get("id").getAsString(), () -> check(one)));
    }

    private static void check(JsonObject one) {
        var all = new ArrayList<Tensor>();
        one.getAsJsonArray("inputs").forEach(in ->
                all.add(ReferenceFile.tensor(in.getAsJsonObject())));
        int moving = one.getAsJsonObject("grads").size();               // running means do not
        List<Tensor> inputs = all.subList(0, moving);
        var names = one.getAsJsonArray("inputs").asList().subList(0, moving).stream()
                .map(in -> in.getAsJsonObject().get("name").getAsString()).toList();
        Tensor wanted = ReferenceFile.tensor(one.getAsJsonArray("outputs").get(0)
                .getAsJsonObject());
        Tensor dy = tensor(one, "cotangents", "0");
        Function<List<Tensor>, Tensor> f = x -> {
            var in = new ArrayList<>(x);
            all.subList(moving, all.size()).forEach(t -> in.add(t.to(x.getFirst().dtype())));
            return layer(one, in);
        };
        assertClose(wanted, f.apply(inputs), F64);
        Function<List<Tensor>, List<Tensor>> gradient =
                Differentiate.grad(x -> f.apply(x).mul(dy).sum());
        List<Tensor> dx = gradient.apply(inputs);
        for (int i = 0; i < names.size(); i++) {
            assertClose(tensor(one, "grads", names.get(i)), dx.get(i), F64);
        }
        if (one.has("hvp")) {
            checkSecondOrder(one.getAsJsonObject("hvp"), names, inputs, gradient);
        }
        if (!one.get("id").getAsString().equals("layer_norm_constant_row")) {   // 10⁶ ± 1 in F32
            Tensor single = f.apply(inputs.stream().map(t -> t.to(DType.F32)).toList());
            assertClose(wanted, single.to(DType.F64), F32);
        }
    }

    /// Z = Σᵢ⟨gradsᵢ, vᵢ⟩, resultᵢ = ∂Z/∂inputᵢ.
    private static void checkSecondOrder(JsonObject hvp, List<String> names, List<Tensor> inputs,
            Function<List<Tensor>, List<Tensor>> gradient) {
        List<Tensor> found = Differentiate.grad((List<Tensor> x) -> {
            List<Tensor> dx = gradient.apply(x);
            Tensor z = dx.getFirst().mul(tensor(hvp, "v", names.getFirst())).sum();
            for (int i = 1; i < names.size(); i++) {
                z = z.add(dx.get(i).mul(tensor(hvp, "v", names.get(i))).sum());
            }
            return z;
        }).apply(ImmutableList.copyOf(inputs));
        for (int i = 0; i < names.size(); i++) {
            assertClose(tensor(hvp, "result", names.get(i)), found.get(i), HVP);
        }
    }

    private static Tensor layer(JsonObject one, List<Tensor> in) {
        JsonObject args = one.getAsJsonObject("args");
        Tensor x = in.getFirst();
        return switch (one.get("op").getAsString()) {
            case "linear" -> new Linear(parameter(in.get(1)), Optional.of(parameter(in.get(2))))
                    .withValues(in.subList(1, 3)).forward(x);
            case "layer_norm" -> {
                Shape shape = Shape.of(ReferenceFile.ints(args.getAsJsonArray("normalized_shape")));
                var layer = new LayerNorm(shape,
                        in.size() > 1 ? Optional.of(parameter(in.get(1))) : Optional.empty(),
                        in.size() > 2 ? Optional.of(parameter(in.get(2))) : Optional.empty(),
                        args.has("eps") ? args.get("eps").getAsDouble() : LayerNorm.EPSILON);
                yield layer.withValues(in.subList(1, in.size())).forward(x);
            }
            case "batch_norm" -> batchNorm(args, in);
            case "group_norm" -> groups(args.get("num_groups").getAsInt(), args, in);
            case "instance_norm" -> groups(in.get(1).size(), args, in);
            case "conv2d" -> new Conv2d(parameter(in.get(1)),
                    in.size() > 2 ? Optional.of(parameter(in.get(2))) : Optional.empty(),
                    how(args)).withValues(in.subList(1, in.size())).forward(x);
            case "dropout" -> {
                var layer = new Dropout(args.get("p").getAsDouble());
                yield args.get("training").getAsBoolean()
                        ? Training.with(new SplittableRandom(1), () -> layer.forward(x))
                        : layer.forward(x);
            }
            default -> throw new AssertionError("say this case in terms of layers: " + one);
        };
    }

    private static Tensor batchNorm(JsonObject args, List<Tensor> in) {
        var layer = new BatchNorm(parameter(in.get(1)), parameter(in.get(2)),
                Parameter.statistic(in.get(3)), Parameter.statistic(in.get(4)),
                args.get("momentum").getAsDouble(), args.get("eps").getAsDouble());
        Layer given = layer.withValues(in.subList(1, 5));
        return args.get("training").getAsBoolean()
                ? Training.with(new SplittableRandom(1), () -> given.forward(in.getFirst()))
                : given.forward(in.getFirst());
    }

    private static Tensor groups(int groups, JsonObject args, List<Tensor> in) {
        return new GroupNorm(groups, parameter(in.get(1)), parameter(in.get(2)),
                args.get("eps").getAsDouble()).withValues(in.subList(1, 3)).forward(in.getFirst());
    }

    private static Convolution how(JsonObject args) {
        return Convolution.PLAIN.stride(number(args, "stride", 1))
                .padding(number(args, "padding", 0)).dilation(number(args, "dilation", 1))
                .groups(number(args, "groups", 1));
    }

    private static int number(JsonObject args, String name, int otherwise) {
        return args.has(name) ? args.get(name).getAsInt() : otherwise;
    }

    private static Parameter parameter(Tensor value) {
        return Parameter.of(value);
    }

    private static Tensor tensor(JsonObject one, String group, String name) {
        return ReferenceFile.tensor(one.getAsJsonObject(group).getAsJsonObject(name));
    }

    private static void assertClose(Tensor wanted, Tensor found, double tolerance) {
        assertEquals(wanted.shape(), found.shape());
        double scale = Math.max(1, wanted.abs().max().item());
        assertArrayEquals(wanted.toDoubles(), found.toDoubles(), tolerance * scale);
    }
}

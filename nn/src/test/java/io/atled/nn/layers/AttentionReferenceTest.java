package io.atled.nn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Tensor;
import io.atled.autograd.reference.ReferenceFile;
import io.atled.autograd.shape.DType;
import io.atled.nn.Layer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Attention, encoder and decoder layers against PyTorch's values and derivatives.
class AttentionReferenceTest {
    /// What the reference promises for F64.
    private static final double F64 = 1e-9;
    /// What the reference promises for Hessian-vector products.
    private static final double HVP = 1e-8;
    /// F32: a few dozen roundings of half an ulp, relative to the largest element.
    private static final double F32 = 32 * 0x1p-24;

    private static final Map<String, Function<Map<String, Tensor>, Tensor>> CASES = Map.of(
            "sdpa_causal0", in -> get(in, "q").scaledDotProductAttention(get(in, "k"),
                    get(in, "v")),
            "mha_cross", in -> attention(2, "", in).attend(get(in, "q"), get(in, "k"),
                    get(in, "v")),
            "mha_causal", in -> attention(1, "", in).causal().forward(get(in, "x")),
            "transformer_encoder_post_gelu", in -> block(TransformerBlock.Placement.POST,
                    Activation.gelu(), in).forward(get(in, "x")),
            "transformer_encoder_pre_relu", in -> block(TransformerBlock.Placement.PRE,
                    Activation.relu(), in).forward(get(in, "x")),
            "transformer_encoder_pre_gelu", in -> block(TransformerBlock.Placement.PRE,
                    Activation.gelu(), in).forward(get(in, "x")),
            "transformer_decoder", AttentionReferenceTest::decoder);

    @TestFactory
    Stream<DynamicTest> layersAgreeWithTheReference() {
        List<JsonObject> cases = ReferenceFile.cases("recurrent_attention").stream()
                .filter(one -> CASES.containsKey(one.get("id").getAsString())).toList();
        assertEquals(CASES.size(), cases.size());
        return cases.stream().map(one -> dynamicTest(one.get("id").getAsString(),
                () -> check(one)));
    }

    private static void check(JsonObject one) {
        Map<String, Tensor> in = new HashMap<>();
        one.getAsJsonArray("inputs").forEach(input -> in.put(
                input.getAsJsonObject().get("name").getAsString(),
                ReferenceFile.tensor(input.getAsJsonObject())));
        Function<Map<String, Tensor>, Tensor> f =
                CASES.get(one.get("id").getAsString());
        Tensor wanted = ReferenceFile.tensor(one.getAsJsonArray("outputs").get(0)
                .getAsJsonObject());
        assertClose(wanted, f.apply(in), F64);
        Map<String, Tensor> single = new HashMap<>();
        in.forEach((name, x) -> single.put(name, x.to(DType.F32)));
        assertClose(wanted, f.apply(single).to(DType.F64), F32);
        Tensor dy = tensor(one, "cotangents", "0");
        Function<Map<String, Tensor>, Map<String, Tensor>> gradient =
                Differentiate.grad((Map<String, Tensor> x) -> f.apply(x).mul(dy).sum());
        Map<String, Tensor> dx = gradient.apply(in);
        for (String name : in.keySet()) {
            assertClose(tensor(one, "grads", name), get(dx, name), F64);
        }
        if (one.has("hvp")) {
            checkSecondOrder(one.getAsJsonObject("hvp"), in, gradient);
        }
    }

    /// Z = Σᵢ⟨gradsᵢ, vᵢ⟩, resultᵢ = ∂Z/∂inputᵢ.
    private static void checkSecondOrder(JsonObject hvp, Map<String, Tensor> in,
            Function<Map<String, Tensor>, Map<String, Tensor>> gradient) {
        Map<String, Tensor> found = Differentiate.grad((Map<String, Tensor> x) -> {
            Map<String, Tensor> dx = gradient.apply(x);
            return dx.keySet().stream().map(name -> get(dx, name).mul(tensor(hvp, "v", name)).sum())
                    .reduce(Tensor::add).orElseThrow();
        }).apply(in);
        for (String name : in.keySet()) {
            assertClose(tensor(hvp, "result", name), get(found, name), HVP);
        }
    }

    /// PyTorch's parameters as ours: its projections of queries, keys and values are one matrix.
    private static MultiHeadAttention attention(int heads, String path, Map<String, Tensor> in) {
        List<Tensor> w = get(in, path + "in_proj_weight").split(0, 4, 4, 4);
        List<Tensor> b = get(in, path + "in_proj_bias").split(0, 4, 4, 4);
        return with(MultiHeadAttention.of(4, heads, new SplittableRandom(1)), w.get(0), b.get(0),
                w.get(1), b.get(1), w.get(2), b.get(2), get(in, path + "out_proj.weight"),
                get(in, path + "out_proj.bias"));
    }

    private static TransformerBlock block(TransformerBlock.Placement placement,
            Activation activation, Map<String, Tensor> in) {
        return new TransformerBlock(placement, attention(2, "self_attn.", in), norm("norm1", in),
                feedForward(in).withActivation(activation), norm("norm2", in), new Dropout(0));
    }

    private static Tensor decoder(Map<String, Tensor> in) {
        Tensor x = get(in, "tgt");
        Tensor memory = get(in, "memory");
        Tensor own = norm("norm1", in).forward(
                x.add(attention(2, "self_attn.", in).forward(x)));
        Tensor crossed = norm("norm2", in).forward(
                own.add(attention(2, "multihead_attn.", in).attend(own, memory, memory)));
        return norm("norm3", in).forward(crossed.add(
                feedForward(in).withActivation(Activation.relu()).forward(crossed)));
    }

    private static FeedForward feedForward(Map<String, Tensor> in) {
        return with(FeedForward.of(4, 6, new SplittableRandom(1)), get(in, "linear1.weight"),
                get(in, "linear1.bias"), get(in, "linear2.weight"), get(in, "linear2.bias"));
    }

    private static LayerNorm norm(String name, Map<String, Tensor> in) {
        return with(LayerNorm.of(4), get(in, name + ".weight"), get(in, name + ".bias"));
    }

    @SuppressWarnings("unchecked")                  // withValues keeps the class
    private static <L extends Layer> L with(L layer, Tensor... values) {
        return (L) layer.withValues(List.of(values));
    }

    private static Tensor get(Map<String, Tensor> in, String name) {
        Tensor value = in.get(name);
        assertEquals(true, value != null, name);
        return value;
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

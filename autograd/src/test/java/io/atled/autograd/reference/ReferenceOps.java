package io.atled.autograd.reference;

import com.google.gson.JsonObject;
import io.atled.autograd.Convolution;
import io.atled.autograd.Tensor;
import io.atled.autograd.Window;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// How a reference case, named as PyTorch names things, is written in Atled's verbs.
final class ReferenceOps {
    /// Operations that Atled does not have yet; each leaves this list when it comes.
    static final Set<String> NOT_YET = Set.of("logit", "erfinv", "digamma", "lgamma", "mish",
            "celu", "selu", "hardsigmoid", "hardswish", "softshrink", "hardshrink", "threshold",
            "isinf", "isfinite", "div_floor", "div_trunc", "fmod", "copysign", "fmax",
            "fmin", "floor_divide", "nanmean", "cumsum", "cumprod", "logcumsumexp", "sort", "topk",
            "kthvalue", "einsum", "tensordot", "kron", "cross", "matrix_power", "cdist",
            "cosine_similarity", "bilinear", "scatter_value", "index_copy", "diag", "diag_embed",
            "tril", "triu", "trace", "searchsorted", "roll", "repeat", "as_two_uses",
            "where_inplace_equiv", "conv3d", "unfold", "fold",
            "lp_pool2d", "interpolate", "pixel_shuffle", "pad");

    /// Computes the outputs of a case from its inputs.
    @FunctionalInterface
    interface Verb {
        List<Tensor> apply(List<Tensor> in, JsonObject args);
    }

    /// One input, one output.
    private interface One {
        Tensor apply(Tensor x, JsonObject args);
    }

    /// Two inputs, one output.
    private interface Two {
        Tensor apply(Tensor a, Tensor b, JsonObject args);
    }

    private static final Map<String, Verb> VERBS = new TreeMap<>();

    private ReferenceOps() {}

    /// The verb for a case, or empty if the case is listed as not yet there.
    static Optional<Verb> verb(JsonObject json) {
        String id = json.get("id").getAsString();
        String op = json.get("op").getAsString();
        for (String key : List.of(id, op)) {
            if (VERBS.containsKey(key)) {
                return Optional.of(VERBS.get(key));
            }
        }
        boolean known = NOT_YET.contains(op) || NOT_YET.stream().anyMatch(id::startsWith);
        if (!known) {
            throw new AssertionError("no verb for case " + id + " of " + op
                    + "; add it to ReferenceOps or to its list NOT_YET");
        }
        return Optional.empty();
    }

    private static void one(String name, One verb) {
        VERBS.put(name, (in, args) -> List.of(verb.apply(in.getFirst(), args)));
    }

    private static void two(String name, Two verb) {
        VERBS.put(name, (in, args) -> List.of(verb.apply(in.get(0), in.get(1), args)));
    }

    private static Axes axes(JsonObject args) {
        Axes axes = Axes.all();
        if (args.has("dim")) {
            var dim = args.get("dim");
            axes = dim.isJsonArray() ? Axes.of(ReferenceFile.ints(dim.getAsJsonArray()))
                    : Axes.of(dim.getAsInt());
        }
        return args.has("keepdim") && args.get("keepdim").getAsBoolean() ? axes.kept() : axes;
    }

    private static int dim(JsonObject args) {
        return args.get("dim").getAsInt();
    }

    private static double number(JsonObject args, String name) {
        return args.get(name).getAsDouble();
    }

    static {
        unary();
        binary();
        reductions();
        shapes();
        products();
        indexing();
        planes();
    }

    private static void unary() {
        one("square", (x, a) -> x.square());
        one("reciprocal", (x, a) -> x.reciprocal());
        one("log2", (x, a) -> x.log2());
        one("log", (x, a) -> x.log());
        one("rsqrt", (x, a) -> x.rsqrt());
        one("sin", (x, a) -> x.sin());
        one("asin", (x, a) -> x.asin());
        one("atan", (x, a) -> x.atan());
        one("cosh", (x, a) -> x.cosh());
        one("asinh", (x, a) -> x.asinh());
        one("acosh", (x, a) -> x.acosh());
        one("atanh", (x, a) -> x.atanh());
        one("sigmoid", (x, a) -> x.sigmoid());
        one("erf", (x, a) -> x.erf());
        one("erfc", (x, a) -> x.erfc());
        one("gelu", (x, a) -> x.gelu());
        one("softplus", (x, a) -> x.softplus(number(a, "beta")));
        one("tanh", (x, a) -> x.tanh());
        one("expm1", (x, a) -> x.expm1());
        one("log1p", (x, a) -> x.log1p());
        one("pow_scalar", (x, a) -> x.pow(number(a, "exponent")));
        one("rpow_scalar", (x, a) -> x.constant(number(a, "base")).pow(x));
        one("relu", (x, a) -> x.relu());
        one("leaky_relu", (x, a) -> x.leakyRelu(number(a, "negative_slope")));
        one("elu", (x, a) -> x.elu(number(a, "alpha")));
        one("abs", (x, a) -> x.abs());
        one("clamp", (x, a) -> x.clamp(number(a, "min"),
                a.has("max") ? number(a, "max") : Double.POSITIVE_INFINITY));
        one("sign", (x, a) -> x.sign());
    }

    private static void binary() {
        two("add", (x, y, a) -> x.add(a.has("alpha") ? y.mul(number(a, "alpha")) : y));
        two("sub", (x, y, a) -> x.sub(y));
        two("mul", (x, y, a) -> x.mul(y));
        for (String id : List.of("div_row", "div_outer", "div_one")) {
            two(id, (x, y, a) -> x.div(y));
        }
        two("atan2", (x, y, a) -> x.atan2(y));
        two("hypot", (x, y, a) -> x.hypot(y));
        two("lerp", (x, y, a) -> x.add(y.sub(x).mul(number(a, "weight"))));
        VERBS.put("addcmul", (in, a) -> List.of(in.get(0)
                .add(in.get(1).mul(in.get(2)).mul(number(a, "value")))));
        two("maximum", (x, y, a) -> x.maximum(y));
        two("minimum", (x, y, a) -> x.minimum(y));
        two("eq", (x, y, a) -> x.equalTo(y));
        two("lt", (x, y, a) -> x.less(y));
        two("ge", (x, y, a) -> x.greaterEqual(y));
        two("logical_and", (x, y, a) -> x.and(y));
        VERBS.put("where", (in, a) -> List.of(in.get(0).where(in.get(1), in.get(2))));
        two("broadcast_to_scalar_grad", (x, y, a) -> x.mul(y).sum());
    }

    private static void reductions() {
        one("sum", (x, a) -> x.sum(axes(a)));
        one("mean", (x, a) -> x.mean(axes(a)));
        one("prod", (x, a) -> x.prod(axes(a)));
        one("amax", (x, a) -> x.max(axes(a)));
        one("amin", (x, a) -> x.min(axes(a)));
        one("logsumexp", (x, a) -> x.logSumExp(axes(a)));
        one("var", (x, a) -> x.variance(1, axes(a)));
        one("std", (x, a) -> x.std(1, axes(a)));
        VERBS.put("max", (in, a) -> a.has("dim")
                ? List.of(in.getFirst().max(axes(a)), in.getFirst().argmax(dim(a)))
                : List.of(in.getFirst().max()));
        one("argmax", (x, a) -> x.argmax(dim(a)));
        one("count_nonzero", (x, a) -> x.notEqualTo(0).to(x.dtype()).sum());
        VERBS.put("all_any", (in, a) -> {
            Tensor counts = in.getFirst().to(DType.F64);
            return List.of(counts.min(1).notEqualTo(0), counts.max(1).notEqualTo(0));
        });
        one("diff", (x, a) -> {
            Tensor out = x;
            for (int i = 0; i < a.get("n").getAsInt(); i++) {
                int n = out.shape().get(dim(a));
                out = out.slice(dim(a), 1, n).sub(out.slice(dim(a), 0, n - 1));
            }
            return out;
        });
        one("vector_norm", (x, a) -> x.norm(number(a, "ord"), axes(a)));
        one("softmax", (x, a) -> x.softmax(dim(a)));
        one("log_softmax", (x, a) -> x.logSoftmax(dim(a)));
    }

    private static void shapes() {
        VERBS.put("cat", (in, a) -> List.of(Tensor.concat(dim(a), in)));
        VERBS.put("chunk", (in, a) -> in.getFirst().split(0, 3, 3, 1));
        VERBS.put("unbind", (in, a) -> List.of(in.getFirst().select(1, 0),
                in.getFirst().select(1, 1), in.getFirst().select(1, 2)));
        one("reshape", (x, a) -> x.reshape(3, 2, 2));
        one("reshape_m1", (x, a) -> x.reshape(2, -1));
        one("flatten_1", (x, a) -> x.reshape(2, -1));
        one("transpose", (x, a) -> x.transpose(0, 2));
        one("permute_reshape", (x, a) -> x.permute(2, 0, 1).reshape(-1, 3));
        one("flip", (x, a) -> x.flip(0, 2));
        one("squeeze_dim_noop", (x, a) -> x);
        one("expand", (x, a) -> x.expand(4, 3));
        VERBS.put("meshgrid", (in, a) -> List.of(in.get(0).unsqueeze(1).expand(2, 3),
                in.get(1).unsqueeze(0).expand(2, 3)));
        one("view_chain", (x, a) -> x.transpose().slice(0, 1, 3).reshape(-1).flip(-1)
                .mul(x.reshape(-1).slice(0, 0, 6)).sum());
    }

    private static void products() {
        two("matmul", (x, y, a) -> x.matmul(y));
        one("matmul_self", (x, a) -> x.matmul(x));
        two("outer", (x, y, a) -> x.outer(y));
        for (String name : List.of("addmm", "addmv")) {
            VERBS.put(name, (in, a) -> List.of(in.get(0).add(in.get(1).matmul(in.get(2)))));
        }
        VERBS.put("addr", (in, a) -> List.of(in.get(0).add(in.get(1).outer(in.get(2)))));
        VERBS.put("linear", (in, a) -> List.of(in.get(0).matmul(in.get(1).transpose())
                .add(in.get(2))));
    }

    private static void indexing() {
        two("gather", (x, i, a) -> x.gather(dim(a), i));
        two("take_along_dim", (x, i, a) -> x.gather(dim(a), i));
        VERBS.put("scatter_add", (in, a) -> List.of(in.get(0)
                .scatterAdd(dim(a), in.get(1), in.get(2))));
        two("index_select", (x, i, a) -> x.indexSelect(dim(a), i));
        VERBS.put("index_add", (in, a) -> List.of(in.get(0)
                .indexAdd(dim(a), in.get(1), in.get(2).mul(number(a, "alpha")))));
        two("adv_index_rows", (x, i, a) -> x.indexSelect(0, i));
        VERBS.put("adv_index_bcast", (in, a) -> List.of(in.get(0)
                .indexSelect(0, in.get(1).reshape(-1)).indexSelect(1, in.get(2))));
        one("slice_rows", (x, a) -> x.slice(0, 1, 3));
        one("slice_step", (x, a) -> x.slice(1, 0, 5, 2));
        one("slice_newaxis", (x, a) -> x.select(1, 1).unsqueeze(1));
        one("narrow", (x, a) -> x.slice(1, 1, 4));
    }

    private static void planes() {
        VERBS.put("conv1d", (in, a) -> List.of(in.get(0).conv1d(in.get(1), in.get(2), how(a))));
        VERBS.put("conv2d", (in, a) -> List.of(in.size() == 2 ? in.get(0).conv2d(in.get(1), how(a))
                : in.get(0).conv2d(in.get(1), in.get(2), how(a))));
        one("max_pool2d", (x, a) -> x.maxPool2d(window(a)));
        one("avg_pool1d", (x, a) -> x.avgPool1d(window(a)));
        one("avg_pool2d", (x, a) -> x.avgPool2d(window(a)));
        one("adaptive_avg_pool2d", (x, a) -> {
            int[] size = numbers(a, "output_size", 1);
            return x.adaptiveAvgPool2d(size[0], size[1]);
        });
    }

    private static Convolution how(JsonObject args) {
        Convolution how = Convolution.PLAIN.stride(numbers(args, "stride", 1))
                .dilation(numbers(args, "dilation", 1)).groups(numbers(args, "groups", 1)[0]);
        boolean same = args.has("padding") && args.get("padding").getAsString().equals("same");
        return same ? how.same() : how.padding(numbers(args, "padding", 0));
    }

    private static Window window(JsonObject args) {
        Window window = Window.of(numbers(args, "kernel_size", 1))
                .padding(numbers(args, "padding", 0)).dilation(numbers(args, "dilation", 1));
        boolean kept = args.has("ceil_mode") && args.get("ceil_mode").getAsBoolean();
        return (args.has("stride") ? window.stride(numbers(args, "stride", 1)) : window)
                .edge(kept ? Window.Edge.KEPT : Window.Edge.DROPPED);
    }

    /// One number or several.
    private static int[] numbers(JsonObject args, String name, int otherwise) {
        if (!args.has(name)) {
            return new int[] {otherwise};
        }
        var numbers = args.get(name);
        return numbers.isJsonArray() ? ReferenceFile.ints(numbers.getAsJsonArray())
                : new int[] {numbers.getAsInt()};
    }
}

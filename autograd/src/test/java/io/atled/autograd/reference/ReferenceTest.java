package io.atled.autograd.reference;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import io.atled.autograd.Backward;
import io.atled.autograd.Gradients;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every operation against values that two releases of PyTorch agree on.
class ReferenceTest {
    /// The agreement of the references themselves.
    private static final double RELATIVE = 1e-9;
    /// Second derivatives lose a digit more.
    private static final double RELATIVE_HVP = 1e-8;
    /// F32 carries 2⁻²⁴ for each rounding; a case has at most a few dozen of them, and errors are
    /// relative to the largest element where terms cancel.
    private static final double RELATIVE_F32 = 32 * 0x1p-24;

    /// PyTorch's rules round to 0 what is below one unit of 1, as tanh′ = 1 − y² does; ours do not.
    private static final double ABSOLUTE = 0x1p-53;
    /// Some recorded ends went through a float32 constant.
    private static final double INTERVAL = 1e-6;

    @TestFactory
    Stream<DynamicTest> casesAgreeWithTheReference() {
        return Stream.of("unary", "unary_nonfinite", "binary", "reduce", "shape", "matmul", "index",
                        "conv")
                .flatMap(file -> ReferenceFile.cases(file).stream()
                        .filter(json -> ReferenceOps.verb(json).isPresent())
                        .map(json -> dynamicTest(file + ": " + id(json), () -> check(json))));
    }

    private static String id(JsonObject json) {
        return json.get("id").getAsString();
    }

    private static void check(JsonObject json) {
        assertAll(() -> checkValues(json, DType.F64), () -> checkValues(json, DType.F32),
                () -> checkGradients(json), () -> checkHvp(json));
    }

    private static void checkValues(JsonObject json, DType dtype) {
        if (isOff(json, "strict_out")) {
            return;
        }
        List<Tensor> outputs = run(json, inputs(json, dtype));
        var expected = json.getAsJsonArray("outputs");
        assertEquals(expected.size(), outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            Tensor wanted = ReferenceFile.tensor(expected.get(i).getAsJsonObject());
            double tolerance = dtype == DType.F32 ? RELATIVE_F32 : tolerance(json, RELATIVE);
            assertClose(id(json) + " output " + i + " " + dtype, wanted, outputs.get(i), tolerance,
                    dtype == DType.F32 ? largest(wanted) : 0);
        }
    }

    private static void checkGradients(JsonObject json) {
        if (!json.has("grads") || isOff(json, "strict_grad")) {
            return;
        }
        List<Tensor> in = inputs(json, DType.F64);
        Tensor objective = objective(json, in);
        Gradients gradients = objective.gradients();
        for (int i = 0; i < in.size(); i++) {
            String name = name(json, i);
            if (json.getAsJsonObject("grads").has(name)) {
                Tensor wanted = ReferenceFile.tensor(json.getAsJsonObject("grads")
                        .getAsJsonObject(name));
                Tensor got = gradients.reaches(in.get(i)) ? gradients.get(in.get(i))
                        : Tensor.zeros(DType.F64, wanted.shape());
                checkGradient(json, name, wanted, got);
            }
        }
    }

    private static void checkGradient(JsonObject json, String name, Tensor wanted, Tensor got) {
        String what = id(json) + " gradient " + name;
        if (json.has("subgradient_interval")) {
            var intervals = json.getAsJsonArray("subgradient_interval");
            double[] values = got.toDoubles();
            for (int i = 0; i < values.length; i++) {
                double[] ends = ReferenceFile.doubles(intervals.get(i).getAsJsonArray());
                double slack = INTERVAL * Math.max(Math.abs(ends[0]), Math.abs(ends[1]));
                assertTrue(values[i] >= ends[0] - slack && values[i] <= ends[1] + slack,
                        what + ": " + values[i] + " is no subgradient");
            }
        } else if (json.has("accept")) {
            // any split among ties is a subgradient: the total per tie is bound
            assertEquals(wanted.sum().item(), got.sum().item(), RELATIVE, what + " in total");
        } else {
            assertClose(what, wanted, got, tolerance(json, RELATIVE), 0);
        }
    }

    private static void checkHvp(JsonObject json) {
        if (!json.has("hvp")) {
            return;
        }
        List<Tensor> in = inputs(json, DType.F64);
        Gradients first = Backward.from(objective(json, in)).recorded().run();
        JsonObject directions = json.getAsJsonObject("hvp").getAsJsonObject("v");
        Tensor z = Tensor.scalar(0.0);
        for (int i = 0; i < in.size(); i++) {
            if (directions.has(name(json, i)) && first.reaches(in.get(i))) {
                Tensor v = ReferenceFile.tensor(directions.getAsJsonObject(name(json, i)));
                z = z.add(first.get(in.get(i)).mul(v).sum());
            }
        }
        JsonObject results = json.getAsJsonObject("hvp").getAsJsonObject("result");
        for (int i = 0; i < in.size(); i++) {
            if (results.has(name(json, i))) {
                Tensor wanted = ReferenceFile.tensor(results.getAsJsonObject(name(json, i)));
                boolean reached = z.requiresGrad() && z.gradients().reaches(in.get(i));
                Tensor got = reached ? z.gradients().get(in.get(i))
                        : Tensor.zeros(DType.F64, wanted.shape());
                assertClose(id(json) + " hvp " + name(json, i), wanted, got,
                        tolerance(json, RELATIVE_HVP), largest(wanted));
            }
        }
    }

    private static Tensor objective(JsonObject json, List<Tensor> in) {
        List<Tensor> outputs = run(json, in);
        Tensor sum = Tensor.scalar(0.0);
        for (var entry : json.getAsJsonObject("cotangents").entrySet()) {
            Tensor cotangent = ReferenceFile.tensor(entry.getValue().getAsJsonObject());
            sum = sum.add(outputs.get(Integer.parseInt(entry.getKey())).mul(cotangent).sum());
        }
        return sum;
    }

    private static List<Tensor> run(JsonObject json, List<Tensor> in) {
        return ReferenceOps.verb(json).orElseThrow().apply(in, json.getAsJsonObject("args"));
    }

    private static List<Tensor> inputs(JsonObject json, DType dtype) {
        var in = new ArrayList<Tensor>();
        for (var element : json.getAsJsonArray("inputs")) {
            JsonObject input = element.getAsJsonObject();
            Tensor t = ReferenceFile.tensor(input);
            Tensor typed = t.dtype().isFloat() ? t.to(dtype) : t;
            boolean asks = input.has("grad") && input.get("grad").getAsBoolean();
            in.add(asks ? typed.variable() : typed);
        }
        return in;
    }

    private static String name(JsonObject json, int i) {
        return json.getAsJsonArray("inputs").get(i).getAsJsonObject().get("name").getAsString();
    }

    private static boolean isOff(JsonObject json, String flag) {
        return json.has(flag) && !json.get(flag).getAsBoolean();
    }

    private static double tolerance(JsonObject json, double standard) {
        return json.has("rtol") ? json.get("rtol").getAsDouble() : standard;
    }

    private static double largest(Tensor t) {
        return DoubleStream.of(t.toDoubles()).map(Math::abs).filter(Double::isFinite).max()
                .orElse(0);
    }

    /// Relative to each element, or to `scale` if that is larger.
    static void assertClose(String what, Tensor wanted, Tensor got, double relative, double scale) {
        assertEquals(wanted.shape(), got.shape(), what);
        double[] w = wanted.toDoubles();
        double[] g = got.toDoubles();
        for (int i = 0; i < w.length; i++) {
            double bound = relative * Math.max(Math.abs(w[i]), scale) + ABSOLUTE;
            boolean close = w[i] == g[i] || Math.abs(w[i] - g[i]) <= bound
                    || (Double.isNaN(w[i]) && Double.isNaN(g[i]));
            assertTrue(close, what + "[" + i + "]: expected " + w[i] + ", got " + g[i]);
        }
    }
}

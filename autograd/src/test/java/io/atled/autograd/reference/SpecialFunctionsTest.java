package io.atled.autograd.reference;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import io.atled.autograd.Tensor;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Values and derivatives at extreme arguments against 400-digit arithmetic, in F64.
class SpecialFunctionsTest {
    /// Rounding errors of the few steps of a formula.
    private static final double ULPS = 16;

    private static final Map<String, Function<Tensor, Tensor>> FUNCTIONS = Map.ofEntries(
            Map.entry("exp", Tensor::exp), Map.entry("expm1", Tensor::expm1),
            Map.entry("log", Tensor::log), Map.entry("log2", Tensor::log2),
            Map.entry("log10", Tensor::log10), Map.entry("log1p", Tensor::log1p),
            Map.entry("sqrt", Tensor::sqrt), Map.entry("rsqrt", Tensor::rsqrt),
            Map.entry("sin", Tensor::sin), Map.entry("cos", Tensor::cos),
            Map.entry("tan", Tensor::tan), Map.entry("asin", Tensor::asin),
            Map.entry("acos", Tensor::acos), Map.entry("atan", Tensor::atan),
            Map.entry("sinh", Tensor::sinh), Map.entry("cosh", Tensor::cosh),
            Map.entry("tanh", Tensor::tanh), Map.entry("asinh", Tensor::asinh),
            Map.entry("acosh", Tensor::acosh), Map.entry("atanh", Tensor::atanh),
            Map.entry("sigmoid", Tensor::sigmoid), Map.entry("logsigmoid", Tensor::logSigmoid),
            Map.entry("softplus", Tensor::softplus), Map.entry("erf", Tensor::erf),
            Map.entry("erfc", Tensor::erfc), Map.entry("silu", Tensor::silu),
            Map.entry("gelu", Tensor::gelu), Map.entry("gelu_tanh", Tensor::geluTanh),
            Map.entry("elu", Tensor::elu));

    /// Not there yet.
    private static final Set<String> NOT_YET = Set.of("logit", "erfinv", "lgamma", "digamma",
            "mish", "sinc", "tanhshrink");

    @TestFactory
    Stream<DynamicTest> valuesAndDerivativesKeepTheirDigits() {
        return ReferenceFile.cases("special").stream()
                .filter(json -> !NOT_YET.contains(json.get("fn").getAsString()))
                .map(json -> dynamicTest(json.get("fn").getAsString() + " at "
                        + json.get("x").getAsString(), () -> check(json)));
    }

    private static void check(JsonObject json) {
        Tensor x = Tensor.scalar(number(json, "x")).variable();
        Tensor y = FUNCTIONS.get(json.get("fn").getAsString()).apply(x);
        close("value", number(json, "value"), y.item(), number(json, "cond_value"));
        close("derivative", number(json, "derivative"), y.gradients().get(x).item(),
                number(json, "cond_derivative"));
    }

    private static double number(JsonObject json, String name) {
        return json.has(name) && !json.get(name).isJsonNull()
                ? Double.parseDouble(json.get(name).getAsString()) : 1;
    }

    private static void close(String what, double wanted, double got, double conditioning) {
        double bound = ULPS * Math.max(1, Double.isFinite(conditioning) ? conditioning : 1)
                * Math.ulp(wanted);
        assertTrue(wanted == got || Math.abs(wanted - got) <= bound
                || (Double.isNaN(wanted) && Double.isNaN(got)), what + ": expected " + wanted
                + ", got " + got + ", " + Math.abs(wanted - got) / Math.ulp(wanted) + " ulp");
    }
}

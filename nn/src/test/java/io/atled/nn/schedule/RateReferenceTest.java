package io.atled.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every recorded PyTorch schedule, said in this package's words.
class RateReferenceTest {
    /// PyTorch multiplies its way from step to step; we evaluate closed formulas.
    private static final double TOLERANCE = 1e-9;

    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\)");

    @TestFactory
    Stream<DynamicTest> everyRecordedScheduleIsReproduced() throws IOException {
        return cases().map(one -> dynamicTest(one.get("id").getAsString(), () -> check(one)));
    }

    private static Stream<JsonObject> cases() throws IOException {
        var stream = Objects.requireNonNull(
                RateReferenceTest.class.getResourceAsStream(
                        "/io/atled/reference/schedulers.json"));
        try (var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("cases")
                    .asList().stream().map(JsonElement::getAsJsonObject);
        }
    }

    private static void check(JsonObject one) {
        String kind = one.get("scheduler").getAsString();
        if (kind.equals("ReduceLROnPlateau")) {
            checkPlateau(one);
            return;
        }
        compare(one.getAsJsonArray("lr"), rate(one)::at);
        if (one.has("momentum")) {
            Rate momentum = oneCycle(one.getAsJsonObject("args")).momentum(0.85, 0.95);
            compare(one.getAsJsonArray("momentum"), momentum::at);
        }
    }

    private static void compare(JsonArray expected, LongToDoubleFunction actual) {
        for (int t = 0; t < expected.size(); t++) {
            double want = expected.get(t).getAsDouble();
            assertEquals(want, actual.applyAsDouble(t), TOLERANCE, "at step " + t);
        }
    }

    private static Rate rate(JsonObject one) {
        double base = one.get("base_lr").getAsDouble();
        JsonObject args = one.getAsJsonObject("args");
        return switch (one.get("scheduler").getAsString()) {
            case "StepLR" -> Rate.stepDecay(base, number(args, "step_size"), real(args, "gamma"));
            case "MultiStepLR" -> Rate.milestones(
                    base, real(args, "gamma"), numbers(args, "milestones").toArray());
            case "ExponentialLR" -> Rate.exponential(base, real(args, "gamma"));
            case "CosineAnnealingLR" -> Rate.cosine(base, 0, number(args, "T_max"));
            case "OneCycleLR" -> oneCycle(args);
            case "CyclicLR" -> Rate.cyclic(
                    real(args, "base_lr"), real(args, "max_lr"), number(args, "step_size_up"));
            case "SequentialLR" -> sequence(base, args);
            default -> throw new AssertionError("say this scheduler in terms of Rate: " + one);
        };
    }

    private static OneCycle oneCycle(JsonObject args) {
        OneCycle cycle = Rate.oneCycle(real(args, "max_lr"), number(args, "total_steps"));
        cycle = args.has("pct_start") ? cycle.rising(real(args, "pct_start")) : cycle;
        cycle = args.has("div_factor") ? cycle.startDivisor(real(args, "div_factor")) : cycle;
        cycle = args.has("final_div_factor")
                ? cycle.endDivisor(real(args, "final_div_factor")) : cycle;
        return args.has("anneal_strategy")
                        && args.get("anneal_strategy").getAsString().equals("linear")
                ? cycle.annealing(Annealing.LINEAR) : cycle;
    }

    /// Each part, restarted at its milestone.
    private static Rate sequence(double base, JsonObject args) {
        List<Rate> parts = args.getAsJsonArray("schedulers").asList().stream()
                .map(part -> part(base, part.getAsString())).toList();
        long[] milestones = numbers(args, "milestones").toArray();
        Rate whole = parts.getLast();
        for (int i = milestones.length - 1; i >= 0; i--) {
            long begins = i == 0 ? 0 : milestones[i - 1];
            whole = whole.after(parts.get(i).lasting(milestones[i] - begins));
        }
        return whole;
    }

    private static Rate part(double base, String call) {
        var match = CALL.matcher(call);
        if (!match.matches()) {
            throw new AssertionError("not a call: " + call);
        }
        List<Double> values =
                Pattern.compile(", *").splitAsStream(match.group(2)).map(Double::valueOf).toList();
        return switch (match.group(1)) {
            case "ConstantLR" -> Rate.constant(base * values.getFirst())
                    .lasting(values.getLast().longValue()).then(Rate.constant(base));
            case "ExponentialLR" -> Rate.exponential(base, values.getFirst());
            default -> throw new AssertionError("say this scheduler in terms of Rate: " + call);
        };
    }

    private static void checkPlateau(JsonObject one) {
        JsonObject args = one.getAsJsonObject("args");
        Plateau plateau = Plateau.startingAt(one.get("base_lr").getAsDouble())
                .factor(real(args, "factor"))
                .patience((int) number(args, "patience"))
                .cooldown((int) number(args, "cooldown"))
                .atLeast(real(args, "min_lr"));
        JsonArray rates = one.getAsJsonArray("lr");
        JsonArray metrics = one.getAsJsonArray("metrics");
        for (int t = 0; t < rates.size(); t++) {
            assertEquals(rates.get(t).getAsDouble(), plateau.rate(), TOLERANCE, "at step " + t);
            plateau = plateau.next(metrics.get(t).getAsDouble());
        }
    }

    private static double real(JsonObject args, String name) {
        return args.get(name).getAsDouble();
    }

    private static long number(JsonObject args, String name) {
        return args.get(name).getAsLong();
    }

    private static LongStream numbers(JsonObject args, String name) {
        return args.getAsJsonArray(name).asList().stream().mapToLong(JsonElement::getAsLong);
    }
}

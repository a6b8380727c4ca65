package io.atled.nn.train;

import io.atled.autograd.GradientError;
import io.atled.autograd.Gradients;
import io.atled.nn.Parameter;
import io.atled.nn.data.Dataset;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Finds out that a training has left the finite numbers, and says why.
final class Divergence {
    /// How many parameters a message names.
    private static final int NAMED = 3;

    private static final String KEPT = ". The model has the parameters from before this step";

    private Divergence() {}

    static boolean finite(Map<String, Parameter> parameters) {
        return parameters.values().stream().allMatch(p -> p.value().isFinite());
    }

    static TrainingDiverged ofLoss(Listener.Step step, Dataset batch,
            Map<String, Parameter> parameters) {
        return new TrainingDiverged("trainer.fit: expected a finite loss, got " + step.loss()
                + where(step) + "; " + reason(batch, parameters, step)
                + KEPT, step);
    }

    /// What to throw when the optimizer has `refused`: that itself, if it is about anything else.
    static RuntimeException ofGradients(Listener.Step step, Gradients gradients,
            Map<String, Parameter> parameters, GradientError refused) {
        String broken = names(parameters, p -> !gradients.reaches(p.value())
                || gradients.get(p.value()).isFinite());
        if (broken.isEmpty()) {
            return refused;
        }
        var diverged = new TrainingDiverged("trainer.fit: expected finite gradients, got NaN or"
                + " infinite ones for " + broken + where(step) + ", where the loss is "
                + step.loss() + "; mind sqrt, norm, log and division at 0, check the model with"
                + " GradientCheck, or " + smallerSteps(step) + KEPT, step);
        diverged.initCause(refused);
        return diverged;
    }

    static TrainingDiverged ofParameters(Listener.Step step, Map<String, Parameter> parameters) {
        return new TrainingDiverged("trainer.fit: expected finite parameters, but the update would"
                + " make NaN or infinite ones of " + names(parameters, p -> p.value().isFinite())
                + where(step) + ", where the loss is " + step.loss() + "; the step is too large: "
                + smallerSteps(step) + KEPT, step);
    }

    private static String names(Map<String, Parameter> parameters, Predicate<Parameter> finite) {
        List<String> broken = parameters.entrySet().stream()
                .filter(e -> !finite.test(e.getValue())).map(Map.Entry::getKey).toList();
        return String.join(", ", broken.stream().limit(NAMED).toList())
                + (broken.size() > NAMED ? " and " + (broken.size() - NAMED) + " more" : "");
    }

    private static String where(Listener.Step step) {
        return " in epoch " + step.epoch() + ", step " + step.step() + " (rate " + step.rate()
                + ")";
    }

    private static String reason(Dataset batch, Map<String, Parameter> parameters,
            Listener.Step step) {
        if (!batch.inputs().isFinite()) {
            return "the inputs of this batch contain NaN or infinite numbers: clean the data";
        }
        if (!batch.targets().isFinite()) {
            return "the targets of this batch contain NaN or infinite numbers: clean the data";
        }
        if (!finite(parameters)) {
            return "the model came with parameters that are not finite: initialize it again";
        }
        return smallerSteps(step);
    }

    private static String smallerSteps(Listener.Step step) {
        return "try a lower rate than " + step.rate() + ", warm it up, clip the gradients, or"
                + " standardize the inputs";
    }
}

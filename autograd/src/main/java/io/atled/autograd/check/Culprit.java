package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;
import java.util.Optional;

/// The first operation of a recorded graph whose derivative is wrong by itself, at its own inputs.
///
/// @param operation what it is called
/// @param step its number in the recorded graph, inputs before consumers, from 0
/// @param recorded what it gave, in the graph of [GradientReport#result()]
/// @param source where it was applied, innermost first; empty if that is not known
/// @param input the number of the input whose derivative is wrong
/// @param element the worst element of it; empty if it is wrong in another way
/// @param hint what is probably wrong
/// @param message the hint with its numbers
public record Culprit(String operation, int step, Tensor recorded,
        ImmutableList<SourceLine> source, int input, Optional<GradientReport.Element> element,
        Hint hint, String message) {
    /// What is wrong, in a few lines.
    public String format() {
        var out = new StringBuilder("culprit: ").append(operation).append(" (step ").append(step)
                .append(" of the graph, ").append(recorded.shape()).append("), the derivative by"
                + " its input ").append(input).append('\n');
        source.forEach(line -> out.append("  at ").append(line).append('\n'));
        element.ifPresent(e -> out.append("  ").append(e.format()).append('\n'));
        return out.append("  ").append(message).append('\n').toString();
    }

    @Override
    public String toString() {
        return format();
    }
}

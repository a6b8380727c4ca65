package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.stream.Collectors;

/// What [Laws] found about an operation.
///
/// @param operation its name
/// @param findings one for each law, in their order
public record LawReport(String operation, ImmutableList<Finding> findings) {
    /// Whether a law holds.
    public enum Outcome {
        /// It holds for every sample.
        HELD,
        /// It is broken; the message says for which sample, and what to do.
        BROKEN,
        /// It says nothing about the operation, or an exception was made; the message says why.
        SILENT
    }

    /// What was found about one law.
    ///
    /// @param law which law
    /// @param outcome whether it holds
    /// @param message empty if it does
    public record Finding(Law law, Outcome outcome, String message) {
        /// Whether the law is not broken.
        public boolean passed() {
            return outcome != Outcome.BROKEN;
        }

        @Override
        public String toString() {
            return outcome.name().toLowerCase(Locale.ROOT) + ": " + law.sentence()
                    + (message.isEmpty() ? "" : "\n    " + message.replace("\n", "\n    "));
        }
    }

    /// Whether no law is broken.
    public boolean passed() {
        return findings.stream().allMatch(Finding::passed);
    }

    /// This report, if no law is broken.
    ///
    /// @throws AssertionError with the readable form, if one is
    public LawReport orThrow() {
        if (!passed()) {
            throw new AssertionError(format());
        }
        return this;
    }

    /// One line for each law, with what to do below those that are broken.
    public String format() {
        return findings.stream().map(Finding::toString)
                .collect(Collectors.joining("\n", "Laws of " + operation + "\n", "\n"));
    }

    /// See [#format()].
    @Override
    public String toString() {
        return format();
    }
}

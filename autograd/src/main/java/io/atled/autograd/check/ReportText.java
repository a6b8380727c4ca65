package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.check.GradientReport.Direction;
import io.atled.autograd.check.GradientReport.Element;
import io.atled.autograd.check.GradientReport.Finding;
import io.atled.autograd.check.GradientReport.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A [GradientReport] for the console.
final class ReportText {
    /// Inputs that get a line.
    private static final int INPUTS = 40;
    /// Suspicious elements listed below the table, for each input.
    private static final int ELEMENTS = 3;
    /// Inputs whose suspicious elements are listed.
    private static final int LISTED = 5;

    /// What the table of inputs and directions shows.
    static final ImmutableList<String> COLUMNS = ImmutableList.of("input", "shape", "checked",
            "worst at", "reverse mode", "differences", "apart", "tolerated", "");

    private ReportText() {}

    static String of(GradientReport r) {
        var out = new StringBuilder("Gradient check of " + r.name() + ": "
                + r.outcome() + "; " + r.numbers().words() + "\n");
        out.append(r.passed() ? "" : r.failed() + "\n").append(table(r));
        r.inputs().stream().filter(i -> i.verdict() != Verdict.PASS).limit(LISTED)
                .forEach(i -> out.append(details(i)));
        r.failures().forEach(f -> out.append(failure(f)));
        r.culprit().ifPresent(c -> out.append(c.format()));
        return out.toString();
    }

    private static String table(GradientReport r) {
        var rows = new ArrayList<List<String>>();
        rows.add(COLUMNS);
        r.inputs().stream().limit(INPUTS).forEach(input -> rows.add(with(row(input),
                outcome(input))));
        r.directions().stream().limit(INPUTS).forEach(d -> rows.add(with(row(d),
                d.verdict().word())));
        int hidden = Math.max(0, r.inputs().size() - INPUTS);
        return aligned(rows) + (hidden > 0 ? "  and " + hidden + " more inputs\n" : "")
                + attacks(r);
    }

    private static String attacks(GradientReport r) {
        return r.findings().isEmpty() ? "" : "  " + held(r) + "\n";
    }

    /// How many attacks held.
    static String held(GradientReport r) {
        int made = r.findings().size();
        return "attacks: " + (made - r.failures().size()) + " of " + made + " held";
    }

    private static List<String> with(List<String> row, String last) {
        return Stream.concat(row.stream(), Stream.of(last)).toList();
    }

    /// What is said of an input under all [#COLUMNS] but the last.
    static List<String> row(Input input) {
        String checked = input.checked() + " of " + input.shape().size();
        Element e = input.worst().orElse(null);
        return e == null
                ? List.of(input.name(), input.shape().toString(), checked, "-", "-", "-", "-", "-")
                : List.of(input.name(), input.shape().toString(), checked, place(e),
                        digits(e.analytic()), numeric(e), number(e.absoluteError()),
                        number(e.tolerance()));
    }

    /// What is said of a direction under all [#COLUMNS] but the last.
    static List<String> row(Direction d) {
        return List.of(d.what(), "-", d.elements() + " at once", "a direction",
                digits(d.analytic()), digits(d.numeric()),
                number(Math.abs(d.analytic() - d.numeric())), number(d.tolerance()));
    }

    /// The verdicts other than the best, with how many got them, and what else there is to know.
    static String outcome(Input input) {
        return verdicts(input) + (input.note().isEmpty() ? "" : " (" + input.note() + ")");
    }

    private static String verdicts(Input input) {
        String others = input.counts().entrySet().stream()
                .filter(e -> e.getKey() != Verdict.PASS && e.getValue() > 0)
                .sorted(Map.Entry.<Verdict, Integer>comparingByKey().reversed())
                .map(e -> e.getValue() + " " + e.getKey().word())
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? Verdict.PASS.word() : others;
    }

    private static String place(Element e) {
        return e.index() + (e.output().isEmpty() ? "" : " of y" + e.output());
    }

    private static String numeric(Element e) {
        return switch (e.form()) {
            case SMOOTH, EDGE -> digits(e.numeric());
            case KINK, STEP, CUSP, VERTICAL -> short3(e.left()) + " | " + short3(e.right());
            case UNCLEAR -> "?";
        };
    }

    private static String details(Input input) {
        var out = new StringBuilder();
        input.suspicious().stream().limit(ELEMENTS)
                .forEach(e -> out.append(input.name()).append(e.format()).append('\n'));
        return out.toString();
    }

    /// Where an element is, both derivatives, and what follows.
    static String element(Element e) {
        String of = e.output().isEmpty() ? "" : " for element " + e.output() + " of the result";
        return e.index() + of + ": " + switch (e.verdict()) {
            case PASS -> "agrees, " + both(e);
            case KINK -> e.form() == Form.SMOOTH ? both(e) + "; kinks cancel out there, and no"
                    + " choice of subgradients adds up" : "reverse mode " + digits(e.analytic())
                    + ", and " + e.form().words() + " with the slopes " + short3(e.left())
                    + " to the left and " + short3(e.right()) + " to the right";
            case PRECISION -> "cannot be told, " + (e.form() == Form.UNCLEAR ? "reverse mode "
                    + digits(e.analytic()) + "; over every step the function rounds or varies too"
                    + " much for differences" : both(e) + "; rounding in the function hides it");
            case NON_FINITE -> Double.isFinite(e.analytic())
                    ? "the function is not finite there; move the inputs into its domain"
                    : "the derivative by reverse mode is " + e.analytic() + ", by differences "
                            + digits(e.numeric()) + " (" + e.form().words() + ")";
            case ALIASED, NOT_DETERMINISTIC, WRONG -> "WRONG, " + (sided(e) ? "reverse mode "
                    + digits(e.analytic()) + " is not between the slopes " + short3(e.left())
                    + " and " + short3(e.right()) + " of " + e.form().words() : both(e)
                    + ", ratio " + digits(e.analytic() / e.numeric()));
        };
    }

    private static boolean sided(Element e) {
        return e.form() == Form.KINK || e.form() == Form.STEP;
    }

    private static String both(Element e) {
        return "reverse mode " + digits(e.analytic()) + ", differences " + digits(e.numeric())
                + " ± " + number(e.estimate());
    }

    /// What failed, in one sentence.
    static String failed(GradientReport r) {
        int checked = r.inputs().stream().mapToInt(Input::checked).sum();
        int wrong = r.inputs().stream().flatMap(i -> i.counts().entrySet().stream())
                .filter(e -> !e.getKey().passes()).mapToInt(Map.Entry::getValue).sum();
        long along = r.directions().stream().filter(d -> !d.verdict().passes()).count();
        var parts = new ArrayList<String>();
        if (wrong > 0) {
            parts.add(wrong + " of " + checked + " elements compared");
        }
        if (along > 0) {
            parts.add(along + " of " + r.directions().size() + " random directions");
        }
        if (!r.failures().isEmpty()) {
            parts.add(r.failures().size() + " of " + r.findings().size() + " attacks ("
                    + (r.failures().size() > 1 ? "the first: " : "")
                    + r.failures().getFirst().attack().sentence() + ")");
        }
        return "failed: " + (wrong + along == 0 ? "none of the derivatives in the table, but " : "")
                + String.join("; ", parts) + r.culprit().map(c -> "; culprit: " + c.operation()
                + ", the derivative by its input " + c.input()).orElse("");
    }

    private static String failure(Finding f) {
        return f.verdict().word() + ": that " + f.attack().sentence() + " does not hold: "
                + f.message() + "\n";
    }

    private static String aligned(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int k = 0; k < widths.length; k++) {
                widths[k] = Math.max(widths[k], row.get(k).length());
            }
        }
        var out = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int k = 0; k < widths.length; k++) {
                line.append("  ").append(row.get(k)).repeat(' ', widths[k] - row.get(k).length());
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    static String index(ImmutableIntArray index) {
        return index.toString();
    }

    /// Nine digits.
    static String digits(double value) {
        return String.format(Locale.ROOT, "%.9g", value);
    }

    private static String short3(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    /// A size.
    static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
}

package io.atled.autograd.check;

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

/// A [GradientReport] for the console.
final class ReportText {
    /// Inputs that get a line.
    private static final int INPUTS = 40;
    /// Suspicious elements listed below the table, for each input.
    private static final int ELEMENTS = 3;
    /// Inputs whose suspicious elements are listed.
    private static final int LISTED = 5;

    private ReportText() {}

    static String of(GradientReport r) {
        var out = new StringBuilder("Gradient check of " + r.name() + ": "
                + r.outcome() + "; " + r.numbers().words() + "\n");
        out.append(table(r));
        r.inputs().stream().filter(i -> i.verdict() != Verdict.PASS).limit(LISTED)
                .forEach(i -> out.append(details(i)));
        r.failures().forEach(f -> out.append(failure(f)));
        r.culprit().ifPresent(c -> out.append(c.format()));
        return out.toString();
    }

    private static String table(GradientReport r) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("input", "shape", "checked", "worst at", "reverse mode", "differences",
                "apart", "tolerated", ""));
        r.inputs().stream().limit(INPUTS).forEach(input -> rows.add(row(input)));
        r.directions().stream().limit(INPUTS).forEach(d -> rows.add(row(d)));
        int hidden = Math.max(0, r.inputs().size() - INPUTS);
        return aligned(rows) + (hidden > 0 ? "  and " + hidden + " more inputs\n" : "")
                + attacks(r);
    }

    private static String attacks(GradientReport r) {
        int made = r.findings().size();
        long held = r.findings().stream().filter(Finding::passed).count();
        return made == 0 ? "" : "  attacks: " + held + " of " + made + " held\n";
    }

    private static List<String> row(Input input) {
        String checked = input.checked() + " of " + input.shape().size();
        String outcome = outcome(input) + (input.note().isEmpty() ? "" : " (" + input.note() + ")");
        Element e = input.worst().orElse(null);
        return e == null
                ? List.of(input.name(), input.shape().toString(), checked, "-", "-", "-", "-", "-",
                        outcome)
                : List.of(input.name(), input.shape().toString(), checked, place(e),
                        digits(e.analytic()), numeric(e), number(e.absoluteError()),
                        number(e.tolerance()), outcome);
    }

    private static List<String> row(Direction d) {
        return List.of(d.what(), "-", d.elements() + " at once", "a direction",
                digits(d.analytic()), digits(d.numeric()),
                number(Math.abs(d.analytic() - d.numeric())), number(d.tolerance()),
                d.verdict().word());
    }

    /// The verdicts other than the best, with how many got them.
    private static String outcome(Input input) {
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
            case PRECISION -> "cannot be told, " + both(e) + "; rounding in the function hides it";
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

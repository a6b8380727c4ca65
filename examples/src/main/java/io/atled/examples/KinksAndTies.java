package io.atled.examples;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Form;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.check.GradientReport.Element;
import io.atled.autograd.check.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// Where gradient checkers cry wolf: at kinks, ties, jumps and cusps there is no derivative, and a
/// difference of one step says something else than any rule. Atled looks at many steps and says
/// what is there.
public final class KinksAndTies implements Example {
    /// The step and the tolerance of the usual checker.
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-4;

    /// A function at a place.
    ///
    /// @param what in words
    /// @param slope by reverse mode
    /// @param difference central, over one small step
    /// @param usual whether the usual checker lets it pass
    /// @param form what Atled sees
    /// @param verdict what follows
    record Place(String what, double slope, double difference, boolean usual, Form form,
            Verdict verdict) {}

    @Override
    public String idea() {
        return "kinks, ties, jumps and cusps: where checkers cry wolf, and what this one says";
    }

    @Override
    public void run(Path out) throws IOException {
        System.out.printf("%-28s %9s %11s   %-16s %s%n", "", "gradient", "difference",
                "usual checker", "this checker");
        places().forEach(p -> System.out.printf(Locale.ROOT, "%-28s %9.4g %11.4g   %-16s %s: %s%n",
                p.what, p.slope, p.difference, p.usual ? "passes" : "cries WRONG",
                p.verdict.word(), p.form.words()));
        Path plot = out.resolve("kink.svg");
        GradientCheck.sweep(Tensor::relu, Tensor.of(0.0)).plot(plot);
        System.out.println("\nthe differences of relu at 0 over all steps: " + plot);
    }

    static ImmutableList<Place> places() {
        return ImmutableList.of(
                place("relu at 0", Tensor::relu, 0),
                place("relu at 1e-9", Tensor::relu, 1e-9),
                place("|x| at 0", Tensor::abs, 0),
                place("max(x, 2) at 2, a tie", x -> x.maximum(2), 2),
                place("clamp to 0 … 1 at 1", x -> x.clamp(0, 1), 1),
                place("√|x| at 0", x -> x.abs().sqrt(), 0),
                place("sign at 0", Tensor::sign, 0),
                place("x·|x| at 0", x -> x.mul(x.abs()), 0),
                place("tanh at 0, smooth", Tensor::tanh, 0),
                place("1e6·sin(1e4·x) at 1", x -> x.mul(1e4).sin().mul(1e6), 1));
    }

    private static Place place(String what, UnaryOperator<Tensor> f, double at) {
        Element e = GradientCheck.of((Tensor x) -> f.apply(x), Tensor.of(at)).run()
                .inputs().getFirst().worst().orElseThrow();
        double difference = (f.apply(Tensor.of(at + STEP)).get(0)
                - f.apply(Tensor.of(at - STEP)).get(0)) / (2 * STEP);
        double apart = Math.abs(e.analytic() - difference);
        return new Place(what, e.analytic(), difference,
                apart <= TOLERANCE * Math.max(1, Math.abs(difference)), e.form(), e.verdict());
    }
}

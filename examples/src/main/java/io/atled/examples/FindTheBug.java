package io.atled.examples;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Custom;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.check.GradientReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/// Five operations with a wrong derivative, each hidden in a small network: the gradient checker
/// names the operation, the line where it is used, and what is probably wrong with it.
public final class FindTheBug implements Example {
    private static final Tensor X = Tensor.ofNested(new double[][] {
        {0.5, -1.1, 0.9}, {1.5, 0.25, -0.7}, {0.3, 0.8, -0.4}});
    private static final Tensor W = Tensor.ofNested(new double[][] {
        {0.4, -0.3, 0.8}, {-0.6, 0.2, 0.5}, {0.7, 0.1, -0.9}});
    private static final Tensor BIAS = Tensor.of(0.1, -0.2, 0.3);

    /// What is wrong, and what the checker made of it.
    ///
    /// @param what is wrong
    /// @param report what was found
    record Bug(String what, GradientReport report) {}

    @Override
    public String idea() {
        return "five wrong derivatives, each found and named by the gradient checker";
    }

    @Override
    public void run(Path out) {
        for (Bug bug : bugs()) {
            Path page = out.resolve("bug-" + bug.what.replace(' ', '-') + ".html");
            bug.report.write(page);
            System.out.printf("== %s%n%s  the whole report: %s%n%n", bug.what,
                    bug.report.culprit().map(Object::toString).orElse("  not found\n"), page);
        }
    }

    static ImmutableList<Bug> bugs() {
        return ImmutableList.of(
                bug("factor", FindTheBug::square, X),
                bug("sign", FindTheBug::negate, X),
                bug("transposed", FindTheBug::stretch, X),
                bug("missing sum", FindTheBug::addToRows, BIAS),
                bug("stale value", remembering(), X));
    }

    /// A layer before the operation, and a loss behind it.
    private static Bug bug(String what, UnaryOperator<Tensor> operation, Tensor x) {
        return new Bug(what, GradientCheck.of((Tensor t) -> {
            Tensor hidden = t.mul(1.5).sin();
            return operation.apply(hidden).tanh().square().mean();
        }, x).named(what).run());
    }

    /// (x²)′ = 2x, and not 4x.
    private static Tensor square(Tensor x) {
        return Custom.apply("mySquare", in -> in.getFirst().square(),
                (dy, y, in) -> List.of(dy.mul(in.getFirst()).mul(4)), x);
    }

    /// (1 − x)′ = −1, and not 1.
    private static Tensor negate(Tensor x) {
        return Custom.apply("myComplement", in -> in.getFirst().rsub(1),
                (dy, y, in) -> List.of(dy), x);
    }

    /// The cotangent of x in x·W elementwise is dy·W, and not its transpose.
    private static Tensor stretch(Tensor x) {
        return Custom.apply("myStretch", in -> in.getFirst().mul(W),
                (dy, y, in) -> List.of(dy.mul(W).transpose()), x);
    }

    /// A bias goes to every row, so that its cotangent is the sum over the rows, not the first.
    private static Tensor addToRows(Tensor bias) {
        return Custom.apply("myBias", in -> W.add(in.getFirst()),
                (dy, y, in) -> List.of(dy.select(0, 0)), bias);
    }

    /// The rule uses what the operation saw when it ran last, wherever that was.
    private static UnaryOperator<Tensor> remembering() {
        var seen = new AtomicReference<>(X);
        return x -> Custom.apply("myCube", in -> {
            seen.set(in.getFirst().detach());
            return in.getFirst().pow(3);
        }, (dy, y, in) -> List.of(dy.mul(seen.get().square()).mul(3)), x);
    }
}

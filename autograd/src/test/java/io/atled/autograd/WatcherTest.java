package io.atled.autograd;

import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.check.Debug;
import io.atled.autograd.kernel.Pool;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// What watchers are shown, and that being watched changes nothing.
class WatcherTest {
    /// Notes everything as text.
    private static final class Notes implements Watcher {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void applied(Op op, List<Tensor> x, Tensor y) {
            lines.add(op.name() + (y.isLeaf() ? "" : " recorded"));
        }

        @Override
        public void traversing(List<Tensor> graph) {
            lines.add("traversing " + graph.stream().map(t -> t.op() == null ? "x"
                    : t.op().name()).toList());
        }

        @Override
        public void pulled(Tensor y, int i, Tensor dy, Tensor dx) {
            lines.add(y.op().name() + " pulled " + dy.item() + " to " + dx.item());
        }

        @Override
        public void added(Tensor x, Tensor a, Tensor b, Tensor sum) {
            lines.add(a.item() + " + " + b.item() + " = " + sum.item());
        }

        @Override
        public Watcher inside(Tensor y) {
            return new Watcher() {};
        }
    }

    private static List<String> notes(ScopedValue.CallableOp<Object, RuntimeException> body) {
        var notes = new Notes();
        Recording.watching(notes, body);
        return notes.lines;
    }

    @Test
    void operationsAreShownAndNotWhatTheyAreMadeOf() {
        Tensor x = Tensor.of(1.0, 3).variable();
        assertEquals(List.of("std recorded", "neg"),
                notes(() -> x.std().item() + Tensor.of(1.0).neg().item()));
        assertEquals(List.of("cube recorded"), notes(() -> Custom.apply("cube",
                in -> in.getFirst().pow(3), (dy, y, in) -> List.of(dy), x)));
    }

    @Test
    void reverseModeIsShownStepByStep() {
        Tensor x = Tensor.scalar(3.0).variable();
        Tensor y = x.square().add(x);
        assertEquals(List.of("traversing [x, square, add]", "add pulled 1.0 to 1.0",
                "add pulled 1.0 to 1.0", "square pulled 1.0 to 6.0", "1.0 + 6.0 = 7.0"),
                notes(y::gradients));
    }

    @Test
    void forwardModeIsShownStepByStep() {
        Tensor x = Tensor.scalar(3.0);
        var pushed = new ArrayList<Double>();
        Recording.watching(new Watcher() {
            @Override
            public void pushed(Tensor y, List<Tensor> dx, Tensor dy) {
                pushed.add(dy.item());
            }
        }, () -> Differentiate.jvp(t -> t.square().neg(), x, Tensor.scalar(2.0)));
        assertEquals(List.of(12.0, -12.0), pushed);
    }

    @Test
    void aRenamedResultIsShownAgain() {
        Tensor x = Tensor.of(2.0).variable();
        assertEquals(List.of("exp recorded", "exp recorded"), notes(() -> x.exp().named("e")));
    }

    @Provide
    Arbitrary<Recipe> recipes() {
        return Arbitraries.integers().between(0, 9999).withDistribution(
                RandomDistribution.uniform()).list().ofMinSize(4).ofMaxSize(120)
                .map(Recipe::new);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void watchingForAnomaliesChangesNoBitAndStopsNoProgramOfFiniteNumbers(
            @ForAll("recipes") Recipe f, @ForAll @IntRange(max = 10_000) int seed) {
        Tensor x = random(seed, Recipe.ARGUMENT);
        Tensor v = random(seed + 1L, Recipe.ARGUMENT);
        var gradient = Differentiate.grad((Tensor t) -> f.apply(t));
        List<Tensor> plain = List.of(f.apply(x), gradient.apply(x),
                Differentiate.hvp(f::apply, x, v),
                Differentiate.grad((Tensor t) -> gradient.apply(t).dot(v)).apply(x));
        var step = new Step(Pool.poisoning());
        List<Tensor> watched = Debug.anomalies(() -> step.run(() -> List.of(f.apply(x),
                gradient.apply(x), Differentiate.hvp(f::apply, x, v),
                Differentiate.grad((Tensor t) -> gradient.apply(t).dot(v)).apply(x))));
        for (int i = 0; i < plain.size(); i++) {
            assertSameBits(plain.get(i), watched.get(i));
        }
    }
}

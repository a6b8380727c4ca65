package io.atled.autograd;

import static io.atled.autograd.ScalarTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TapeTest {
    @Example
    void scalarsOfTwoTapesDoNotMix() {
        Scalar a = new Tape().variable("a", 2);
        Scalar b = new Tape().variable("b", 3);
        assertMessage(IllegalArgumentException.class, () -> a.mul(b),
                "mul", "one tape", "3.0 (b)", "detach()");
        assertMessage(IllegalArgumentException.class, () -> a.maximum(b), "maximum", "3.0 (b)");
        assertMessage(IllegalArgumentException.class, () -> a.gradients().get(b),
                "gradients", "3.0 (b)");
        assertMessage(IllegalArgumentException.class, () -> a.derivative(b), "derivatives");
        assertEquals(6, a.mul(b.detach()).value());
    }

    @Example
    void aRefusedOperationLeavesTheTapeAsItWas() {
        var tape = new Tape();
        Scalar a = tape.variable(2);
        Scalar b = new Tape().variable(3);
        assertMessage(IllegalArgumentException.class, () -> a.mul(b), "mul");
        Scalar y = a.mul(a);
        assertEquals(2, tape.size());
        assertEquals(4, y.gradients().get(a));
    }

    @Example
    void aForgottenScalarKeepsItsValueAndRefusesToCompute() {
        var tape = new Tape();
        Scalar x = tape.variable(2);
        Tape.Mark mark = tape.mark();
        Scalar y = x.square();
        ScalarGradients g = y.gradients();
        tape.rewind(mark);
        Scalar z = x.exp();                                     // stands where y stood
        assertEquals(4, y.value());
        assertMessage(IllegalStateException.class, y::sin, "sin", "4.0", "node 1", "rewind");
        assertMessage(IllegalStateException.class, () -> z.add(y), "add", "forgot");
        assertMessage(IllegalStateException.class, y::gradients, "gradients", "forgot");
        assertMessage(IllegalStateException.class, () -> z.gradients().get(y), "forgot");
        assertMessage(IllegalStateException.class, y::nodes, "nodes", "forgot");
        assertEquals(4, g.get(x));
        assertEquals(0, g.get(z));                              // not the gradient by y
    }

    @Example
    void gradientsOutliveTheMemoryTheyWereComputedIn() {
        var tape = new Tape();
        Scalar x = tape.variable(2);
        Scalar w = tape.variable(3);
        Tape.Mark mark = tape.mark();
        Scalar y = x.mul(w).add(x);
        ScalarGradients first = y.gradients();
        ScalarGradients second = y.mul(2).gradients();
        tape.rewind(mark);
        ScalarGradients third = x.mul(10).mul(w).gradients();
        tape.rewind(mark);
        ScalarGradients fourth = x.add(w).mul(0.5).gradients();
        assertEquals(List.of(4.0, 8.0, 30.0, 0.5),
                Stream.of(first, second, third, fourth).map(g -> g.get(x)).toList());
        assertEquals(List.of(2.0, 4.0, 20.0, 0.5),
                Stream.of(first, second, third, fourth).map(g -> g.get(w)).toList());
        assertMessage(IllegalArgumentException.class, () -> third.adjoint(2),
                "first 2 nodes", "forgotten");
        tape.clear();
        assertMessage(IllegalStateException.class, () -> fourth.get(x), "forgot");
        Scalar z = tape.variable(5);
        assertEquals(10, z.square().gradients().get(z));
        assertMessage(IllegalArgumentException.class, () -> third.adjoint(0), "forgotten");
    }

    @Example
    void marksAreCheckedToo() {
        var tape = new Tape();
        assertMessage(IllegalArgumentException.class, () -> tape.rewind(new Tape().mark()),
                "rewind", "another");
        tape.variable(1);
        Tape.Mark mark = tape.mark();
        tape.clear();
        tape.variable(1);
        assertMessage(IllegalArgumentException.class, () -> tape.rewind(mark),
                "rewind", "after 1 nodes", "new mark()");
    }

    @Property(tries = 50)
    void aLoopThatRewindsComputesWhatFreshTapesDo(@ForAll @IntRange(min = 1, max = 200) int n) {
        var tape = new Tape();
        Scalar w = tape.variable("w", 0.5);
        Tape.Mark mark = tape.mark();
        var again = new ArrayList<Double>();
        var fresh = new ArrayList<Double>();
        for (int round = 1; round <= 4; round++) {
            again.add(program(w, n * round).gradients().get(w));
            tape.rewind(mark);
            Scalar v = new Tape().variable("w", 0.5);
            fresh.add(program(v, n * round).gradients().get(v));
        }
        assertEquals(fresh, again);
        assertEquals(1, tape.size());
    }

    private static Scalar program(Scalar w, int n) {
        Scalar y = w;
        for (int i = 0; i < n; i++) {
            y = switch (i % 4) {
                case 0 -> y.mul(w).add(i);
                case 1 -> y.leakyRelu(0.01 * i);
                case 2 -> y.tanh();
                default -> y.maximum(w.sin());
            };
        }
        return y;
    }

    @Example
    void namesAreForgottenWithTheirVariables() {
        var tape = new Tape();
        Scalar a = tape.variable("a", 1);
        Tape.Mark mark = tape.mark();
        tape.variable("b", 2).elu(0.5);
        tape.rewind(mark);
        Scalar c = tape.variable("c", 3);
        assertEquals(List.of("a", "c", "elu", "mul"), a.mul(c.elu(0.5)).nodes().stream()
                .map(ScalarNode::name).toList());
        assertEquals("tape of 4 nodes", tape.toString());
    }

    @Example
    void operationsThatDifferInAnAttributeStayApart() {
        Scalar x = new Tape().variable(-1);
        Scalar y = x.leakyRelu(0.1).add(x.leakyRelu(0.2)).add(x.leakyRelu(0.1));
        assertEquals(0.1 + 0.2 + 0.1, y.derivative(x).value());
    }

    @Example
    void aTapeBelongsToItsThread() throws InterruptedException {
        Scalar x = new Tape().variable(2);
        var thrown = new ArrayList<Throwable>();
        Thread other = Thread.ofPlatform().name("other").start(() -> {
            for (Runnable use : List.<Runnable>of(x::exp, () -> x.mul(x),
                    x::gradients, () -> x.derivative(x))) {
                try {
                    use.run();
                } catch (WrongThreadException e) {
                    thrown.add(e);
                }
            }
        });
        other.join();
        assertEquals(4, thrown.size());
        for (Throwable t : thrown) {
            assertTrue(String.valueOf(t.getMessage()).contains("used by other"), t.toString());
        }
    }
}

package io.atled.autograd;

import static io.atled.autograd.ScalarTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Which marks stand: those before which nothing was forgotten, neither a node nor a comparison.
class TapeMarkTest {
    private final Tape tape = new Tape();

    private static void assertRefused(Tape tape, Tape.Mark mark, String what) {
        int size = tape.size();
        List<Tape.Decision> decisions = decisions(tape);
        assertMessage(IllegalArgumentException.class, () -> tape.rewind(mark),
                "rewind: needs a mark that stands", what, "new mark()");
        assertEquals(size, tape.size());
        assertEquals(decisions, decisions(tape));
    }

    private static List<Tape.Decision> decisions(Tape tape) {
        return tape.decisionsBefore(Integer.MAX_VALUE);
    }

    private static void assertTrueAt(Scalar x, double bound) {
        assertEquals(1, x.greater(bound).value());
    }

    /// It threw from within, half-way: a comparison is no node, so the mark was taken to stand.
    @Example
    void aMarkAfterAForgottenComparisonIsRefused() {
        Scalar x = tape.variable(1);
        Tape.Mark before = tape.mark();
        assertTrueAt(x, 0);
        Tape.Mark after = tape.mark();
        tape.rewind(before);
        assertRefused(tape, after, "after 1 nodes and 1 comparisons");
        tape.rewind(before);
        Scalar y = x.square();
        assertEquals(2, y.gradients().get(x));
    }

    /// It kept the comparison of another round, which a compiled program would then check.
    @Example
    void aComparisonInPlaceOfAForgottenOneDoesNotMakeTheMarkStand() {
        Scalar x = tape.variable(1);
        Tape.Mark before = tape.mark();
        assertTrueAt(x, 0);
        Tape.Mark after = tape.mark();
        tape.rewind(before);
        assertTrueAt(x, 0.5);
        assertRefused(tape, after, "after 1 nodes and 1 comparisons");
        assertEquals(0.5, decisions(tape).getFirst().operands().getLast().value());
        tape.rewind(tape.mark());
        assertEquals(1, decisions(tape).size());
    }

    @Example
    void marksOfOnePlaceStandTogether() {
        Scalar x = tape.variable(1);
        assertTrueAt(x, 0);
        Tape.Mark one = tape.mark();
        Tape.Mark other = tape.mark();
        assertTrueAt(x, 0.5);
        Scalar y = x.exp();
        tape.rewind(one);
        tape.rewind(other);
        tape.rewind(one);
        assertEquals(1, tape.size());
        assertEquals(1, decisions(tape).size());
        assertMessage(IllegalStateException.class, y::sin, "forgot");
    }

    @Example
    void aMarkStandsWhenOnlyWhatFollowsItIsForgotten() {
        Scalar x = tape.variable(1);
        Tape.Mark first = tape.mark();
        assertTrueAt(x, 0);
        Tape.Mark second = tape.mark();
        x.exp().sin();
        Tape.Mark third = tape.mark();
        tape.rewind(second);
        assertRefused(tape, third, "after 3 nodes and 1 comparisons");
        tape.rewind(second);
        tape.rewind(first);
        assertRefused(tape, second, "after 1 nodes and 1 comparisons");
        assertEquals(0, decisions(tape).size());
    }

    @Example
    void aMarkOfTheEmptyTapeAlwaysStands() {
        Tape.Mark empty = tape.mark();
        assertTrueAt(tape.variable("x", 1), 0);
        tape.clear();
        assertTrueAt(tape.variable("x", 1), 0);
        tape.rewind(empty);
        assertEquals(0, tape.size());
        assertEquals(0, decisions(tape).size());
    }

    @Example
    void aRefusedOperationForgetsNothing() {
        Scalar x = tape.variable(1);
        Tape.Mark before = tape.mark();
        Scalar forgotten = x.exp();
        tape.rewind(before);
        assertMessage(IllegalStateException.class, forgotten::sin, "forgot");
        Tape.Mark after = tape.mark();
        tape.rewind(before);
        tape.rewind(after);
        assertEquals(Math.cos(1), x.sin().gradients().get(x));
    }

    /// What was recorded: a scalar, or its comparison with a bound. No two are equal: scalars are
    /// equal if they are the same, and bounds are drawn at random.
    private record Event(Scalar scalar, double bound) {
        boolean isNode() {
            return Double.isNaN(bound);
        }
    }

    /// A mark, and what had been recorded when it was made.
    private record Place(Tape.Mark mark, List<Event> before) {
        boolean stands(List<Event> events) {
            return before.size() <= events.size()
                    && before.equals(events.subList(0, before.size()));
        }
    }

    /// A tape beside a plain list of what is on it.
    private static final class Model {
        private final Tape tape = new Tape();
        private final SplittableRandom random;
        private final List<Event> ever = new ArrayList<>();
        private final List<Place> places = new ArrayList<>();
        private List<Event> events = new ArrayList<>();

        Model(long seed) {
            random = new SplittableRandom(seed);
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0 -> node(tape.variable(random.nextInt(3)));
                case 1 -> node(tape.variable("v" + ever.size(), random.nextInt(3)));
                case 2, 3 -> operation();
                case 4, 5, 6 -> compare();
                case 7, 8 -> places.add(new Place(tape.mark(), List.copyOf(events)));
                case 9, 10 -> rewind();
                default -> clearNowAndThen();
            }
        }

        private void node(Scalar x) {
            Event event = new Event(x, Double.NaN);
            events.add(event);
            ever.add(event);
        }

        private void operation() {
            if (!ever.isEmpty()) {
                Event of = any();
                if (events.contains(of)) {
                    node(random.nextBoolean() ? of.scalar.sin()
                            : of.scalar.leakyRelu(random.nextInt(4) * 0.25));
                } else {
                    assertMessage(IllegalStateException.class, of.scalar::cos, "forgot");
                }
            }
        }

        private void compare() {
            if (!ever.isEmpty()) {
                Event of = any();
                double bound = random.nextDouble();
                if (events.contains(of)) {
                    of.scalar.less(bound);
                    events.add(new Event(of.scalar, bound));
                } else {
                    assertMessage(IllegalStateException.class, () -> of.scalar.less(bound),
                            "forgot");
                }
            }
        }

        private Event any() {
            return ever.get(random.nextInt(ever.size()));
        }

        private void rewind() {
            if (!places.isEmpty()) {
                Place place = places.get(random.nextInt(places.size()));
                if (place.stands(events)) {
                    tape.rewind(place.mark);
                    events = new ArrayList<>(place.before);
                } else {
                    assertRefused(tape, place.mark, "comparisons, of which");
                }
            }
        }

        private void clearNowAndThen() {
            if (random.nextInt(6) == 0) {
                tape.clear();
                events.clear();
            }
        }

        void check() {
            List<Event> nodes = events.stream().filter(Event::isNode).toList();
            assertEquals(nodes.size(), tape.size());
            assertEquals(events.stream().filter(e -> !e.isNode()).map(Event::bound).toList(),
                    decisions(tape).stream().map(d -> d.operands().getLast().value()).toList());
            for (Event event : ever) {
                assertEquals(!nodes.contains(event),
                        event.scalar.toString().endsWith("(forgotten)"), event::toString);
            }
            for (Event node : nodes) {
                Scalar x = node.scalar;
                assertEquals(x.value(), x.nodes().getLast().value());
                assertTrue(Double.isFinite(x.gradients().get(x)), x::toString);
            }
        }
    }

    @Property(tries = 300)
    void aRandomSequenceLeavesWhatAPlainListWould(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 120) int steps) {
        var model = new Model(seed);
        for (int i = 0; i < steps; i++) {
            model.step();
            model.check();
        }
    }
}

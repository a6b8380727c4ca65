package io.atled.autograd.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LayoutTest {
    /// The places in storage, in row-major order of the elements.
    private static List<Integer> places(Layout layout) {
        var places = new ArrayList<Integer>();
        for (int i = 0; i < layout.shape().size(); i++) {
            places.add(layout.at(i));
        }
        return places;
    }

    /// A layout after a few random steps from a row-major one.
    private static Layout random(Random random) {
        int[] sizes = new int[random.nextInt(4)];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = 1 + random.nextInt(4);
        }
        Layout layout = Layout.of(Shape.of(sizes));
        for (int steps = random.nextInt(5); steps > 0; steps--) {
            layout = step(layout, random);
        }
        return layout;
    }

    private static Layout step(Layout layout, Random random) {
        Shape shape = layout.shape();
        int rank = shape.rank();
        if (rank == 0) {
            return layout.expand(Shape.of(1 + random.nextInt(3)));
        }
        int axis = random.nextInt(rank);
        int n = shape.get(axis);
        return switch (random.nextInt(4)) {
            case 0 -> {
                int[] order = new int[rank];
                for (int k = 0; k < rank; k++) {
                    order[k] = (k + axis) % rank;
                }
                yield layout.permute(order);
            }
            case 1 -> {
                int start = random.nextInt(n);
                int by = 1 + random.nextInt(2);
                yield layout.slice(axis, start, by, (n - start - 1) / by + 1);
            }
            case 2 -> layout.slice(axis, n - 1, -1, n);
            default -> shape.size() > 100 ? layout
                    : layout.expand(shape.inserting(0, 1 + random.nextInt(3)));
        };
    }

    /// All ordered ways to write `n` as a product of numbers above 1.
    private static List<List<Integer>> factorings(int n) {
        var all = new ArrayList<List<Integer>>();
        if (n == 1) {
            all.add(List.of());
        }
        for (int d = 2; d <= n; d++) {
            if (n % d == 0) {
                for (List<Integer> rest : factorings(n / d)) {
                    var whole = new ArrayList<Integer>();
                    whole.add(d);
                    whole.addAll(rest);
                    all.add(whole);
                }
            }
        }
        return all;
    }

    /// The strides that show `places` under `shape`, if there are any: looked for one axis at a
    /// time, then tried on every element.
    private static boolean expressible(List<Integer> places, int[] sizes) {
        int[] strides = new int[sizes.length];
        int inner = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = sizes[axis] > 1 ? places.get(inner) - places.getFirst() : 0;
            inner *= sizes[axis];
        }
        for (int flat = 0; flat < places.size(); flat++) {
            int at = places.getFirst();
            int rest = flat;
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                at += rest % sizes[axis] * strides[axis];
                rest /= sizes[axis];
            }
            if (at != places.get(flat)) {
                return false;
            }
        }
        return true;
    }

    @Property(tries = 1500)
    void reshapeKeepsTheElementsAndCopiesOnlyWhereStridesCannot(
            @ForAll @IntRange(max = 1_000_000) int seed) {
        var random = new Random(seed);
        Layout layout = random(random);
        List<Integer> places = places(layout);
        for (List<Integer> factors : factorings(layout.shape().size())) {
            int[] sizes = factors.stream().mapToInt(k -> k).toArray();
            Shape target = Shape.of(sizes);
            Shape spread = target.inserting(random.nextInt(target.rank() + 1), 1);
            for (Shape shape : List.of(target, spread)) {
                Optional<Layout> reshaped = layout.reshape(shape);
                assertEquals(expressible(places, shape.toArray()), reshaped.isPresent(),
                        () -> layout + " as " + shape);
                reshaped.ifPresent(r -> {
                    assertEquals(shape, r.shape());
                    assertEquals(places, places(r));
                });
            }
        }
    }

    @Property(tries = 1500)
    void mergedShowsTheSameElementsWithTheFewestAxes(@ForAll @IntRange(max = 1_000_000) int seed) {
        Layout layout = random(new Random(seed));
        Layout merged = layout.merged();
        assertEquals(places(layout), places(merged));
        for (int axis = 0; axis < merged.shape().rank(); axis++) {
            assertTrue(merged.shape().get(axis) > 1);
            assertFalse(axis > 0 && merged.stride(axis - 1)
                    == merged.stride(axis) * merged.shape().get(axis), merged::toString);
        }
    }

    @Property(tries = 1500)
    void contiguousMeansSideBySide(@ForAll @IntRange(max = 1_000_000) int seed) {
        Layout layout = random(new Random(seed));
        List<Integer> places = places(layout);
        boolean sideBySide = true;
        for (int i = 0; i < places.size(); i++) {
            sideBySide &= places.get(i) == layout.offset() + i;
        }
        assertEquals(sideBySide, layout.isContiguous(), layout::toString);
    }

    @Test
    void whatCannotBeExpressedIsNotReshaped() {
        Layout turned = Layout.of(Shape.of(2, 3)).permute(1, 0);
        assertEquals(Optional.empty(), turned.reshape(Shape.of(6)));
        assertTrue(turned.reshape(Shape.of(3, 1, 2)).isPresent());
        Layout everySecond = Layout.of(Shape.of(4, 6)).slice(1, 0, 2, 3);
        assertTrue(everySecond.reshape(Shape.of(12)).isPresent());
        assertEquals(Optional.empty(),
                Layout.of(Shape.of(4, 5)).slice(1, 0, 2, 3).reshape(Shape.of(12)));
    }

    @Test
    void aFlippedVectorFoldsWithNegativeStrides() {
        Layout flipped = Layout.of(Shape.of(6)).slice(0, 5, -1, 6);
        Layout folded = flipped.reshape(Shape.of(2, 3)).orElseThrow();
        assertEquals(List.of(5, 4, 3, 2, 1, 0), places(folded));
        assertEquals(-3, folded.stride(0));
        assertEquals(-1, folded.stride(-1));
    }

    @Test
    void whatIsRepeatedStaysRepeatedUnderAnotherShape() {
        Layout repeated = Layout.of(Shape.of()).expand(Shape.of(2, 3));
        Layout flat = repeated.reshape(Shape.of(6)).orElseThrow();
        assertEquals(0, flat.stride(0));
        assertEquals(List.of(0, 0, 0, 0, 0, 0), places(flat));
    }

    @Test
    void emptyLayoutsTakeAnyEmptyShape() {
        Layout empty = Layout.of(Shape.of(2, 0, 3)).permute(2, 1, 0);
        assertTrue(empty.isContiguous());
        assertEquals(Shape.of(0, 5), empty.reshape(Shape.of(0, 5)).orElseThrow().shape());
        assertEquals(List.of(), places(empty.merged()));
    }

    @Test
    void noElementOfAPermutationIsSharedOrLost() {
        Map<Integer, Set<Integer>> seen = new HashMap<>();
        int k = 0;
        for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1},
                {2, 1, 0}}) {
            seen.put(k++, new HashSet<>(places(Layout.of(Shape.of(2, 3, 4)).permute(order))));
        }
        seen.values().forEach(places -> assertEquals(24, places.size()));
    }

    @Test
    void aLayoutSaysWhatItIs() {
        assertEquals("(3,2) strides [1, 3] offset 0",
                Layout.of(Shape.of(2, 3)).permute(1, 0).toString());
    }
}

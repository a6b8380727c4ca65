package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// The numbers that a traversal gives, and the order in which it sweeps.
class OrderTest {
    private final Tensor x = Tensor.of(1.0, 2.0).variable();

    @Property(tries = 300)
    void tensorsAreNumberedAsTheyCome(@ForAll @Size(max = 300) List<@IntRange(max = 99) Integer>
            picks, @ForAll @IntRange(min = 1, max = 40) int stride) {
        var tensors = new ArrayList<Tensor>();
        for (int i = 0; i < 100; i++) {
            for (int skipped = 1; skipped < stride; skipped++) {
                x.variable();                               // serials in a regular distance
            }
            tensors.add(x.variable());
        }
        var numbering = new Numbering();
        var wanted = new IdentityHashMap<Tensor, Integer>();
        for (int pick : picks) {
            Tensor t = tensors.get(pick);
            wanted.putIfAbsent(t, wanted.size());
            assertEquals(wanted.get(t), numbering.add(t));
            assertSame(t, numbering.get(numbering.of(t)));
        }
        assertEquals(wanted.size(), numbering.count());
        for (Tensor t : tensors) {
            assertEquals(wanted.getOrDefault(t, -1), numbering.of(t));
        }
    }

    @Test
    void whatAsksHasASerialGreaterThanThoseOfItsInputs() {
        Tensor y = x.mul(x.sin());
        for (Tensor t : Order.from(y).consumersFirst()) {
            t.inputs().forEach(input -> assertTrue(input.serial() < t.serial()));
        }
        assertNotEquals(x.serial(), x.variable().serial());
        assertEquals(0, Tensor.of(1.0).add(2).serial());
        assertEquals(0, y.detach().serial());
    }

    @Test
    void eachComesAfterAllOfItsConsumers() {
        Tensor a = x.sin();
        Tensor b = a.cos();
        Tensor y = a.mul(b).add(x).add(b);
        List<Tensor> order = Order.from(y).consumersFirst();
        assertSame(y, order.getFirst());
        assertSame(x, order.getLast());
        for (int k = 0; k < order.size(); k++) {
            for (Tensor input : order.get(k).inputs()) {
                assertTrue(order.subList(k + 1, order.size()).stream().anyMatch(t -> t == input));
            }
        }
    }

    /// Else a loop that takes an inner gradient in every round would be quadratic.
    @Test
    void aGraphThatIsMerelyCapturedIsNotWalked() {
        Tensor captured = x;
        for (int i = 0; i < 1000; i++) {
            captured = captured.sin();
        }
        Tensor t = Tensor.of(1.0, 2.0).variable();
        Tensor y = t.mul(captured).sum();
        Order all = Order.from(y);
        Order own = Order.from(y, t.serial());
        assertEquals(1004, all.size());
        assertFalse(all.reachesOlder());
        assertEquals(3, own.size());
        assertTrue(own.reachesOlder());
        assertEquals(-1, own.number(x));
    }
}

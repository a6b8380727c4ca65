package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SweepTest {
    /// p − rate·v with v ← keep·v + g, of p, g, v and the rate.
    private record Momentum(double keep) implements Sweep.Rule {
        @Override
        public <T extends Algebra<T>> List<T> values(List<T> x) {
            T v = x.get(2).mul(keep).add(x.get(1));
            return List.of(x.get(0).sub(v.mul(x.get(3))), v);
        }
    }

    private final Sweep momentum = Sweep.of(new Momentum(0.5), 4);

    @Test
    void slotsChangeAndTensorsDoNot() {
        Tensor p = Tensor.of(1.0, 2);
        Tensor g = Tensor.of(10.0, 20);
        Sweep.Slot v = Sweep.Slot.of(Tensor.of(4.0, 8));
        Tensor before = v.value();
        Tensor next = Sweep.run(List.of(momentum.over(List.of(p, g), List.of(v), 0.1)))
                .getFirst();
        assertArrayEquals(new double[] {-0.2, -0.4}, next.toDoubles(), 1e-15);
        assertArrayEquals(new double[] {12, 24}, v.value().toDoubles());
        assertArrayEquals(new double[] {4, 8}, before.toDoubles());
        assertArrayEquals(new double[] {1, 2}, p.toDoubles());
        assertFalse(next.requiresGrad());
    }

    /// Often enough for the loops of its own to be compiled, and large enough for several tasks;
    /// small parts go together where their types and numbers agree.
    @Test
    void manySweepsGiveTheBitsOfTensorVerbs() {
        var random = new SplittableRandom(3);
        List<Tensor> p = new ArrayList<>();
        List<Tensor> g = new ArrayList<>();
        List<Tensor> v = new ArrayList<>();
        List<Sweep.Slot> slots = new ArrayList<>();
        List<Double> rates = List.of(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.1, 0.1);
        for (int n : new int[] {70_000, 3, 0, 600, 40_000, 256, 257, 5, 9, 7, 1}) {
            DType type = n == 7 || n == 1 ? DType.F64 : DType.F32;
            p.add(Tensor.uniform(Shape.of(n), -1, 1, random).to(type));
            g.add(Tensor.uniform(Shape.of(2, n), -1, 1, random).to(type).select(0, 1));
            v.add(Tensor.zeros(type, Shape.of(n)));
            slots.add(Sweep.Slot.of(v.getLast()));
        }
        for (int round = 0; round < 300; round++) {
            var tasks = new ArrayList<Sweep.Task>();
            for (int i = 0; i < p.size(); i++) {
                tasks.add(momentum.over(List.of(p.get(i), g.get(i)), List.of(slots.get(i)),
                        rates.get(i)));
            }
            List<Tensor> next = Sweep.run(tasks);
            for (int i = 0; i < p.size(); i++) {
                v.set(i, v.get(i).mul(0.5).add(g.get(i)));
                Tensor expected = p.get(i).sub(v.get(i).mul(rates.get(i)));
                assertArrayEquals(expected.toDoubles(), next.get(i).toDoubles());
                assertArrayEquals(v.get(i).toDoubles(), slots.get(i).value().toDoubles());
                p.set(i, expected);
            }
        }
    }

    @Test
    void aTaskKeepsItsNumbersAndMayRunAgain() {
        Tensor p = Tensor.of(1.0, 2);
        Sweep.Slot v = Sweep.Slot.of(Tensor.of(0.0, 0));
        double[] rate = {0.5};
        Sweep.Task task = momentum.over(List.of(p, p), List.of(v), rate);
        rate[0] = 100;
        Tensor first = Sweep.run(List.of(task)).getFirst();
        Tensor second = Sweep.run(List.of(task)).getFirst();
        assertArrayEquals(new double[] {0.5, 1}, first.toDoubles());
        assertArrayEquals(new double[] {0.25, 0.5}, second.toDoubles());
    }

    @Test
    void aSlotStandsInOneTaskOfARun() {
        Tensor p = Tensor.of(1.0, 2);
        Sweep.Slot v = Sweep.Slot.of(Tensor.of(0.0, 0));
        Sweep.Task task = momentum.over(List.of(p, p), List.of(v), 0.1);
        IllegalArgumentException twice = assertThrows(IllegalArgumentException.class,
                () -> Sweep.run(List.of(task, task)));
        assertTrue(twice.getMessage().contains("one after another"), twice.getMessage());
        assertArrayEquals(new double[2], v.value().toDoubles());
    }

    @Test
    void theDoorIsBeforeAnyWork() {
        Tensor p = Tensor.of(1f, 2f);
        Sweep.Slot v = Sweep.Slot.of(Tensor.zeros(2));
        ShapeMismatch shape = assertThrows(ShapeMismatch.class,
                () -> momentum.over(List.of(p, Tensor.of(1f)), List.of(v), 0.1));
        assertTrue(shape.getMessage().contains("(2)") && shape.getMessage().contains("(1)")
                && shape.getMessage().contains("nothing is broadcast"), shape.getMessage());
        DTypeMismatch type = assertThrows(DTypeMismatch.class,
                () -> momentum.over(List.of(p, Tensor.of(1.0, 2)), List.of(v), 0.1));
        assertTrue(type.getMessage().contains("F64"), type.getMessage());
        IllegalArgumentException count = assertThrows(IllegalArgumentException.class,
                () -> momentum.over(List.of(p, p), List.of(v)));
        assertTrue(count.getMessage().contains("takes 4 operands"), count.getMessage());
        assertThrows(DTypeMismatch.class, () -> Sweep.Slot.of(Tensor.of(1, 2)));
        assertEquals(DType.F32, v.value().dtype());
    }
}

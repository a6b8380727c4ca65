package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.atled.autograd.kernel.Pool;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Who may still have the value that a cell has replaced. What is recycled turns to NaN here.
class CellTest {
    private final Step step = new Step(Pool.poisoning());
    private final Cell cell = new Cell(Tensor.of(1f, 2f));

    /// One update in a step, as a training does: the value doubles.
    private Tensor update() {
        var before = new ArrayList<Tensor>();
        step.run(() -> {
            before.add(cell.get());
            cell.set(cell.get().mul(2));
            assertEquals(before.get(0).sum().item() * 2, cell.get().sum().item());
            return "nothing";
        });
        return before.get(0);
    }

    private static void assertGone(Tensor t) {
        assertError(IllegalStateException.class, t::item, "recycled");
    }

    @Test
    void theValueOutlivesTheStepAndTheOneBeforeDoesNot() {
        assertEquals(3, update().sum().item(), "the first came from outside");
        for (int i = 2; i < 10; i++) {
            Tensor before = update();
            assertError(IllegalStateException.class, before::toFloats, "recycled");
        }
        assertEquals(3 * 512, cell.get().sum().item());
    }

    @Test
    void updatesUseTwoArraysInTurn() {
        update();
        update();
        Object first = array();
        update();
        update();
        assertSame(first, array());
    }

    /// The array of the present value, looked at inside the step.
    private Object array() {
        var storage = new ArrayList<Object>();
        step.run(() -> storage.add(cell.get().array().floats()));
        return storage.get(0);
    }

    @Test
    void aValueAskedForOutsideLivesOn() {
        update();
        Tensor seen = cell.get();
        update();
        update();
        assertEquals(6, seen.sum().item());
        assertEquals(24, cell.get().sum().item());
    }

    @Test
    void aValueThatAnotherStepHasSeenLivesOn() {
        update();
        var other = new Step(Pool.poisoning());
        var seen = new ArrayList<Tensor>();
        other.run(() -> seen.add(cell.get()));
        update();
        update();
        assertEquals(6, seen.get(0).sum().item());
    }

    @Test
    void aValueThatIsKeptOrReturnedLivesOn() {
        update();
        Tensor returned = step.run(cell::get);
        update();
        Tensor kept = step.run(() -> {
            Step.keep(cell.get());
            return cell.set(cell.get().mul(2));
        });
        update();
        assertEquals(6, returned.sum().item());
        assertEquals(12, kept.sum().item());
    }

    @Test
    void aNewValueThatIsReturnedLivesOn() {
        Tensor next = step.run(() -> {
            Tensor made = Tensor.of(5f, 6f).mul(1);
            cell.set(made);
            return made;
        });
        update();
        update();
        assertEquals(11, next.sum().item());
    }

    @Test
    void twoCellsMayHoldOneValue() {
        var second = new Cell(Tensor.of(0f));
        step.run(() -> {
            cell.set(Tensor.of(5f, 6f).mul(1));
            return second.set(cell.get().reshape(2, 1));
        });
        update();
        update();
        assertEquals(11, step.run(() -> second.get().sum().item()));
        step.run(() -> second.set(Tensor.of(0f)));
        update();
        assertEquals(88, cell.get().sum().item());
    }

    @Test
    void aValueMayComeBackInTheSameStep() {
        update();
        step.run(() -> {
            Tensor good = cell.get();
            cell.set(good.mul(Float.POSITIVE_INFINITY));
            assertEquals(Double.POSITIVE_INFINITY, cell.get().sum().item());
            cell.set(good);
            return "nothing";
        });
        assertEquals(6, cell.get().sum().item());
        update();
        assertEquals(12, cell.get().sum().item());
    }

    @Test
    void settingTheValueItHasChangesNothing() {
        update();
        step.run(() -> {
            cell.set(cell.get());
            return "nothing";
        });
        assertEquals(6, cell.get().sum().item());
        update();
        assertEquals(12, cell.get().sum().item());
    }

    @Test
    void whatWasReplacedIsGoneOnlyWhenTheStepEnds() {
        update();
        var seen = new ArrayList<Tensor>();
        step.run(() -> {
            Tensor before = cell.get();
            cell.set(before.mul(2));
            seen.add(before);
            assertEquals(6, cell.get().sub(before).sum().item());
            return "nothing";
        });
        assertGone(seen.get(0).slice(0, 0, 1));
    }
}

package io.atled.nn;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TrainingTest {
    @Test
    void inferenceIsTheDefaultAndNothingHasToBeRestored() {
        RandomGenerator random = new SplittableRandom(1);
        assertFalse(Training.isOn());
        assertEquals("done", Training.with(random, () -> {
            assertTrue(Training.isOn());
            assertSame(random, Training.random());
            return "done";
        }));
        assertFalse(Training.isOn());
    }

    @Test
    void aValidationInBetweenTurnsTrainingOff() {
        RandomGenerator outer = new SplittableRandom(1);
        RandomGenerator inner = new SplittableRandom(2);
        Training.with(outer, () -> {
            assertFalse(Training.<Boolean, RuntimeException>off(Training::isOn));
            assertThrows(IllegalStateException.class, () -> Training.off(Training::random));
            assertSame(inner, Training.with(inner, Training::random));
            assertSame(outer, Training.random());
            return true;
        });
    }

    @Test
    void theScopeEndsWhenItsBodyThrows() {
        assertThrows(IOException.class, () -> Training.with(new SplittableRandom(1), () -> {
            throw new IOException("from inside");
        }));
        assertFalse(Training.isOn());
    }

    @Test
    void anotherThreadIsNotTraining() throws InterruptedException {
        boolean[] on = {true};
        Training.with(new SplittableRandom(1), () -> {
            Thread other = new Thread(() -> on[0] = Training.isOn());
            other.start();
            other.join();
            return null;
        });
        assertFalse(on[0]);
    }

    @Test
    void thereIsNoGeneratorOutsideAScope() {
        refused(IllegalStateException.class, Training::random, "training", "no generator",
                "Training.with(random, () -> …)");
    }
}

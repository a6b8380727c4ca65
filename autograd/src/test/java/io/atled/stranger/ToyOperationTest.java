package io.atled.stranger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What CONTRIBUTING says of a new operation: one record in one file, and the laws hold.
final class ToyOperationTest {
    /// The promise: an operation is at most this many lines, comments and imports included.
    private static final int LINES = 40;

    private static final String FILE = "src/test/java/io/atled/stranger/Softshrink.java";

    @Test
    void aToyOperationSatisfiesEveryLaw() {
        var random = new SplittableRandom(3);
        Tensor x = Sample.between(-2, 2, Shape.of(3, 5), random, 0.05, -0.5, 0.5);
        Tensor line = Sample.between(-2, 2, Shape.of(4), random, 0.05, -0.5, 0.5);
        Laws.of(new Softshrink(0.5)).with(Sample.of(x), Sample.of(line)).check().orThrow();
    }

    @Test
    void aToyOperationIsAVerbInAChain() {
        Tensor x = Tensor.of(-2f, -0.25f, 0f, 0.75f).variable();
        Tensor y = x.then(Softshrink.by(0.5)).mul(2);
        assertArrayEquals(new float[] {-3, 0, 0, 0.5f}, y.toFloats());
        assertArrayEquals(new float[] {2, 0, 0, 2}, y.sum().gradients().get(x).toFloats());
    }

    @Test
    void aToyOperationIsOneShortFile() throws IOException {
        Path here = Path.of(FILE);
        Path file = Files.exists(here) ? here : Path.of("autograd").resolve(FILE);
        long lines = Files.readAllLines(file).size();
        assertTrue(lines <= LINES, "Softshrink.java has " + lines + " lines; an operation must"
                + " fit into " + LINES + ": make the core do more, not the file shorter");
    }
}

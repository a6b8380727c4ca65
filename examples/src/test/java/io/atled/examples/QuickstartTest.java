package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.examples.data.Digits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    /// What a network of this size reaches on the fixed split with any seed, after PyTorch.
    private static final double GOOD = 0.965;
    /// Fewer or noisier updates; softmax regression reaches 0.947.
    private static final double FAIR = 0.945;

    @TempDir
    private Path folder;

    @Test
    void threeSchedulesLearnToReadDigitsWithRightGradients() {
        Quickstart.Findings found = Quickstart.find(Digits.load());
        assertEquals(Set.of("batch", "stochastic", "mini-batch"), found.histories().keySet());
        found.histories().forEach((name, history) -> {
            double accuracy = history.last().judged().get("accuracy");
            assertTrue(accuracy >= (name.equals("mini-batch") ? GOOD : FAIR),
                    name + " reached " + accuracy);
        });
        assertTrue(found.check().passed(), found.check().format());
        assertEquals(4, found.check().inputs().size());
    }

    @Test
    void itDrawsTheNetworkAndTheLosses() throws IOException {
        new Quickstart().run(folder);
        var losses = ImageIO.read(folder.resolve("losses.png").toFile());
        assertTrue(losses.getWidth() > 500 && losses.getHeight() > 300);
        assertTrue(Files.readString(folder.resolve("network.svg")).contains("softmaxCrossEntropy"));
    }
}

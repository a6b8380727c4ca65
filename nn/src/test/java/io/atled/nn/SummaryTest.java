package io.atled.nn;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Dropout;
import io.atled.nn.layers.Embedding;
import io.atled.nn.layers.Flatten;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Residual;
import io.atled.nn.layers.Sequential;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final RandomGenerator RANDOM = new SplittableRandom(1);

    /// A user's layer with parts of its own; it reports nothing itself.
    public record Gated(Linear value, Linear gate, Parameter scale) implements Layer {
        static Gated of(int in, int out) {
            return new Gated(Linear.of(in, out, RANDOM), Linear.of(in, out, RANDOM),
                    Parameter.of(Tensor.of(1f)));
        }

        @Override
        public Tensor forward(Tensor x) {
            return value.forward(x).mul(gate.forward(x).sigmoid()).mul(scale.value());
        }
    }

    @Test
    void theTableShowsPathKindOutputAndCounts() {
        Layer model = Sequential.of(new Flatten(), Linear.of(64, 32, RANDOM), Activation.relu(),
                new Dropout(0.2), Linear.of(32, 10, RANDOM));
        assertEquals("""
                layer  kind             output  parameters
                0      Flatten          (2,64)           0
                1      Linear(64 → 32)  (2,32)       2,080
                2      Relu             (2,32)           0
                3      Dropout(0.2)     (2,32)           0
                4      Linear(32 → 10)  (2,10)         330
                total                   (2,10)       2,410
                """, model.summary(Shape.of(2, 8, 8)));
    }

    @Test
    void layersInsideRecordsAndFunctionsHaveRowsToo() {
        Layer model = Sequential.of(Gated.of(3, 4), new Residual(Linear.withoutBias(4, 4, RANDOM)),
                x -> x.sum(1));
        assertEquals("""
                layer    kind                    output  parameters
                0        Gated                   (7,4)            1
                0.value  Linear(3 → 4)           (7,4)           16
                0.gate   Linear(3 → 4)           (7,4)           16
                1        Residual                (7,4)            0
                1.inner  Linear(4 → 4, no bias)  (7,4)           16
                2        function                (7)              0
                total                            (7)             49
                """, model.summary(Shape.of(7, 3)));
    }

    @Test
    void aModelWithPartsOfItsOwnHasARowForWhatIsDirectlyInIt() {
        Summary summary = Summary.of(Gated.of(3, 4), Shape.of(7, 3));
        assertEquals(List.of("", "value", "gate"),
                summary.rows().stream().map(Summary.Row::path).toList());
        assertEquals(List.of(1L, 16L, 16L),
                summary.rows().stream().map(Summary.Row::parameters).toList());
        assertEquals(33, summary.parameters());
        assertTrue(summary.format().lines().anyMatch(line -> line.matches("- +Gated +\\? +1")),
                "it does not tell its output: " + summary);
    }

    @Test
    void aLayerInSeveralPlacesShowsWhatItGaveInEach() {
        Activation relu = Activation.relu();
        Layer model = Sequential.of(Linear.of(3, 4, RANDOM), relu, Linear.of(4, 2, RANDOM), relu);
        Summary summary = Summary.of(model, Shape.of(1, 3));
        assertEquals(List.of(Shape.of(1, 4)), summary.rows().get(1).outputs());
        assertEquals(List.of(Shape.of(1, 2)), summary.rows().get(3).outputs());
    }

    @Test
    void tiedWeightsAreCountedOnce() {
        Linear shared = Linear.of(3, 3, RANDOM);
        Summary summary = Summary.of(Sequential.of(shared, Activation.tanh(), shared),
                Shape.of(1, 3));
        assertEquals(List.of(12L, 0L, 0L),
                summary.rows().stream().map(Summary.Row::parameters).toList());
    }

    @Test
    void aModelThatTakesIndicesIsGivenIndices() {
        Layer model = Sequential.of(Embedding.of(9, 4, RANDOM), x -> x.mean(1),
                Linear.of(4, 2, RANDOM));
        String table = model.summary(Shape.of(3, 5));
        assertTrue(table.contains("Embedding(9 × 4)"), table);
        assertTrue(table.contains("(3,5,4)"), table);
        assertTrue(table.contains("(3,2)"), table);
    }

    @Test
    void aLayerAloneIsOneRow() {
        Summary summary = Summary.of(Linear.of(3, 4, RANDOM), Shape.of(1, 3));
        assertEquals(1, summary.rows().size());
        assertEquals(16, summary.parameters());
        assertEquals(Shape.of(1, 4), summary.output());
    }

    @Test
    void neitherTrainingNorRecordingReachesTheRun() {
        boolean[] seen = new boolean[2];
        Layer spy = x -> {
            seen[0] = Training.isOn();
            seen[1] = Recording.isOn();
            return x;
        };
        Training.with(RANDOM, () -> spy.summary(Shape.of(1)));
        assertEquals(List.of(false, false), List.of(seen[0], seen[1]));
    }

    @Test
    void anInputThatDoesNotFitIsRefusedByTheLayerThatMindsIt() {
        Layer model = Sequential.of(Linear.of(3, 4, RANDOM), Linear.of(5, 2, RANDOM));
        refused(ShapeMismatch.class, () -> model.summary(Shape.of(1, 3)), "layer 1",
                "Linear(5 → 2)", "expects 5 features", "got (1,4)", "Linear.of(4, 2, random)");
    }
}

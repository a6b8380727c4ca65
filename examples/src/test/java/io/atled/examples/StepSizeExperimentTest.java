package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepSizeExperimentTest {
    /// Rounding is not its bound but some part of it, so that the best step is smaller than in
    /// theory by up to this factor.
    private static final double NEAR = 16;

    private static final List<DifferenceErrors> CURVES = StepSizeExperiment.curves();

    @Test
    void theBestStepIsNearTheoretical() {
        for (DifferenceErrors c : CURVES.subList(0, 4)) {
            double ratio = c.theory() / c.bestStep();
            assertTrue(ratio > 1 / NEAR && ratio < NEAR, c.kind() + " " + c.dtype() + ": " + ratio);
        }
    }

    @Test
    void centralBeatsForwardAndExtrapolationBeatsBoth() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            assertTrue(curve("central", dtype).leastError()
                    < curve("forward", dtype).leastError() / 10, dtype.toString());
        }
        assertTrue(curve("extrapolated", DType.F64).leastError()
                < curve("central", DType.F64).leastError() / 100);
    }

    @Test
    void aForwardErrorFallsInProportionToALargeStep() {
        DifferenceErrors c = curve("forward", DType.F64);
        for (int k = 4; k < 14; k++) {
            assertEquals(2, c.errors().get(k) / c.errors().get(k + 1), 0.1,
                    "from step " + c.steps().get(k));
        }
    }

    @Test
    void atTheBestStepOfTheoryTheErrorIsNearTheLeast() {
        for (DifferenceErrors c : CURVES.subList(0, 4)) {
            double ratio = c.errorAt(c.theory()) / c.leastError();
            assertTrue(ratio >= 1 && ratio < NEAR, c.kind() + " " + c.dtype() + ": " + ratio);
        }
    }

    @Test
    void thePictureIsWritten(@TempDir Path out) throws IOException {
        new StepSizeExperiment().run(out);
        Pictures.assertDrawn(out.resolve("step-size.png"), 900, 520, Charts.COLORS);
    }

    private static DifferenceErrors curve(String kind, DType dtype) {
        return CURVES.stream().filter(c -> c.kind().equals(kind) && c.dtype() == dtype)
                .findFirst().orElseThrow();
    }
}

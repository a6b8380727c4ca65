package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import io.atled.examples.ReferenceNetwork.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceNetworkTest {
    /// What is asked of a thousand updates in F64.
    private static final double EQUAL = 1e-10;
    /// The cost of calling both classes equally likely.
    private static final double GUESSING = Math.log(2);

    @TempDir
    static Path out;
    private static ImmutableMap<ReferenceSetting, Found> found;

    @BeforeAll
    static void run() throws IOException {
        found = ReferenceNetwork.find();
        ReferenceReport.of(found, out);
    }

    @Test
    void formulasAndLayersGiveTheSameCosts() {
        found.forEach((setting, one) -> {
            assertEquals(ReferenceNetwork.ITERATIONS, one.byHand().length());
            assertEquals(ReferenceNetwork.ITERATIONS, one.byNn().length());
            assertTrue(one.difference() <= EQUAL, setting + ": " + one.difference());
        });
    }

    @Test
    void nothingIsLearnedFromTinyWeights() {
        for (ReferenceSetting setting :
                List.of(ReferenceSetting.SMALL, ReferenceSetting.SMALL_FASTER)) {
            Found one = found.get(setting);
            assertEquals(GUESSING, last(one), 1e-6, setting.name());
            assertEquals(0.5, one.accuracy(), setting.name());
        }
    }

    @Test
    void glorotWeightsLearn() {
        assertTrue(last(found.get(ReferenceSetting.GLOROT)) < GUESSING - 0.005,
                "slowly at the same rate");
        assertTrue(last(found.get(ReferenceSetting.GLOROT_FASTER)) < 0.1, "well at a larger one");
        assertTrue(found.get(ReferenceSetting.GLOROT_FASTER).accuracy() > 0.95);
    }

    @Test
    void signalsAndSlopesVanishInTinyWeights() {
        Found small = found.get(ReferenceSetting.SMALL);
        Found glorot = found.get(ReferenceSetting.GLOROT);
        assertTrue(small.spreads().getLast() < 1e-5 && glorot.spreads().getLast() > 1e-3,
                small.spreads() + " and " + glorot.spreads());
        assertTrue(small.slopes().getFirst() < 1e-5 && glorot.slopes().getFirst() > 1e-3,
                small.slopes() + " and " + glorot.slopes());
        int[] inputs = {4, 10, 20};
        for (int l = 0; l < inputs.length; l++) {
            double passed = small.spreads().get(l + 1) / small.spreads().get(l);
            assertEquals(0.01 * Math.sqrt(inputs[l]) / 4, passed, 0.3 * passed, "layer " + (l + 1));
        }
    }

    @Test
    void drawsItsPictures() throws IOException {
        Pictures.assertDrawn(out.resolve("reference-costs.png"), 2 * 560, 400,
                Charts.COLORS.subList(0, 4));
        Pictures.assertDrawn(out.resolve("reference-layers.png"), 2 * 560, 400,
                Charts.COLORS.subList(0, 2));
    }

    private static double last(Found one) {
        return one.byHand().get(ReferenceNetwork.ITERATIONS - 1);
    }
}

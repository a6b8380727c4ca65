package io.atled.autograd.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

final class LayeringTest {

    @Test
    void aDeepChainDoesNotOverflowTheStack() {
        int depth = 100_000;
        Layering layering = Layering.of(Sketch.chain(depth));
        assertEquals(depth, layering.count());
        assertEquals(depth - 1, layering.of(depth - 1));
        assertTrue(Sketch.chain(depth).toDot().contains("\"n99998\" -> \"n99999\""));
    }

    @Test
    void aLateWeightStandsBesideItsLayer() {
        // 0 → 1 → 2 → 3, and the weight 4 → 3
        Layering layering = Layering.of(Sketch.graph(5, 0, 1, 1, 2, 2, 3, 4, 3));
        assertEquals(ImmutableList.of(0, 1, 2, 3, 2), layering.layers());
    }

    @Test
    void anInputOfALateStepStandsBesideThatStep() {
        // a spine 0 → … → 6; node 8 is fed by the leaf 7 and by 0, and feeds 6
        Layering layering = Layering.of(
                Sketch.graph(9, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 0, 8, 8, 6));
        assertEquals(5, layering.of(8));
        assertEquals(4, layering.of(7));
    }

    @Test
    void aCycleIsRefusedNamingANodeOnIt() {
        // 0 → 1 → 2 → 3 → 1, and 3 → 4: only 1, 2, 3 lie on the cycle
        Sketch.assertSays(() -> Sketch.graph(5, 0, 1, 1, 2, 2, 3, 3, 1, 3, 4).toSvg(),
                "Diagram.toSvg", "without cycles", "1 'n1' → 2 'n2' → 3 'n3' → 1 'n1'",
                "leave out", "toDot()");
        Sketch.assertSays(() -> Sketch.graph(1, 0, 0).toSvg(), "0 'n0' → 0 'n0'");
    }

    @Test
    void aLongCycleIsNamedBriefly() {
        int[] ends = new int[40];
        for (int i = 0; i < 20; i++) {
            ends[2 * i] = i;
            ends[2 * i + 1] = (i + 1) % 20;
        }
        Sketch.assertSays(() -> Sketch.graph(20, ends).toSvg(), "→ … →");
    }
}

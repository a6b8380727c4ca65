package io.atled.nn.optim;

import static io.atled.nn.Messages.refused;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Tensor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ClipTest {
    /// A dozen roundings in F64.
    private static final double ROUNDING = 1e-14;

    @Property(tries = 100)
    void theGlobalNormStaysWithinTheLimitAndTheDirectionStays(
            @ForAll @Size(4) List<@DoubleRange(min = -100, max = 100) Double> values,
            @ForAll @DoubleRange(min = 0.01, max = 300) double limit) {
        double[] all = values.stream().mapToDouble(v -> v).toArray();
        var before = ImmutableMap.of("a", Tensor.of(all[0]), "b", Tensor.of(all[1], all[2]),
                "c", Tensor.scalar(all[3]));
        var after = Clip.byGlobalNorm(limit).apply(before);
        double norm = Clip.globalNorm(before.values(), 2);
        double clipped = Clip.globalNorm(after.values(), 2);
        assertEquals(before.keySet(), after.keySet());
        assertTrue(clipped <= limit * (1 + ROUNDING), clipped + " > " + limit);
        double scale = norm == 0 ? 1 : clipped / norm;
        before.forEach((name, gradient) -> assertArrayEquals(gradient.mul(scale).toDoubles(),
                requireNonNull(after.get(name)).toDoubles(), 100 * ROUNDING));
    }

    @Property(tries = 100)
    void noElementExceedsTheLimitByValue(
            @ForAll @Size(3) List<@DoubleRange(min = -10, max = 10) Double> values,
            @ForAll @DoubleRange(min = 0.01, max = 20) double limit) {
        Tensor before = Tensor.of(values.stream().mapToDouble(v -> v).toArray());
        Tensor after = requireNonNull(
                Clip.byValue(limit).apply(ImmutableMap.of("g", before)).get("g"));
        for (int i = 0; i < 3; i++) {
            assertEquals(Math.max(-limit, Math.min(limit, before.get(i))), after.get(i));
        }
    }

    @Test
    void gradientsWithinTheLimitAreGivenBackAsTheyAre() {
        var small = ImmutableMap.of("g", Tensor.of(0.3, 0.4));
        assertSame(small, Clip.byGlobalNorm(1).apply(small));
        assertSame(small, Clip.none().apply(small));
    }

    @Test
    void theGlobalNormHasAnyOrder() {
        var tensors = List.of(Tensor.of(3.0, -4), Tensor.of(12.0), Tensor.of(new double[0]));
        assertEquals(13, Clip.globalNorm(tensors, 2), ROUNDING * 13);
        assertEquals(19, Clip.globalNorm(tensors, 1), ROUNDING * 19);
        assertEquals(12, Clip.globalNorm(tensors, Double.POSITIVE_INFINITY));
        assertEquals(0, Clip.globalNorm(List.of(), 2));
    }

    @Test
    void limitsMustBePositive() {
        refused(IllegalArgumentException.class, () -> Clip.byValue(0), "clip", "limit", "0.0");
        refused(IllegalArgumentException.class, () -> Clip.byGlobalNorm(Double.NaN), "clip", "NaN");
        refused(IllegalArgumentException.class, () -> Clip.byGlobalNorm(1, 0), "order", "0.0");
    }
}

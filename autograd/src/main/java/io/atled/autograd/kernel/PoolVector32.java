package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The same with the Vector API; touch only if [Simd#available()].
///
/// Windows side by side in lanes. Those two apart take every second element of two vectors; those
/// further apart are left to plain Java.
final class PoolVector32 extends PoolRow32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final VectorSpecies<Integer> INDICES = VectorSpecies.of(int.class,
            VectorShape.forBitSize(Integer.SIZE * LANES));

    /// Elements 0, 2, 4, … of two vectors: wrapped indices ask for the second.
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES,
            i -> 2 * i < LANES ? 2 * i : 2 * i - 2 * LANES);

    @Override
    int wide(int stride) {
        return stride <= 2 ? LANES : super.wide(stride);
    }

    @Override
    boolean run(int places, int stride, float[] x, int at, int[] taps, int[] numbers, int first,
            int[] index, float[] largest) {
        boolean none = false;
        if (stride == 1) {
            for (int j = 0; j < places; j += LANES) {
                none |= single(x, at + j, taps, numbers, first + j, index, j);
            }
        } else if (stride == 2) {
            for (int j = 0; j < places; j += LANES) {
                none |= second(x, at + 2 * j, taps, numbers, first + 2 * j, index, j);
            }
        } else {
            return super.run(places, stride, x, at, taps, numbers, first, index, largest);
        }
        return none;
    }

    private static boolean single(float[] x, int at, int[] taps, int[] numbers, int first,
            int[] index, int j) {
        FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        IntVector number = IntVector.broadcast(INDICES, NONE);
        for (int t = 0; t < taps.length; t++) {
            FloatVector value = FloatVector.fromArray(SPECIES, x, at + taps[t]);
            VectorMask<Float> larger = value.compare(VectorOperators.LE, largest).not()
                    .and(largest.compare(VectorOperators.EQ, largest));
            largest = largest.blend(value, larger);
            number = number.blend(numbers[t], larger.cast(INDICES));
        }
        number.add(IntVector.broadcast(INDICES, first).addIndex(1)).intoArray(index, j);
        return number.compare(VectorOperators.LT, 0).anyTrue();
    }

    private static boolean second(float[] x, int at, int[] taps, int[] numbers, int first,
            int[] index, int j) {
        FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        IntVector number = IntVector.broadcast(INDICES, NONE);
        for (int t = 0; t < taps.length; t++) {
            FloatVector value = FloatVector.fromArray(SPECIES, x, at + taps[t])
                    .rearrange(EVEN, FloatVector.fromArray(SPECIES, x, at + taps[t] + LANES));
            VectorMask<Float> larger = value.compare(VectorOperators.LE, largest).not()
                    .and(largest.compare(VectorOperators.EQ, largest));
            largest = largest.blend(value, larger);
            number = number.blend(numbers[t], larger.cast(INDICES));
        }
        number.add(IntVector.broadcast(INDICES, first).addIndex(2)).intoArray(index, j);
        return number.compare(VectorOperators.LT, 0).anyTrue();
    }
}

package io.atled.benchmarks.workload;

import java.util.SplittableRandom;

/// The numbers that all libraries start from: the same in every process.
public final class Numbers {
    private Numbers() {}

    /// Normally distributed numbers.
    public static float[] normal(int count, double scale, long seed) {
        var random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (scale * random.nextGaussian());
        }
        return numbers;
    }

    /// Class labels from 0 to `classes` − 1.
    public static int[] labels(int count, int classes, long seed) {
        var random = new SplittableRandom(seed);
        return random.ints(count, 0, classes).toArray();
    }
}

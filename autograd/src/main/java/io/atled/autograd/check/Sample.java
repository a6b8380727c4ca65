package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Inputs that an operation can be checked with.
///
/// Laws that compare with differences move each element by about 10⁻³: keep the elements further
/// than that from kinks, ties and the edges of the domain. The factories here do.
///
/// @param note what is special about them, for messages
/// @param inputs one tensor for each input of the operation
public record Sample(String note, ImmutableList<Tensor> inputs) {
    /// The seed of the fixed cotangents and directions.
    private static final long SEED = 0x5eed;

    /// These inputs, named by their shapes.
    public static Sample of(Tensor... inputs) {
        return of(List.of(inputs));
    }

    /// These inputs, named by their shapes.
    public static Sample of(List<Tensor> inputs) {
        String note = inputs.stream().map(t -> t.shape().toString())
                .reduce((a, b) -> a + ", " + b).orElse("no inputs");
        return new Sample(note, ImmutableList.copyOf(inputs));
    }

    /// The same inputs under this note.
    public Sample noted(String other) {
        return new Sample(other, inputs);
    }

    /// F64 numbers drawn uniformly from low to high.
    public static Tensor between(double low, double high, Shape shape, RandomGenerator random) {
        return Tensor.of(shape, random.doubles(shape.size(), low, high).toArray());
    }

    /// F64 numbers drawn uniformly from low to high, none nearer than `margin` to a kink.
    ///
    /// @throws IllegalArgumentException if the kinks leave no room
    public static Tensor between(double low, double high, Shape shape, RandomGenerator random,
            double margin, double... kinks) {
        if (2 * margin * kinks.length >= high - low) {
            throw new IllegalArgumentException("between: " + kinks.length + " kinks with a margin"
                    + " of " + margin + " leave no room from " + low + " to " + high);
        }
        double[] drawn = DoubleStream.generate(() -> random.nextDouble(low, high))
                .filter(v -> Arrays.stream(kinks).allMatch(k -> Math.abs(v - k) >= margin))
                .limit(shape.size()).toArray();
        return Tensor.of(shape, drawn);
    }

    /// F64 numbers from low to high in random order, equally far apart: no ties.
    public static Tensor untied(double low, double high, Shape shape, RandomGenerator random) {
        int n = shape.size();
        var order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(order, Random.from(random));
        double gap = (high - low) / Math.max(1, n);
        return Tensor.of(shape, order.stream().mapToDouble(k -> low + (k + 0.5) * gap).toArray());
    }

    /// A fixed F64 cotangent: numbers of both signs between 0.5 and 1.5 in size, so that no element
    /// of a result goes unseen and none hides another.
    static Tensor cotangent(Shape shape) {
        return direction(shape, SEED);
    }

    /// Fixed F64 numbers of both signs between 0.5 and 1.5 in size.
    static Tensor direction(Shape shape, long seed) {
        var random = new SplittableRandom(seed);
        double[] values = new double[shape.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.5, 1.5);
        }
        return Tensor.of(shape, values);
    }
}

package io.atled.nn.train;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.data.Dataset;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Sequential;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Small things to learn.
final class Problems {
    private Problems() {}

    /// Two half circles that reach into each other: no line separates the two classes.
    static Dataset moons(int n, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        float[] points = new float[2 * n];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            double angle = Math.PI * random.nextDouble();
            labels[i] = i % 2;
            double x = labels[i] == 0 ? Math.cos(angle) : 1 - Math.cos(angle);
            double y = labels[i] == 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
            points[2 * i] = (float) (x + 0.08 * random.nextGaussian());
            points[2 * i + 1] = (float) (y + 0.08 * random.nextGaussian());
        }
        return new Dataset(Tensor.of(Shape.of(n, 2), points), Tensor.of(labels));
    }

    /// Two inputs, two logits, and enough in between for the moons.
    static Layer network(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        return Sequential.of(Linear.of(2, 16, random), Activation.tanh(),
                Linear.of(16, 2, random));
    }

    /// The line y = 2x, at x = 1, 2, …, n.
    static Dataset line(int n) {
        Tensor x = Tensor.arange(1, n + 1, 1).unsqueeze(1);
        return new Dataset(x, x.mul(2));
    }

    /// Multiplies by its only number.
    record Factor(Parameter factor) implements Layer {
        static Factor of(float start) {
            return new Factor(Parameter.of(Tensor.of(start)));
        }

        @Override
        public Tensor forward(Tensor x) {
            return x.mul(factor.value());
        }

        double now() {
            return factor.value().item();
        }
    }
}

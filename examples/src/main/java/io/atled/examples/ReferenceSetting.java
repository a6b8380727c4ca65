package io.atled.examples;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.shape.DType;
import io.atled.examples.data.Iris;
import io.atled.nn.Layer;
import io.atled.nn.init.Initializer;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Sequential;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Where a training of the reference network begins, and how fast it goes.
enum ReferenceSetting {
    /// That of the notes.
    SMALL(Initializer.normal(0, 0.01), 0.01, "normal × 0.01"),
    /// The same weights, larger steps.
    SMALL_FASTER(Initializer.normal(0, 0.01), 0.3, "normal × 0.01"),
    /// The same steps, other weights.
    GLOROT(Initializer.glorotNormal(), 0.01, "Glorot"),
    /// Both.
    GLOROT_FASTER(Initializer.glorotNormal(), 0.3, "Glorot");

    final double rate;
    final String start;
    private final Initializer weights;

    ReferenceSetting(Initializer weights, double rate, String start) {
        this.weights = weights;
        this.rate = rate;
        this.start = start;
    }

    /// The network before its first update, always the same one.
    Layer model() {
        RandomGenerator random = new SplittableRandom(1);
        return Sequential.of(
                Linear.of(Iris.MEASUREMENTS, 10, weights, random), Activation.sigmoid(),
                Linear.of(10, 20, weights, random), Activation.sigmoid(),
                Linear.of(20, 30, weights, random), Activation.sigmoid(),
                Linear.of(30, 2, weights, random)).to(DType.F64);
    }

    /// The same network as plain arrays.
    static HandNetwork byHand(Layer model) {
        var w = ImmutableList.<double[][]>builder();
        var b = ImmutableList.<double[][]>builder();
        model.state().forEach((name, value) -> (value.rank() == 2 ? w : b)
                .add(value.reshape(value.shape().get(0), -1).toArray(double[][].class)));
        return new HandNetwork(w.build(), b.build(), ImmutableList.of(Curve.SIGMOID, Curve.SIGMOID,
                Curve.SIGMOID, Curve.NONE));
    }
}

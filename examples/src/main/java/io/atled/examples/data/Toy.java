package io.atled.examples.data;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.nn.data.Dataset;
import java.util.random.RandomGenerator;

/// Made-up points in the plane, of two classes that no straight line separates.
///
/// Each class is a curve along which points are drawn uniformly and then shifted by normal noise;
/// the other class is its mirror image, or the same curve in another size. The classes take turns,
/// so that both have equally many. All points lie around (0, 0), about 1 away from it.
///
/// **Shape** inputs F32 `(samples,2)`; labels I32 `(samples)`, 0 or 1
public final class Toy {
    /// The radius of the inner circle; that of the outer one is 1.
    private static final double INNER = 0.5;

    private Toy() {}

    /// A curve for each class.
    @FunctionalInterface
    private interface Curve {
        /// Coordinates at `t`, from 0 to 1 along the curve.
        ///
        /// @param side 1 for label 0, −1 for label 1
        double[] at(int side, double t);
    }

    /// Two half circles that reach into each other.
    ///
    /// **Source** as scikit-learn's `make_moons`, moved to the middle.
    ///
    /// @param samples how many points in all
    /// @param noise the standard deviation of each coordinate around the curve
    /// @param random draws the points
    /// @throws IllegalArgumentException if there are no samples, or the noise is negative
    public static Dataset moons(int samples, double noise, RandomGenerator random) {
        return points("moons", samples, noise, random, (side, t) -> new double[] {
            side * (Math.cos(Math.PI * t) - 0.5), side * (Math.sin(Math.PI * t) - 0.25)});
    }

    /// A circle of radius 1 and one of radius ½ inside it.
    ///
    /// **Source** as scikit-learn's `make_circles`.
    ///
    /// @param samples how many points in all
    /// @param noise the standard deviation of each coordinate around the curve
    /// @param random draws the points
    /// @throws IllegalArgumentException if there are no samples, or the noise is negative
    public static Dataset circles(int samples, double noise, RandomGenerator random) {
        return points("circles", samples, noise, random, (side, t) -> {
            double radius = side > 0 ? 1 : INNER;
            return new double[] {radius * Math.cos(2 * Math.PI * t),
                radius * Math.sin(2 * Math.PI * t)};
        });
    }

    /// Two arms that wind once around the middle, from there out to radius 1.
    ///
    /// **Source** after Lang and Witbrock, *Learning to Tell Two Spirals Apart* (1988), whose arms
    /// wind three times.
    ///
    /// @param samples how many points in all
    /// @param noise the standard deviation of each coordinate around the curve
    /// @param random draws the points
    /// @throws IllegalArgumentException if there are no samples, or the noise is negative
    public static Dataset spirals(int samples, double noise, RandomGenerator random) {
        return points("spirals", samples, noise, random, (side, t) -> {
            double radius = Math.sqrt(t);       // as many points for each unit of length, nearly
            return new double[] {side * radius * Math.cos(2 * Math.PI * radius),
                side * radius * Math.sin(2 * Math.PI * radius)};
        });
    }

    private static Dataset points(String name, int samples, double noise, RandomGenerator random,
            Curve curve) {
        if (samples < 1 || !(noise >= 0 && Double.isFinite(noise))) {
            throw new IllegalArgumentException("Toy." + name + ": needs at least 1 sample and"
                    + " finite noise of at least 0, got " + samples + " samples, noise " + noise);
        }
        var inputs = new float[2 * samples];
        var labels = new int[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = i % 2;
            double[] point = curve.at(1 - 2 * labels[i], random.nextDouble());
            inputs[2 * i] = (float) (point[0] + noise * random.nextGaussian());
            inputs[2 * i + 1] = (float) (point[1] + noise * random.nextGaussian());
        }
        return new Dataset(Tensor.of(Shape.of(samples, 2), inputs), Tensor.of(labels));
    }
}

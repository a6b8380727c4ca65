package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.examples.WhyActivations.Task;
import io.atled.examples.WhyActivations.Trained;
import io.atled.nn.Layer;
import io.atled.nn.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyActivationsTest {
    /// Sums of a few dozen products of size 10 in F64.
    private static final double ROUNDED = 1e-12;

    /// Sums of a few dozen products of size 1 in F32.
    private static final double F32 = 1e-4;

    /// A bent function of this network has second differences of 0.1 and more somewhere.
    private static final double BENT = 0.1;

    /// Two trainings of a convex loss stop at slightly different lines: of 2000 points, so many may
    /// lie between them.
    private static final double BETWEEN = 0.015;

    /// The line of the least cross-entropy is not that of the most right answers.
    private static final double NEAR = 0.05;

    /// The noise of the points leaves 1 to 3 of 100 on the wrong side of any boundary.
    private static final double SOLVED = 0.95;

    private static final int PROBES = 200;

    private static final ImmutableList<Task> TASKS = WhyActivations.tasks();

    @Test
    void withoutActivationsTheLogitsAreAffine() {
        for (Task task : TASKS) {
            assertEquals(0, largestSecondDifference(network(task, "none")), ROUNDED, task.name());
        }
    }

    @Test
    void withActivationsTheyAreNot() {
        for (Task task : TASKS) {
            for (String name : List.of("sigmoid", "tanh", "ReLU", "GELU")) {
                double bend = largestSecondDifference(network(task, name));
                assertTrue(bend > BENT, task.name() + ", " + name + ": " + bend);
            }
        }
    }

    @Test
    void withoutActivationsTheBoundaryIsOneStraightLine() {
        for (Task task : TASKS) {
            assertEquals(0, distanceFromOneLine(boundary(network(task, "none"))), 1e-9,
                    task.name() + ": bisection ends at 1e-12, a small slope magnifies it");
        }
    }

    @Test
    void theEquationThatIsPrintedIsTheNetwork() {
        Tensor points = Tensor.uniform(Shape.of(PROBES, 2), -2, 2, new SplittableRandom(4));
        for (Task task : TASKS) {
            Layer network = trained(task, "none").layer();
            StraightLine line = StraightLine.of(network);
            double[] preferences = preference(network, points).toDoubles();
            for (int i = 0; i < PROBES; i++) {
                assertEquals(preferences[i], line.at(points.get(i, 0), points.get(i, 1)), F32,
                        task.name() + ": " + line);
            }
        }
    }

    @Test
    void anEquationIsWrittenAsInABook() {
        assertEquals("−0.500·x₁ − 2.000·x₂ + 0.125 = 0",
                new StraightLine(-0.5, -2, 0.125).toString());
    }

    @Test
    void withActivationsItIsNot() {
        for (Task task : TASKS) {
            double distance = distanceFromOneLine(boundary(network(task, "tanh")));
            assertTrue(distance > 0.2, task.name() + ": " + distance);
        }
    }

    @Test
    void withoutActivationsItIsAsGoodAsLogisticRegression() {
        for (Task task : TASKS) {
            assertEquals(task.single().accuracy(), trained(task, "none").accuracy(), BETWEEN,
                    task.name());
        }
    }

    @Test
    void withoutActivationsItDoesNotBeatTheBestStraightLine() {
        for (Task task : TASKS) {
            double reached = trained(task, "none").accuracy();
            assertTrue(reached <= task.bestLine(), task.name() + ": " + reached);
            assertTrue(task.bestLine() < 0.9, task.name() + ": no line solves it");
        }
    }

    @Test
    void withoutActivationsItComesNearTheBestStraightLineWhereCrossEntropySeesOne() {
        for (Task task : TASKS) {
            double reached = trained(task, "none").accuracy();
            boolean circles = task.name().equals("circles");        // both have the same middle
            assertEquals(circles ? 0.5 : task.bestLine(), reached, NEAR, task.name());
        }
    }

    @Test
    void theBestStraightLineIsFound() {
        Tensor points = Tensor.uniform(Shape.of(500, 2), -1, 1, new SplittableRandom(5));
        Tensor above = points.matmul(Tensor.of(1f, -2f)).greater(0.3);
        assertEquals(1, StraightLine.bestAccuracy(new Dataset(points, above.to(DType.I32))), 0.01,
                "it tries every degree");
    }

    @Test
    void withActivationsItSolvesEveryTask() {
        for (Task task : TASKS) {
            for (String name : List.of("sigmoid", "tanh", "ReLU", "GELU")) {
                double accuracy = trained(task, name).accuracy();
                assertTrue(accuracy > SOLVED, task.name() + ", " + name + ": " + accuracy);
            }
        }
    }

    @Test
    void drawsAllRegions(@TempDir Path folder) throws IOException {
        WhyActivations.show(TASKS, folder);
        Pictures.assertDrawn(folder.resolve("activations.png"), 5 * 240, 3 * 240,
                Charts.COLORS.subList(0, 2));
    }

    private static Trained trained(Task task, String name) {
        return Objects.requireNonNull(task.networks().get(name));
    }

    private static Layer network(Task task, String name) {
        return trained(task, name).layer().to(DType.F64);
    }

    /// By how much label 1 is preferred. **Shape** `(n,2) → (n)`
    private static Tensor preference(Layer network, Tensor points) {
        Tensor logits = network.forward(points).detach();
        return logits.select(1, 1).sub(logits.select(1, 0));
    }

    /// The largest |f(a) + f(b) − 2·f((a + b)/2)| of random pairs, in units of the spread of f.
    private static double largestSecondDifference(Layer network) {
        var random = new SplittableRandom(1);
        Tensor a = Tensor.uniform(Shape.of(PROBES, 2), -2, 2, random).to(DType.F64);
        Tensor b = Tensor.uniform(Shape.of(PROBES, 2), -2, 2, random).to(DType.F64);
        Tensor f = preference(network, a);
        return f.add(preference(network, b)).sub(preference(network, a.add(b).div(2)).mul(2))
                .abs().max().item() / f.std().item();
    }

    /// Where the network is undecided on lines up and across the plane, by bisection.
    private static List<double[]> boundary(Layer network) {
        var points = new ArrayList<double[]>();
        for (double fixed = -1.5; fixed <= 1.5; fixed += 0.1) {
            for (double from = -1.5; from < 1.5; from += 0.1) {
                cross(network, new double[] {fixed, from}, new double[] {fixed, from + 0.1},
                        points);
                cross(network, new double[] {from, fixed}, new double[] {from + 0.1, fixed},
                        points);
            }
        }
        return points;
    }

    private static void cross(Layer network, double[] from, double[] to, List<double[]> points) {
        double sign = at(network, from, to, 0);
        if (sign * at(network, from, to, 1) >= 0) {
            return;
        }
        double low = 0;
        double high = 1;
        while (high - low > ROUNDED) {
            double middle = (low + high) / 2;
            if (sign * at(network, from, to, middle) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        points.add(new double[] {from[0] + low * (to[0] - from[0]),
            from[1] + low * (to[1] - from[1])});
    }

    private static double at(Layer network, double[] from, double[] to, double share) {
        return preference(network, Tensor.of(Shape.of(1, 2), from[0] + share * (to[0] - from[0]),
                from[1] + share * (to[1] - from[1]))).item();
    }

    /// How far the points lie, at most, from the line through the two that are farthest apart.
    private static double distanceFromOneLine(List<double[]> points) {
        assertTrue(points.size() > 20, "only " + points.size() + " points on the boundary");
        double[] first = points.getFirst();
        double[] one = farthest(points, first);
        double[] other = farthest(points, one);
        double length = Math.hypot(other[0] - one[0], other[1] - one[1]);
        return points.stream().mapToDouble(p -> Math.abs((other[0] - one[0]) * (p[1] - one[1])
                - (other[1] - one[1]) * (p[0] - one[0])) / length).max().orElseThrow();
    }

    private static double[] farthest(List<double[]> points, double[] from) {
        return points.stream().max((p, q) -> Double.compare(
                Math.hypot(p[0] - from[0], p[1] - from[1]),
                Math.hypot(q[0] - from[0], q[1] - from[1]))).orElseThrow();
    }
}

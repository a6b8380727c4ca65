package io.atled.examples;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Scalar;
import io.atled.autograd.Tape;
import io.atled.autograd.Tensor;
import io.atled.autograd.graph.ScalarGraph;
import io.atled.autograd.graph.TensorGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Puts the formulas of back-propagation, written out over plain arrays, beside autograd, layer by
/// layer; draws what autograd recorded; and follows a single weight down its loss curve.
public final class BackpropByHand implements Example {
    /// A layer's z, a, dz, dW and db: their norms, and by hand how far from autograd they are.
    ///
    /// @param norms one for each
    /// @param differences one for each, as [Matrices#difference] measures them
    record Compared(ImmutableList<Double> norms, ImmutableList<Double> differences) {}

    @Override
    public String idea() {
        return "the chain rule written out over plain arrays gives what autograd gives";
    }

    @Override
    public void run(Path out) throws IOException {
        RandomGenerator random = new SplittableRandom(4);
        HandNetwork network = network(List.of(3, 5, 4, 2),
                List.of(Curve.TANH, Curve.RELU, Curve.SIGMOID), random);
        print(compare(network, matrix(3, 8, random), matrix(2, 8, random)));
        OneWeight.print();

        var pair = network(List.of(1, 2, 1), List.of(Curve.TANH, Curve.SIGMOID), random);
        var recorded = RecordedNetwork.of(pair, matrix(1, 1, random), new double[][] {{1}});
        TensorGraph.of(recorded.loss()).with(recorded.gradients())
                .diagram("Two layers: every value and its gradient")
                .write(out.resolve("backprop-layers.svg"));
        ScalarGraph.of(neuron()).diagram("One neuron: every number and its gradient")
                .write(out.resolve("backprop-neuron.svg"));
        OneWeightPicture.draw(out.resolve("backprop-descent.png"));
        Charts.say(out, "backprop-layers.svg", "backprop-neuron.svg", "backprop-descent.png");
    }

    /// A network with so many inputs, then outputs of each layer, and normal weights and biases.
    static HandNetwork network(List<Integer> sizes, List<Curve> curves, RandomGenerator random) {
        var w = ImmutableList.<double[][]>builder();
        var b = ImmutableList.<double[][]>builder();
        for (int l = 0; l < curves.size(); l++) {
            w.add(matrix(sizes.get(l + 1), sizes.get(l), random));
            b.add(matrix(sizes.get(l + 1), 1, random));
        }
        return new HandNetwork(w.build(), b.build(), ImmutableList.copyOf(curves));
    }

    /// Normal numbers.
    static double[][] matrix(int rows, int columns, RandomGenerator random) {
        return Matrices.map(new double[rows][columns], zero -> random.nextGaussian());
    }

    /// The layers of a network that is to give `y` for `x`, by hand and by autograd. The loss is
    /// half the squared distance, Σ (a − y)²/2, so that dL/da = a − y.
    static ImmutableList<Compared> compare(HandNetwork network, double[][] x, double[][] y) {
        HandNetwork.Forward forward = network.forward(x);
        double[][] da = Matrices.zip(forward.outputs(), y, (a, wanted) -> a - wanted);
        HandNetwork.Backward backward = network.backward(forward, network.last(forward, da));

        var recorded = RecordedNetwork.of(network, x, y);
        return IntStream.range(0, network.w().size()).mapToObj(l -> {
            List<double[][]> hand = List.of(forward.z().get(l), forward.a().get(l + 1),
                    backward.dz().get(l), backward.dw().get(l), backward.db().get(l));
            List<Tensor> auto = recorded.layer(l);
            var differences = ImmutableList.<Double>builder();
            for (int i = 0; i < auto.size(); i++) {
                differences.add(Matrices.difference(hand.get(i), auto.get(i)));
            }
            return new Compared(hand.stream().map(Matrices::norm)
                    .collect(ImmutableList.toImmutableList()), differences.build());
        }).collect(ImmutableList.toImmutableList());
    }

    /// (σ(w₁x₁ + w₂x₂ + b) − 1)² at some numbers.
    private static Scalar neuron() {
        var tape = new Tape();
        Scalar z = tape.variable("w₁", 0.5).mul(2).add(tape.variable("w₂", -1).mul(1.5))
                .add(tape.variable("b", 0.25));
        return z.sigmoid().sub(1).square();
    }

    private static void print(List<Compared> layers) {
        System.out.println("layer        z         a        dz        dW        db   norms");
        for (int l = 0; l < layers.size(); l++) {
            System.out.printf("%-4d %s%n     %s   hand − autograd%n", l + 1,
                    row("%10.4f", layers.get(l).norms), row("%10.0e", layers.get(l).differences));
        }
        System.out.println();
    }

    private static String row(String format, List<Double> numbers) {
        var row = new StringBuilder();
        numbers.forEach(x -> row.append(String.format(format, x)));
        return row.toString();
    }
}

package io.atled.examples;

import static io.atled.examples.Matrices.transposed;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.examples.data.Iris;
import io.atled.nn.Layer;
import io.atled.nn.data.Dataset;
import io.atled.nn.data.Standardization;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import io.atled.nn.train.Metric;
import io.atled.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Trains inputs → 10 → 20 → 30 → 2, sigmoid in the hidden layers and softmax at the output, by the
/// formulas over plain arrays and by `nn`: the same costs. From weights of normal × 0.01 it learns
/// nothing, from Glorot's it does.
///
/// The *cost* is the mean cross-entropy over the whole set. The set is two species of iris flowers
/// that are not quite separable, 40 flowers of each.
public final class ReferenceNetwork implements Example {
    /// Updates, each by the whole set.
    static final int ITERATIONS = 1000;

    /// What came of a setting.
    ///
    /// @param byHand the cost before each update, by the formulas over plain arrays
    /// @param byNn the same by `nn`
    /// @param accuracy the share of the set that the network is right about in the end
    /// @param spreads how far each layer's inputs differ from sample to sample at the start: their
    ///         standard deviation, in the mean over its units
    /// @param slopes ‖dW‖ of each layer at the start
    record Found(ImmutableDoubleArray byHand, ImmutableDoubleArray byNn, double accuracy,
            ImmutableList<Double> spreads, ImmutableList<Double> slopes) {
        /// The greatest difference between the two.
        double difference() {
            return IntStream.range(0, ITERATIONS)
                    .mapToDouble(i -> Math.abs(byHand.get(i) - byNn.get(i))).max().orElseThrow();
        }
    }

    @Override
    public String idea() {
        return "a deep sigmoid network learns nothing from tiny weights, but does from Glorot's";
    }

    @Override
    public void run(Path out) throws IOException {
        ReferenceReport.of(find(), out);
    }

    static ImmutableMap<ReferenceSetting, Found> find() {
        return Maps.toMap(EnumSet.allOf(ReferenceSetting.class), ReferenceNetwork::find);
    }

    /// Trains by hand and by `nn`, from the same weights.
    private static Found find(ReferenceSetting setting) {
        Dataset data = flowers();
        Layer model = setting.model();
        HandNetwork network = ReferenceSetting.byHand(model);
        double[][] x = transposed(data.inputs().toArray(double[][].class));     // a column each
        double[][] y = transposed(
                Tensor.oneHot(data.targets(), 2).to(DType.F64).toArray(double[][].class));

        HandNetwork.Forward first = network.forward(x);
        HandNetwork.Backward slopes = network.backward(first, dz(first, y));
        var costs = ImmutableDoubleArray.builder();
        for (int i = 0; i < ITERATIONS; i++) {
            HandNetwork.Forward pass = network.forward(x);
            costs.add(HandNetwork.crossEntropy(HandNetwork.softmax(pass.outputs()), y));
            network = network.step(network.backward(pass, dz(pass, y)), setting.rate);
        }
        Trainer trainer = Trainer.of(model, Loss::softmaxCrossEntropy, new Sgd(),
                        Rate.constant(setting.rate), new SplittableRandom(2))
                .withDescent(Descent.batch()).withEpochs(ITERATIONS);
        return new Found(costs.build(), trainer.fit(data).stepLosses(),
                Metric.accuracy(model.forward(data.inputs()), data.targets()),
                each(first.a().subList(0, slopes.dw().size()), Matrices::spread),
                each(slopes.dw(), Matrices::norm));
    }

    /// The slope of the cost by the scores z of softmax: p − y, in the mean over the samples.
    private static double[][] dz(HandNetwork.Forward pass, double[][] y) {
        double[][] p = HandNetwork.softmax(pass.outputs());
        return Matrices.zip(p, y, (pi, yi) -> (pi - yi) / y[0].length);
    }

    private static ImmutableList<Double> each(List<double[][]> layers,
            ToDoubleFunction<double[][]> f) {
        return layers.stream().map(f::applyAsDouble).collect(ImmutableList.toImmutableList());
    }

    /// Versicolor (0) and virginica (1).
    private static Dataset flowers() {
        Dataset iris = Iris.load().train();
        int[] species = iris.targets().toInts();
        Dataset two = iris.take(
                IntStream.range(0, species.length).filter(i -> species[i] > 0).toArray());
        return Standardization.of(two.inputs()).apply(new Dataset(two.inputs(),
                two.targets().equalTo(2).to(DType.I32))).to(DType.F64);
    }
}

package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.atled.autograd.Gradients;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.reference.ReferenceFile;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.Training;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Rate;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchNormTest {
    /// Rounding of sums of a few F64 numbers around 1.
    private static final double ROUNDING = 1e-13;
    /// What the reference promises for F64.
    private static final double REFERENCE = 1e-9;

    private static Tensor input(int... sizes) {
        return Tensor.normal(Shape.of(sizes), 3, 2, new SplittableRandom(8)).to(DType.F64);
    }

    private static BatchNorm exact(int channels) {
        return (BatchNorm) BatchNorm.of(channels).to(DType.F64);
    }

    private static Tensor train(Layer layer, Tensor x) {
        return Training.with(new SplittableRandom(1), () -> layer.forward(x));
    }

    @Test
    void eachChannelOfATrainingBatchHasMeanZeroAndVarianceOne() {
        for (Tensor x : List.of(input(6, 3), input(2, 3, 5), input(2, 3, 4, 5))) {
            Tensor y = train(exact(3).epsilon(0), x).transpose(0, 1).reshape(3, -1);
            assertArrayEquals(new double[3], y.mean(1).toDoubles(), ROUNDING);
            assertArrayEquals(new double[] {1, 1, 1}, y.square().mean(1).toDoubles(), ROUNDING);
        }
    }

    @Test
    void runningMeansMoveAsInTheReference() {
        for (JsonObject one : ReferenceFile.cases("norm")) {
            if (!one.get("id").getAsString().equals("batch_norm_1d3_train")) {
                continue;
            }
            List<Tensor> in = one.getAsJsonArray("inputs").asList().stream()
                    .map(t -> ReferenceFile.tensor(t.getAsJsonObject())).toList();
            var layer = new BatchNorm(Parameter.of(in.get(1)), Parameter.of(in.get(2)),
                    Parameter.statistic(in.get(3)), Parameter.statistic(in.get(4)), 0.1, 1e-5);
            train(layer, in.getFirst());
            assertArrayEquals(output(one, 1), layer.mean().value().toDoubles(), REFERENCE);
            assertArrayEquals(output(one, 2), layer.variance().value().toDoubles(), REFERENCE);
            return;
        }
        throw new AssertionError("the reference has no such case");
    }

    private static double[] output(JsonObject one, int k) {
        return ReferenceFile.tensor(one.getAsJsonArray("outputs").get(k).getAsJsonObject())
                .toDoubles();
    }

    @Test
    void inferenceTakesTheRunningMeansAndLeavesThem() {
        BatchNorm layer = exact(2).momentum(1).epsilon(0);
        Tensor x = input(8, 2);
        train(layer, x);
        Map<String, Tensor> before = layer.state();
        Tensor y = layer.forward(x.slice(0, 0, 1));
        double[] expected = x.slice(0, 0, 1).sub(x.mean(0)).div(x.std(0)).toDoubles();
        assertArrayEquals(expected, y.toDoubles(), ROUNDING);
        before.forEach((name, value) -> assertArrayEquals(value.toDoubles(),
                layer.state().get(name).toDoubles(), name));
    }

    @Test
    void statisticsAreSavedButNotLearned() {
        BatchNorm layer = BatchNorm.of(2);
        assertEquals(List.of("scale", "shift", "mean", "variance"),
                List.copyOf(layer.parameters().keySet()));
        var sgd = new Sgd().over(layer.parameters(), Rate.constant(0.1));
        Tensor x = input(8, 2).to(DType.F32);
        Tensor loss = train(layer, x).mul(Tensor.of(1f, 2f)).square().sum();
        Tensor mean = layer.mean().value();
        sgd.step(loss.gradients());
        assertArrayEquals(mean.toFloats(), layer.mean().value().toFloats());
        BatchNorm other = BatchNorm.of(2);
        other.load(layer.state());
        assertArrayEquals(layer.forward(x).toFloats(), other.forward(x).toFloats());
        assertFalse(other.mean().isLearned());
        assertFalse(((BatchNorm) other.to(DType.F64)).variance().isLearned());
    }

    @Test
    void gradientsAgreeWithDifferencesInTrainingAndInference() {
        BatchNorm layer = exact(2);
        for (Tensor x : List.of(input(4, 2), input(3, 2, 3))) {
            train(layer, x);
            GradientCheck.of((List<Tensor> w) -> layer.withValues(w).forward(x),
                    layer.state()).run().orThrow();
            GradientCheck.assertGradients(layer::forward, x);
            List<Tensor> state = List.copyOf(layer.state().values());
            GradientCheck.assertGradients(t -> train(layer.withValues(state), t), x);
            GradientCheck.of((List<Tensor> w) -> train(layer.withValues(
                    List.of(w.get(0), w.get(1), state.get(2), state.get(3))), x),
                    Map.of("scale", state.get(0), "shift", state.get(1)));
        }
    }

    @Test
    void aLayerWithGivenValuesMeasuresNothing() {
        BatchNorm layer = exact(2);
        train(layer.withValues(layer.state()), input(4, 2));
        assertArrayEquals(new double[2], layer.mean().value().toDoubles());
    }

    @Test
    void gradientsReachTheParametersAndNotTheStatistics() {
        BatchNorm layer = exact(2);
        Gradients g = train(layer, input(4, 2)).square().sum().gradients();
        assertTrue(g.reaches(layer.scale().value()));
        assertFalse(layer.mean().value().requiresGrad());
    }

    @Test
    void standInsAreStatisticsWhereTheirOriginalsAre() {
        BatchNorm layer = BatchNorm.of(2);
        Layer other = layer.withValues(layer.parameters().values().stream()
                .map(Parameter::value).toList());
        assertFalse(other.parameters().get("mean").isLearned());
        assertTrue(other.parameters().get("scale").isLearned());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(ShapeMismatch.class, () -> BatchNorm.of(3).forward(Tensor.zeros(2, 4)),
                "BatchNorm(3)", "3 channels", "(2,4)", "axis 1");
        refused(ShapeMismatch.class, () -> BatchNorm.of(3).forward(Tensor.zeros(3)), "(3)");
        refused(ShapeMismatch.class, () -> train(BatchNorm.of(3), Tensor.zeros(1, 3)),
                "at least two numbers", "got 1");
        refused(IllegalArgumentException.class, () -> BatchNorm.of(3).momentum(2), "momentum",
                "0 to 1", "2.0");
        refused(IllegalArgumentException.class, () -> BatchNorm.of(0), "channels", "at least 1");
    }
}

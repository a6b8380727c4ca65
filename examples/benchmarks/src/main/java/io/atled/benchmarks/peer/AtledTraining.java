package io.atled.benchmarks.peer;

import io.atled.autograd.Attention.Sight;
import io.atled.autograd.Convolution;
import io.atled.autograd.Step;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.benchmarks.workload.ConvolutionalNet;
import io.atled.benchmarks.workload.LayerNormalization;
import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.ScalarProgram;
import io.atled.benchmarks.workload.TransformerBlock;
import io.atled.benchmarks.workload.Workload;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Conv2d;
import io.atled.nn.layers.Dropout;
import io.atled.nn.layers.FeedForward;
import io.atled.nn.layers.Flatten;
import io.atled.nn.layers.LayerNorm;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.MaxPool2d;
import io.atled.nn.layers.MultiHeadAttention;
import io.atled.nn.layers.Sequential;
import io.atled.nn.layers.TransformerBlock.Placement;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.optim.Optimization;
import io.atled.nn.schedule.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Training steps of whole models, and scalar programs, in Atled.
final class AtledTraining {
    private AtledTraining() {}

    static @Nullable Job job(Workload workload) {
        return switch (workload) {
            case Mlp mlp -> mlp(mlp);
            case ScalarProgram program -> AtledScalars.job(program);
            case ConvolutionalNet of -> cnn(of);
            case TransformerBlock of -> transformer(of);
            default -> null;
        };
    }

    static Linear linear(Mlp.Linear of) {
        return new Linear(Parameter.of(Tensor.of(Shape.of(of.out(), of.in()), of.weight())),
                Optional.of(Parameter.of(Tensor.of(of.bias()))));
    }

    private static Job mlp(Mlp of) {
        List<Layer> layers = new ArrayList<>();
        for (Mlp.Linear linear : of.layers()) {
            if (!layers.isEmpty()) {
                layers.add(Activation.relu());
            }
            layers.add(linear(linear));
        }
        Layer model = Sequential.of(layers.toArray(Layer[]::new));
        Tensor x = Tensor.of(Shape.of(of.batch(), of.features()), of.inputs());
        Tensor labels = Tensor.of(of.labels());
        return steps(model, () -> Loss.softmaxCrossEntropy(model.forward(x), labels));
    }

    private static Job cnn(ConvolutionalNet of) {
        Layer model = Sequential.of(
                convolution(of.kernel1(), 1, of.bias(ConvolutionalNet.FIRST)),
                Activation.relu(), MaxPool2d.of(2),
                convolution(of.kernel2(), ConvolutionalNet.FIRST, of.bias(ConvolutionalNet.SECOND)),
                Activation.relu(), MaxPool2d.of(2), new Flatten(), linear(of.linear()));
        Tensor x = Tensor.of(Shape.of(of.batch(), 1, ConvolutionalNet.SIDE,
                ConvolutionalNet.SIDE), of.inputs());
        Tensor labels = Tensor.of(of.labels());
        return steps(model, () -> Loss.softmaxCrossEntropy(model.forward(x), labels));
    }

    private static Conv2d convolution(float[] kernel, int in, float[] bias) {
        return new Conv2d(Parameter.of(Tensor.of(Shape.of(bias.length, in, 3, 3), kernel)),
                Optional.of(Parameter.of(Tensor.of(bias))), Convolution.PLAIN.same());
    }

    private static Job transformer(TransformerBlock of) {
        var attention = new MultiHeadAttention(of.heads(), Sight.ALL, square(of, 0),
                square(of, 1), square(of, 2), square(of, 3), new Dropout(0));
        var forward = new FeedForward(linear(of.linear(of.width(), of.hidden(), 4)),
                Activation.geluTanh(), linear(of.linear(of.hidden(), of.width(), 5)),
                new Dropout(0));
        Layer block = new io.atled.nn.layers.TransformerBlock(Placement.PRE, attention,
                norm(of, 0), forward, norm(of, 1), new Dropout(0));
        Tensor x = Tensor.of(Shape.of(of.batch(), of.tokens(), of.width()), of.inputs())
                .variable();
        return steps(block, () -> block.forward(x).square().mean());
    }

    private static Linear square(TransformerBlock of, int which) {
        return linear(of.linear(of.width(), of.width(), which));
    }

    private static LayerNorm norm(TransformerBlock of, int which) {
        return new LayerNorm(Shape.of(of.width()),
                Optional.of(Parameter.of(Tensor.of(of.scale(which)))),
                Optional.of(Parameter.of(Tensor.of(of.shift(which)))),
                LayerNormalization.EPSILON);
    }

    /// Steps with Adam, each in a scope whose memory is used again.
    private static Job steps(Layer model, Supplier<Tensor> forward) {
        Optimization adam = new Adam().over(model.parameters(), Rate.constant(Mlp.RATE));
        var step = new Step();
        return new Job() {
            @Override
            public void run() {
                step.run(() -> {
                    adam.step(forward.get().gradients());
                    return true;
                });
            }

            @Override
            public List<float[]> result() {
                return Losses.of(() -> step.run(() -> {
                    Tensor loss = forward.get();
                    adam.step(loss.gradients());
                    return loss.item();
                }));
            }
        };
    }
}

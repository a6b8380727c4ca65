package io.atled.benchmarks.peer;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.relu;

import io.atled.benchmarks.workload.ConvolutionalNet;
import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.ScalarProgram;
import io.atled.benchmarks.workload.TransformerBlock;
import io.atled.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/// Training steps of whole models, and scalar programs, in libtorch.
final class LibTorchTraining {
    private LibTorchTraining() {}

    static @Nullable Job job(Workload workload) {
        return switch (workload) {
            case Mlp mlp -> mlp(mlp);
            case ScalarProgram program -> new Scalars(program);
            case ConvolutionalNet of -> LibTorchModels.cnn(of);
            case TransformerBlock of -> LibTorchModels.transformer(of);
            default -> null;
        };
    }

    /// A linear layer whose weights are registered.
    record Linear(Tensor weight, TensorOptional bias) {
        static Linear of(Mlp.Linear start, List<Tensor> parameters) {
            Tensor weight = LibTorch.variable(start.weight(), start.out(), start.in());
            Tensor bias = LibTorch.variable(start.bias(), start.out());
            parameters.add(weight);
            parameters.add(bias);
            return new Linear(weight, new TensorOptional(bias));
        }

        Tensor forward(Tensor x) {
            return linear(x, weight, bias);
        }
    }

    private static Job mlp(Mlp of) {
        List<Tensor> parameters = new ArrayList<>();
        List<Linear> layers = of.layers().stream().map(l -> Linear.of(l, parameters)).toList();
        Tensor x = Tensor.create(of.inputs(), of.batch(), of.features());
        Tensor labels = LibTorch.labels(of.labels());
        return new Steps(parameters, () -> {
            Tensor y = layers.getFirst().forward(x);
            for (Linear layer : layers.subList(1, layers.size())) {
                y = layer.forward(relu(y));
            }
            return cross_entropy_loss(y, labels);
        });
    }

    /// Steps with Adam.
    static final class Steps implements Job {
        private final Supplier<Tensor> forward;
        private final Adam adam;

        Steps(List<Tensor> parameters, Supplier<Tensor> forward) {
            this.forward = forward;
            adam = new Adam(new TensorVector(parameters.toArray(Tensor[]::new)),
                    new AdamOptions(Mlp.RATE));
        }

        @Override
        @SuppressWarnings({"try", "unused"})
        public void run() {
            try (var scope = new PointerScope()) {
                step();
            }
        }

        private Tensor step() {
            adam.zero_grad();
            Tensor loss = forward.get();
            loss.backward();
            adam.step();
            return loss;
        }

        @Override
        public List<float[]> result() {
            return Losses.of(this::loss);
        }

        @SuppressWarnings({"try", "unused"})
        private double loss() {
            try (var scope = new PointerScope()) {
                return step().item_float();
            }
        }
    }

    /// Tensors without axes in double precision.
    private static final class Scalars implements Job {
        private final Tensor[] x;
        private final int rounds;

        Scalars(ScalarProgram program) {
            double[] inputs = program.inputs();
            x = new Tensor[inputs.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = Tensor.create(new double[] {inputs[i]}, new long[0])
                        .set_requires_grad(true);
            }
            rounds = program.operations() / 8;
        }

        private Tensor program() {
            Tensor y = x[0];
            Tensor sum = x[1];
            for (int round = 0; round < rounds; round++) {
                Tensor a = x[round % x.length];
                Tensor b = x[(round + 5) % x.length];
                Tensor q = y.mul(a).add(b);
                Tensor t = q.sub(y).mul(b).add(q);
                y = t.mul(a).tanh();
                sum = sum.add(y);
            }
            return sum;
        }

        @Override
        @SuppressWarnings({"try", "unused"})
        public void run() {
            try (var scope = new PointerScope()) {
                program().backward();
                LibTorch.forget(x);
            }
        }

        @Override
        @SuppressWarnings({"try", "unused"})
        public List<float[]> result() {
            try (var scope = new PointerScope()) {
                Tensor y = program();
                y.backward();
                float[] gradient = new float[x.length];
                for (int i = 0; i < x.length; i++) {
                    gradient[i] = (float) x[i].grad().item_double();
                }
                LibTorch.forget(x);
                return List.of(new float[] {(float) y.item_double()}, gradient);
            }
        }
    }
}

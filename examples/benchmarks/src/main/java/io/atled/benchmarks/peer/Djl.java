package io.atled.benchmarks.peer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Deep Java Library with its PyTorch engine, whose native code is PyTorch's own build, with
/// MKL.
public final class Djl implements Peer {
    @Override
    public String name() {
        return "djl";
    }

    @Override
    public String version() {
        Engine engine = Engine.getInstance();
        return "DJL " + Engine.getDjlVersion() + ", PyTorch " + engine.getVersion();
    }

    @Override
    public void threads(int count) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(count));
    }

    @Override
    public Optional<Job> job(Workload workload) {
        return switch (workload) {
            case Mlp of -> Optional.of(new Steps(of));
            case Gemm of when of.batch() == 1 -> Optional.of(gemm(of));
            default -> Optional.empty();
        };
    }

    private static Job gemm(Gemm of) {
        NDManager manager = NDManager.newBaseManager();
        NDArray a = switch (of.form()) {
            case NN, NT -> manager.create(of.a(), new Shape(of.m(), of.k()));
            case TN -> manager.create(of.a(), new Shape(of.k(), of.m())).transpose();
        };
        NDArray b = switch (of.form()) {
            case NN, TN -> manager.create(of.b(), new Shape(of.k(), of.n()));
            case NT -> manager.create(of.b(), new Shape(of.n(), of.k())).transpose();
        };
        return new Job() {
            @Override
            public void run() {
                a.matMul(b).close();
            }

            @Override
            public List<float[]> result() {
                return List.of(a.matMul(b).toFloatArray());
            }

            @Override
            public void close() {
                manager.close();
            }
        };
    }

    /// Steps of a training. What a step makes belongs to a manager of its own.
    private static final class Steps implements Job {
        private final NDManager manager = NDManager.newBaseManager();
        private final List<NDArray> parameters = new ArrayList<>();
        private final NDArray x;
        private final NDArray labels;
        private final Loss entropy = Loss.softmaxCrossEntropyLoss();
        private final Optimizer adam = Optimizer.adam()
                .optLearningRateTracker(Tracker.fixed((float) Mlp.RATE)).build();

        Steps(Mlp of) {
            for (Mlp.Linear layer : of.layers()) {
                parameter(layer.weight(), new Shape(layer.out(), layer.in()));
                parameter(layer.bias(), new Shape(layer.out()));
            }
            x = manager.create(of.inputs(), new Shape(of.batch(), of.features()));
            labels = manager.create(of.labels());
        }

        private void parameter(float[] values, Shape shape) {
            NDArray parameter = manager.create(values, shape);
            parameter.setRequiresGradient(true);
            parameters.add(parameter);
        }

        @Override
        public void run() {
            step(false);
        }

        private float step(boolean read) {
            try (NDManager own = manager.newSubManager()) {
                NDArray in = x.duplicate();
                in.attach(own);
                NDArray loss;
                try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    NDArray y = in;
                    for (int i = 0; i < parameters.size(); i += 2) {
                        y = i == 0 ? y : Activation.relu(y);
                        y = ai.djl.nn.core.Linear.linear(y, parameters.get(i),
                                parameters.get(i + 1)).singletonOrThrow();
                    }
                    loss = entropy.evaluate(new NDList(labels), new NDList(y));
                    collector.backward(loss);
                }
                for (int i = 0; i < parameters.size(); i++) {
                    NDArray parameter = parameters.get(i);
                    try (NDArray gradient = parameter.getGradient()) {
                        adam.update(String.valueOf(i), parameter, gradient);
                        gradient.subi(gradient);
                    }
                }
                return read ? loss.getFloat() : 0;
            }
        }

        @Override
        public List<float[]> result() {
            return Losses.of(() -> step(true));
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}

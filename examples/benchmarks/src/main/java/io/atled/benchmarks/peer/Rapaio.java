package io.atled.benchmarks.peer;

import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import rapaio.darray.Shape;
import rapaio.nn.Autograd;
import rapaio.nn.Optimizer;
import rapaio.nn.Tensor;
import rapaio.nn.TensorManager;
import rapaio.nn.layer.Linear;

/// Rapaio, another library with automatic differentiation in Java and the Vector API. It chooses
/// its number of threads by itself.
public final class Rapaio implements Peer {
    /// With 128 rows its softmax (8.1.0) gives wrong numbers, with 64 right ones.
    private static final int ROWS = 64;

    @Override
    public String name() {
        return "rapaio";
    }

    @Override
    public String version() {
        return "Rapaio, F32";
    }

    @Override
    public void threads(int count) {
        if (count < Runtime.getRuntime().availableProcessors()) {
            throw new IllegalArgumentException("threads: rapaio uses all processors, not " + count);
        }
    }

    @Override
    public Optional<Job> job(Workload workload) {
        return workload instanceof Mlp of && of.batch() <= ROWS ? Optional.of(new Steps(of))
                : Optional.empty();
    }

    private static final class Steps implements Job {
        private final TensorManager numbers = TensorManager.ofFloat();
        private final List<Linear> layers = new ArrayList<>();
        private final Optimizer adam;
        private final Tensor x;
        private final Tensor wanted;
        private final int batch;

        Steps(Mlp of) {
            batch = of.batch();
            List<Tensor> parameters = new ArrayList<>();
            for (Mlp.Linear start : of.layers()) {
                var layer = new Linear(numbers, start.in(), start.out(), true);
                Tensor weight = layer.parameters().getFirst();
                weight.setValue(numbers.strideArray(Shape.of(start.in(), start.out()),
                        turned(start)));
                layer.parameters().getLast().setValue(
                        numbers.strideArray(Shape.of(start.out()), start.bias()));
                parameters.addAll(layer.parameters());
                layers.add(layer);
            }
            var optimizer = Optimizer.Adam(numbers, parameters);
            optimizer.lr.set(Mlp.RATE);
            adam = optimizer;
            x = numbers.strideTensor(Shape.of(batch, of.features()), of.inputs());
            float[] one = new float[batch * of.classes()];
            int[] labels = of.labels();
            for (int i = 0; i < batch; i++) {
                one[i * of.classes() + labels[i]] = -1f / batch;
            }
            wanted = numbers.strideTensor(Shape.of(batch, of.classes()), one);
        }

        private static float[] turned(Mlp.Linear of) {
            float[] turned = new float[of.weight().length];
            for (int row = 0; row < of.out(); row++) {
                for (int column = 0; column < of.in(); column++) {
                    turned[column * of.out() + row] = of.weight()[row * of.in() + column];
                }
            }
            return turned;
        }

        private Tensor step() {
            adam.zeroGrad();
            Tensor y = layers.getFirst().forward11(x);
            for (Linear layer : layers.subList(1, layers.size())) {
                y = layer.forward11(y.max(0));
            }
            Tensor loss = y.logsoftmax(1).mul(wanted).sum();
            loss.setGrad(numbers.scalarArray(1));
            Autograd.backward(loss).run();
            adam.step();
            return loss;
        }

        @Override
        public void run() {
            var _ = step();
        }

        @Override
        public List<float[]> result() {
            return Losses.of(() -> step().value().get().doubleValue());
        }

        @Override
        public void close() {
            numbers.close();
        }
    }
}

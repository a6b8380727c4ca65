package io.atled.benchmarks.peer;

import io.atled.benchmarks.workload.Mlp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/// A static graph under construction, and the job that runs it in a session. Inputs are variables,
/// so that nothing is copied in or out of a run.
final class TensorFlowGraph {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final List<Start> starts = new ArrayList<>();
    private final int threads;

    /// The first value of a variable.
    @SuppressWarnings("ArrayRecordComponent")
    private record Start(Op assign, Placeholder<TFloat32> from, float[] values, Shape shape) {}

    TensorFlowGraph(int threads) {
        this.threads = threads;
    }

    Ops tf() {
        return tf;
    }

    Variable<TFloat32> variable(float[] values, long... sizes) {
        Shape shape = Shape.of(sizes);
        Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
        Placeholder<TFloat32> from = tf.placeholder(TFloat32.class);
        starts.add(new Start(tf.assign(variable, from), from, values, shape));
        return variable;
    }

    private Variable<TFloat32> full(float value, long... sizes) {
        float[] values = new float[(int) Shape.of(sizes).size()];
        Arrays.fill(values, value);
        return variable(values, sizes);
    }

    /// The gradients of ⟨y, seed⟩.
    List<Operand<TFloat32>> gradients(Operand<TFloat32> y, Operand<TFloat32> seed,
            List<? extends Operand<TFloat32>> by) {
        Gradients gradients = tf.gradients(List.of(y), by, Gradients.dx(List.of(seed)));
        List<Operand<TFloat32>> list = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            list.add(gradients.<TFloat32>dy(i));
        }
        return list;
    }

    /// A step of Adam on all parameters once all gradients are there, and what else is wanted.
    List<Op> adam(List<Operand<TFloat32>> gradients, List<Variable<TFloat32>> parameters,
            Op... wanted) {
        Variable<TFloat32> power1 = full(BETA1);
        Variable<TFloat32> power2 = full(BETA2);
        List<Op> before = new ArrayList<>(gradients);
        before.addAll(List.of(wanted));
        Ops after = tf.withControlDependencies(before);
        List<Op> updates = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            long[] sizes = parameters.get(i).shape().asArray();
            updates.add(after.train.applyAdam(parameters.get(i), full(0, sizes), full(0, sizes),
                    power1, power2, tf.constant((float) Mlp.RATE), tf.constant(BETA1),
                    tf.constant(BETA2), tf.constant(EPSILON), gradients.get(i)));
        }
        Ops last = tf.withControlDependencies(updates);
        return List.of(last.assign(power1, last.math.mul(power1, tf.constant(BETA1))),
                last.assign(power2, last.math.mul(power2, tf.constant(BETA2))));
    }

    private Session start() {
        var config = ConfigProto.newBuilder().setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads).build();
        var session = new Session(graph, config);
        for (Start start : starts) {
            try (TFloat32 values = TFloat32.tensorOf(start.shape(), DataBuffers.of(start.values()));
                    Result none = session.runner().feed(start.from(), values)
                            .addTarget(start.assign()).run()) {
                if (none.size() > 0) {
                    throw new IllegalStateException("tensorflow: a target gave a result");
                }
            }
        }
        return session;
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.shape().size()];
        ((TFloat32) tensor).asRawTensor().data().asFloats().read(values);
        return values;
    }

    /// Computes all of `results`.
    Job job(List<? extends Operand<TFloat32>> results) {
        return new Run(start(), results, results);
    }

    /// Steps of a training; the results to compare are the losses.
    Job training(List<Op> updates, Operand<TFloat32> loss) {
        return new Run(start(), updates, List.of(loss)) {
            @Override
            public List<float[]> result() {
                return Losses.of(() -> fetch(true).getFirst()[0]);
            }
        };
    }

    private static class Run implements Job {
        private final Session session;
        private final List<? extends Op> targets;
        private final List<? extends Operand<TFloat32>> results;

        Run(Session session, List<? extends Op> targets,
                List<? extends Operand<TFloat32>> results) {
            this.session = session;
            this.targets = targets;
            this.results = results;
        }

        @Override
        public void run() {
            Session.Runner runner = session.runner();
            targets.forEach(runner::addTarget);
            runner.run().close();
        }

        @Override
        public List<float[]> result() {
            return fetch(false);
        }

        List<float[]> fetch(boolean update) {
            Session.Runner runner = session.runner();
            results.forEach(runner::fetch);
            if (update) {
                targets.forEach(runner::addTarget);
            }
            try (Result result = runner.run()) {
                List<float[]> values = new ArrayList<>();
                for (int i = 0; i < result.size(); i++) {
                    values.add(floats(result.get(i)));
                }
                return values;
            }
        }

        @Override
        public void close() {
            Graph graph = session.graph();
            session.close();
            graph.close();
        }
    }
}

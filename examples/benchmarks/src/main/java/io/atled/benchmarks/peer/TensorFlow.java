package io.atled.benchmarks.peer;

import io.atled.benchmarks.workload.ConvolutionalNet;
import io.atled.benchmarks.workload.CrossEntropy;
import io.atled.benchmarks.workload.Gelu;
import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.Gemm.Form;
import io.atled.benchmarks.workload.LayerNormalization;
import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.TransformerBlock;
import io.atled.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/// TensorFlow through its Java binding: static graphs, built once and run in a session.
public final class TensorFlow implements Peer {
    private int threads = 1;

    @Override
    public String name() {
        return "tensorflow";
    }

    @Override
    public String version() {
        return "TensorFlow " + org.tensorflow.TensorFlow.version() + ", static graph";
    }

    @Override
    public void threads(int count) {
        threads = count;
    }

    @Override
    public Optional<Job> job(Workload workload) {
        var graph = new TensorFlowGraph(threads);
        return switch (workload) {
            case Gemm gemm when gemm.batch() == 1 -> Optional.of(gemm(graph, gemm));
            case CrossEntropy of -> Optional.of(crossEntropy(graph, of));
            case LayerNormalization of -> Optional.of(layerNorm(graph, of));
            case Gelu of -> Optional.of(gelu(graph, of));
            case Mlp of -> Optional.of(mlp(graph, of));
            case ConvolutionalNet of -> Optional.of(TensorFlowModels.cnn(graph, of));
            case TransformerBlock of -> Optional.of(TensorFlowModels.transformer(graph, of));
            default -> Optional.empty();
        };
    }

    private static Job gemm(TensorFlowGraph graph, Gemm of) {
        boolean turnA = of.form() == Form.TN;
        boolean turnB = of.form() == Form.NT;
        Variable<TFloat32> a = turnA ? graph.variable(of.a(), of.k(), of.m())
                : graph.variable(of.a(), of.m(), of.k());
        Variable<TFloat32> b = turnB ? graph.variable(of.b(), of.n(), of.k())
                : graph.variable(of.b(), of.k(), of.n());
        MatMul<TFloat32> y = graph.tf().linalg.matMul(a, b, MatMul.transposeA(turnA),
                MatMul.transposeB(turnB));
        return graph.job(List.of(y));
    }

    /// A mean cross entropy and its gradient by the logits, which TensorFlow's operation gives
    /// with the losses; its C API has no gradient for it.
    ///
    /// @param loss the mean over the batch
    /// @param gradient by the logits
    record Entropy(Operand<TFloat32> loss, Operand<TFloat32> gradient) {
        static Entropy of(Ops tf, Operand<TFloat32> logits, int[] labels) {
            var each = tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, tf.constant(labels));
            return new Entropy(tf.math.mean(each.loss(), tf.constant(0)),
                    tf.math.mul(each.backprop(), tf.constant(1f / labels.length)));
        }
    }

    private static Job crossEntropy(TensorFlowGraph graph, CrossEntropy of) {
        Variable<TFloat32> logits = graph.variable(of.logits(), of.rows(), of.classes());
        Entropy entropy = Entropy.of(graph.tf(), logits, of.labels());
        return graph.job(List.of(entropy.loss(), entropy.gradient()));
    }

    /// Over the last axis, which is that of `scale` and `shift`.
    static Operand<TFloat32> layerNorm(Ops tf, Operand<TFloat32> x, Operand<TFloat32> scale,
            Operand<TFloat32> shift) {
        Mean.Options kept = Mean.keepDims(true);
        Operand<TFloat32> centered = tf.math.sub(x, tf.math.mean(x, tf.constant(-1), kept));
        Operand<TFloat32> variance =
                tf.math.mean(tf.math.square(centered), tf.constant(-1), kept);
        Operand<TFloat32> inverse = tf.math.rsqrt(tf.math.add(variance,
                tf.constant((float) LayerNormalization.EPSILON)));
        return tf.math.add(tf.math.mul(tf.math.mul(centered, inverse), scale), shift);
    }

    private static Job layerNorm(TensorFlowGraph graph, LayerNormalization of) {
        Variable<TFloat32> x = graph.variable(of.inputs(), of.rows(), of.features());
        Variable<TFloat32> scale = graph.variable(of.scale(), of.features());
        Variable<TFloat32> shift = graph.variable(of.shift(), of.features());
        Operand<TFloat32> y = layerNorm(graph.tf(), x, scale, shift);
        return seeded(graph, y, graph.variable(of.seed(), of.rows(), of.features()),
                List.of(x, scale, shift));
    }

    /// The form with tanh, of which TensorFlow has no operation of its own.
    static Operand<TFloat32> gelu(Ops tf, Operand<TFloat32> x) {
        Operand<TFloat32> cube = tf.math.mul(tf.math.square(x), x);
        Operand<TFloat32> inner = tf.math.mul(tf.constant((float) Math.sqrt(2 / Math.PI)),
                tf.math.add(x, tf.math.mul(tf.constant(0.044715f), cube)));
        Operand<TFloat32> half = tf.math.mul(tf.constant(0.5f), x);
        return tf.math.mul(half, tf.math.add(tf.constant(1f), tf.math.tanh(inner)));
    }

    private static Job gelu(TensorFlowGraph graph, Gelu of) {
        Variable<TFloat32> x = graph.variable(of.x(), of.size());
        Variable<TFloat32> w = graph.variable(of.w(), of.size());
        Variable<TFloat32> b = graph.variable(of.b(), of.size());
        Ops tf = graph.tf();
        Operand<TFloat32> y = gelu(tf, tf.math.add(tf.math.mul(x, w), b));
        return seeded(graph, y, graph.variable(of.seed(), of.size()), List.of(x, w, b));
    }

    private static Job seeded(TensorFlowGraph graph, Operand<TFloat32> y,
            Operand<TFloat32> seed, List<Variable<TFloat32>> variables) {
        List<Operand<TFloat32>> results = new ArrayList<>();
        results.add(y);
        results.addAll(graph.gradients(y, seed, variables));
        return graph.job(results);
    }

    /// x·Wᵀ + b.
    static Operand<TFloat32> linear(TensorFlowGraph graph, Operand<TFloat32> x, Mlp.Linear start,
            List<Variable<TFloat32>> parameters) {
        Variable<TFloat32> weight = graph.variable(start.weight(), start.out(), start.in());
        Variable<TFloat32> bias = graph.variable(start.bias(), start.out());
        parameters.add(weight);
        parameters.add(bias);
        Ops tf = graph.tf();
        return tf.nn.biasAdd(tf.linalg.matMul(x, weight, MatMul.transposeB(true)), bias);
    }

    private static Job mlp(TensorFlowGraph graph, Mlp of) {
        List<Variable<TFloat32>> parameters = new ArrayList<>();
        Operand<TFloat32> y = graph.variable(of.inputs(), of.batch(), of.features());
        for (Mlp.Linear layer : of.layers()) {
            y = linear(graph, parameters.isEmpty() ? y : graph.tf().nn.relu(y), layer, parameters);
        }
        Entropy entropy = Entropy.of(graph.tf(), y, of.labels());
        return graph.training(graph.adam(graph.gradients(y, entropy.gradient(), parameters),
                parameters), entropy.loss());
    }
}

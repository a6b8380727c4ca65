package io.atled.benchmarks.peer;

import io.atled.benchmarks.peer.TensorFlow.Entropy;
import io.atled.benchmarks.workload.ConvolutionalNet;
import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.TransformerBlock;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/// Larger models in TensorFlow, whose convolutions on a CPU want channels last.
final class TensorFlowModels {
    private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);

    private TensorFlowModels() {}

    static Job cnn(TensorFlowGraph graph, ConvolutionalNet of) {
        List<Variable<TFloat32>> parameters = new ArrayList<>();
        Operand<TFloat32> x = graph.variable(of.inputs(), of.batch(), ConvolutionalNet.SIDE,
                ConvolutionalNet.SIDE, 1);
        x = convolution(graph, x, of.kernel1(), 1, of.bias(ConvolutionalNet.FIRST), parameters);
        x = convolution(graph, x, of.kernel2(), ConvolutionalNet.FIRST,
                of.bias(ConvolutionalNet.SECOND), parameters);
        x = graph.tf().reshape(x, graph.tf().constant(new int[] {of.batch(), -1}));
        Mlp.Linear last = of.linear();
        Operand<TFloat32> y = TensorFlow.linear(graph, x, new Mlp.Linear(last.in(), last.out(),
                channelsLast(last.weight(), last.out(), ConvolutionalNet.SECOND), last.bias()),
                parameters);
        Entropy entropy = Entropy.of(graph.tf(), y, of.labels());
        return graph.training(graph.adam(graph.gradients(y, entropy.gradient(), parameters),
                parameters), entropy.loss());
    }

    /// Rows of (channels,pixels) as rows of (pixels,channels).
    private static float[] channelsLast(float[] rows, int count, int channels) {
        int pixels = rows.length / count / channels;
        float[] turned = new float[rows.length];
        for (int row = 0; row < count; row++) {
            int start = row * channels * pixels;
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < pixels; p++) {
                    turned[start + p * channels + c] = rows[start + c * pixels + p];
                }
            }
        }
        return turned;
    }

    /// Convolution, relu and pooling. The kernel is (out,in,3,3), here wanted as (3,3,in,out).
    private static Operand<TFloat32> convolution(TensorFlowGraph graph, Operand<TFloat32> x,
            float[] kernel, int in, float[] bias, List<Variable<TFloat32>> parameters) {
        int out = bias.length;
        float[] turned = new float[kernel.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int at = 0; at < 9; at++) {
                    turned[(at * in + i) * out + o] = kernel[(o * in + i) * 9 + at];
                }
            }
        }
        Variable<TFloat32> k = graph.variable(turned, 3, 3, in, out);
        Variable<TFloat32> b = graph.variable(bias, out);
        parameters.add(k);
        parameters.add(b);
        Ops tf = graph.tf();
        Operand<TFloat32> y = tf.nn.relu(tf.nn.biasAdd(tf.nn.conv2d(x, k, ONE, "SAME"), b));
        Operand<TInt32> two = tf.constant(new int[] {1, 2, 2, 1});
        return tf.nn.maxPool(y, two, two, "VALID");
    }

    static Job transformer(TensorFlowGraph graph, TransformerBlock of) {
        List<Variable<TFloat32>> parameters = new ArrayList<>();
        Variable<TFloat32> x = graph.variable(of.inputs(), of.rows(), of.width());
        var block = new Block(graph, of, parameters);
        Operand<TFloat32> y = block.forward(x);
        Ops tf = graph.tf();
        Operand<TFloat32> loss = tf.math.mean(tf.math.square(y),
                tf.constant(new int[] {0, 1}));
        float each = 2f / (of.rows() * of.width());
        List<Operand<TFloat32>> by = new ArrayList<>(graph.gradients(y,
                tf.math.mul(y, tf.constant(each)), block.withInput(x)));
        Operand<TFloat32> dx = by.removeLast();
        return graph.training(graph.adam(by, parameters, dx), loss);
    }

    private static final class Block {
        private final TensorFlowGraph graph;
        private final Ops tf;
        private final TransformerBlock of;
        private final List<Variable<TFloat32>> parameters;

        Block(TensorFlowGraph graph, TransformerBlock of, List<Variable<TFloat32>> parameters) {
            this.graph = graph;
            this.tf = graph.tf();
            this.of = of;
            this.parameters = parameters;
        }

        List<Variable<TFloat32>> withInput(Variable<TFloat32> x) {
            List<Variable<TFloat32>> all = new ArrayList<>(parameters);
            all.add(x);
            return all;
        }

        Operand<TFloat32> forward(Operand<TFloat32> x) {
            Operand<TFloat32> y = tf.math.add(x, attention(norm(x, 0)));
            Operand<TFloat32> hidden = TensorFlow.gelu(tf,
                    linear(norm(y, 1), of.width(), of.hidden(), 4));
            return tf.math.add(y, linear(hidden, of.hidden(), of.width(), 5));
        }

        private Operand<TFloat32> norm(Operand<TFloat32> x, int which) {
            Variable<TFloat32> scale = graph.variable(of.scale(which), of.width());
            Variable<TFloat32> shift = graph.variable(of.shift(which), of.width());
            parameters.add(scale);
            parameters.add(shift);
            return TensorFlow.layerNorm(tf, x, scale, shift);
        }

        private Operand<TFloat32> linear(Operand<TFloat32> x, int in, int out, int which) {
            return TensorFlow.linear(graph, x, of.linear(in, out, which), parameters);
        }

        private Operand<TFloat32> attention(Operand<TFloat32> x) {
            int each = of.width() / of.heads();
            Operand<TFloat32> q = tf.math.mul(heads(linear(x, of.width(), of.width(), 0)),
                    tf.constant((float) (1 / Math.sqrt(each))));
            Operand<TFloat32> k = heads(linear(x, of.width(), of.width(), 1));
            Operand<TFloat32> v = heads(linear(x, of.width(), of.width(), 2));
            Operand<TFloat32> scores = tf.nn.softmax(tf.train.batchMatMul(q, k, TFloat32.class,
                    BatchMatMul.adjY(true)));
            Operand<TFloat32> mixed = tf.linalg.transpose(
                    tf.train.batchMatMul(scores, v, TFloat32.class),
                    tf.constant(new int[] {0, 2, 1, 3}));
            return linear(tf.reshape(mixed, tf.constant(new int[] {of.rows(), of.width()})),
                    of.width(), of.width(), 3);
        }

        private Operand<TFloat32> heads(Operand<TFloat32> x) {
            int[] sizes = {of.batch(), of.tokens(), of.heads(), of.width() / of.heads()};
            return tf.linalg.transpose(tf.reshape(x, tf.constant(sizes)),
                    tf.constant(new int[] {0, 2, 1, 3}));
        }
    }
}

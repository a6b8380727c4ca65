package io.atled.benchmarks.peer;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import io.atled.benchmarks.peer.LibTorchTraining.Linear;
import io.atled.benchmarks.peer.LibTorchTraining.Steps;
import io.atled.benchmarks.workload.ConvolutionalNet;
import io.atled.benchmarks.workload.LayerNormalization;
import io.atled.benchmarks.workload.TransformerBlock;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/// Larger models in libtorch.
final class LibTorchModels {
    private static final long[] ONE = {1, 1};

    private LibTorchModels() {}

    static Job cnn(ConvolutionalNet of) {
        List<Tensor> parameters = new ArrayList<>();
        var first = Convolution.of(of.kernel1(), 1, ConvolutionalNet.FIRST,
                of.bias(ConvolutionalNet.FIRST), parameters);
        var second = Convolution.of(of.kernel2(), ConvolutionalNet.FIRST, ConvolutionalNet.SECOND,
                of.bias(ConvolutionalNet.SECOND), parameters);
        Linear last = Linear.of(of.linear(), parameters);
        Tensor x = Tensor.create(of.inputs(), of.batch(), 1, ConvolutionalNet.SIDE,
                ConvolutionalNet.SIDE);
        Tensor labels = LibTorch.labels(of.labels());
        return new Steps(parameters, () -> cross_entropy_loss(last.forward(
                second.forward(first.forward(x)).flatten(1, -1)), labels));
    }

    /// Convolution, relu and pooling.
    private record Convolution(Tensor kernel, TensorOptional bias) {
        static Convolution of(float[] kernel, int in, int out, float[] bias,
                List<Tensor> parameters) {
            Tensor k = LibTorch.variable(kernel, out, in, 3, 3);
            Tensor b = LibTorch.variable(bias, out);
            parameters.add(k);
            parameters.add(b);
            return new Convolution(k, new TensorOptional(b));
        }

        Tensor forward(Tensor x) {
            return max_pool2d(relu(conv2d(x, kernel, bias, ONE, ONE, ONE, 1)), 2, 2);
        }
    }

    static Job transformer(TransformerBlock of) {
        List<Tensor> parameters = new ArrayList<>();
        var block = new Block(of, parameters);
        Tensor x = LibTorch.variable(of.inputs(), of.batch(), of.tokens(), of.width());
        return new Steps(parameters, () -> {
            LibTorch.forget(x);
            return block.forward(x).square().mean();
        });
    }

    private record Norm(Tensor scale, Tensor shift) {
        static Norm of(TransformerBlock of, int which, List<Tensor> parameters) {
            var norm = new Norm(LibTorch.variable(of.scale(which), of.width()),
                    LibTorch.variable(of.shift(which), of.width()));
            parameters.add(norm.scale);
            parameters.add(norm.shift);
            return norm;
        }

        Tensor forward(Tensor x) {
            return layer_norm(x, new long[] {scale.size(0)}, new TensorOptional(scale),
                    new TensorOptional(shift), LayerNormalization.EPSILON, false);
        }
    }

    private static final class Block {
        private final TransformerBlock of;
        private final Norm norm1;
        private final Norm norm2;
        private final List<Linear> linear = new ArrayList<>();

        Block(TransformerBlock of, List<Tensor> parameters) {
            this.of = of;
            norm1 = Norm.of(of, 0, parameters);
            norm2 = Norm.of(of, 1, parameters);
            for (int i = 0; i < 4; i++) {
                linear.add(Linear.of(of.linear(of.width(), of.width(), i), parameters));
            }
            linear.add(Linear.of(of.linear(of.width(), of.hidden(), 4), parameters));
            linear.add(Linear.of(of.linear(of.hidden(), of.width(), 5), parameters));
        }

        Tensor forward(Tensor x) {
            Tensor y = x.add(attention(norm1.forward(x)));
            Tensor hidden = gelu(linear.get(4).forward(norm2.forward(y)), "tanh");
            return y.add(linear.get(5).forward(hidden));
        }

        private Tensor attention(Tensor x) {
            Tensor mixed = scaled_dot_product_attention(heads(linear.get(0).forward(x)),
                    heads(linear.get(1).forward(x)), heads(linear.get(2).forward(x)));
            return linear.get(3).forward(mixed.transpose(1, 2)
                    .reshape(of.batch(), of.tokens(), of.width()));
        }

        private Tensor heads(Tensor x) {
            return x.view(of.batch(), of.tokens(), of.heads(), of.width() / of.heads())
                    .transpose(1, 2);
        }
    }
}

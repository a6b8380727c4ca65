package io.atled.benchmarks.peer;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.matmul_out;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import io.atled.benchmarks.workload.CrossEntropy;
import io.atled.benchmarks.workload.Gelu;
import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.LayerNormalization;
import io.atled.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;

/// PyTorch's C++ library with its own autograd and optimizers, through `org.bytedeco:pytorch`.
///
/// Everything made in a step is released at its end, as C++ would.
public final class LibTorch implements Peer {
    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public String version() {
        String blas = System.getProperty("org.bytedeco.openblas.load", "openblas");
        return "libtorch " + Native.version("pytorch") + " with " + blas;
    }

    @Override
    public void threads(int count) {
        set_num_threads(count);
    }

    @Override
    public Optional<Job> job(Workload workload) {
        return Optional.ofNullable(switch (workload) {
            case Gemm gemm -> gemm(gemm);
            case CrossEntropy of -> crossEntropy(of);
            case LayerNormalization of -> new LayerNorm(of);
            case Gelu of -> new GeluJob(of);
            default -> LibTorchTraining.job(workload);
        });
    }

    /// All elements of a tensor.
    static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        tensor.contiguous().data_ptr_float().get(values);
        return values;
    }

    /// A leaf that asks for gradients.
    static Tensor variable(float[] values, long... shape) {
        return Tensor.create(values, shape).set_requires_grad(true);
    }

    /// Labels, which are 64 bits wide here.
    static Tensor labels(int[] labels) {
        long[] wide = new long[labels.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = labels[i];
        }
        return Tensor.create(wide, wide.length);
    }

    /// Forgets the gradients of the last step.
    static void forget(Tensor... variables) {
        for (Tensor variable : variables) {
            variable.mutable_grad().reset();
        }
    }

    /// Into a buffer, its fastest way.
    private static Job gemm(Gemm of) {
        Tensor a = switch (of.form()) {
            case NN, NT -> Tensor.create(of.a(), lead(of, of.m(), of.k()));
            case TN -> Tensor.create(of.a(), lead(of, of.k(), of.m())).transpose(-2, -1);
        };
        Tensor b = switch (of.form()) {
            case NN, TN -> Tensor.create(of.b(), lead(of, of.k(), of.n()));
            case NT -> Tensor.create(of.b(), lead(of, of.n(), of.k())).transpose(-2, -1);
        };
        Tensor y = Tensor.create(new float[of.batch() * of.m() * of.n()],
                lead(of, of.m(), of.n()));
        return new Job() {
            @Override
            @SuppressWarnings({"try", "unused"})
            public void run() {
                try (var scope = new PointerScope(); var guard = new NoGradGuard()) {
                    matmul_out(y, a, b);
                }
            }

            @Override
            public List<float[]> result() {
                run();
                return List.of(floats(y));
            }
        };
    }

    private static long[] lead(Gemm of, int rows, int columns) {
        return of.batch() == 1 ? new long[] {rows, columns}
                : new long[] {of.batch(), rows, columns};
    }

    private static Job crossEntropy(CrossEntropy of) {
        Tensor logits = variable(of.logits(), of.rows(), of.classes());
        Tensor labels = labels(of.labels());
        return new Job() {
            @Override
            @SuppressWarnings({"try", "unused"})
            public void run() {
                try (var scope = new PointerScope()) {
                    step();
                    forget(logits);
                }
            }

            private Tensor step() {
                Tensor loss = cross_entropy_loss(logits, labels);
                loss.backward();
                return loss;
            }

            @Override
            @SuppressWarnings({"try", "unused"})
            public List<float[]> result() {
                try (var scope = new PointerScope()) {
                    List<float[]> result = List.of(floats(step()), floats(logits.grad()));
                    forget(logits);
                    return result;
                }
            }
        };
    }

    /// Results of a verb with a given cotangent.
    private abstract static class Seeded implements Job {
        private final Tensor seed;
        private final Tensor[] variables;

        Seeded(Tensor seed, Tensor... variables) {
            this.seed = seed;
            this.variables = variables;
        }

        abstract Tensor forward();

        @Override
        @SuppressWarnings({"try", "unused"})
        public void run() {
            try (var scope = new PointerScope()) {
                step();
                forget(variables);
            }
        }

        private Tensor step() {
            Tensor y = forward();
            y.backward(seed, new BoolOptional(), false, new TensorArrayRefOptional());
            return y;
        }

        @Override
        @SuppressWarnings({"try", "unused"})
        public List<float[]> result() {
            try (var scope = new PointerScope()) {
                List<float[]> result = new ArrayList<>();
                result.add(floats(step()));
                for (Tensor variable : variables) {
                    result.add(floats(variable.grad()));
                }
                forget(variables);
                return result;
            }
        }
    }

    private static final class LayerNorm extends Seeded {
        private final Tensor x;
        private final TensorOptional scale;
        private final TensorOptional shift;
        private final long[] features;

        LayerNorm(LayerNormalization of) {
            this(of, variable(of.inputs(), of.rows(), of.features()),
                    variable(of.scale(), of.features()), variable(of.shift(), of.features()));
        }

        private LayerNorm(LayerNormalization of, Tensor x, Tensor scale, Tensor shift) {
            super(Tensor.create(of.seed(), of.rows(), of.features()), x, scale, shift);
            this.x = x;
            this.scale = new TensorOptional(scale);
            this.shift = new TensorOptional(shift);
            features = new long[] {of.features()};
        }

        @Override
        Tensor forward() {
            return layer_norm(x, features, scale, shift, LayerNormalization.EPSILON, false);
        }
    }

    private static final class GeluJob extends Seeded {
        private final Tensor x;
        private final Tensor w;
        private final Tensor b;

        GeluJob(Gelu of) {
            this(of, variable(of.x(), of.size()), variable(of.w(), of.size()),
                    variable(of.b(), of.size()));
        }

        private GeluJob(Gelu of, Tensor x, Tensor w, Tensor b) {
            super(Tensor.create(of.seed(), of.size()), x, w, b);
            this.x = x;
            this.w = w;
            this.b = b;
        }

        @Override
        Tensor forward() {
            return gelu(x.mul(w).add(b), "tanh");
        }
    }
}

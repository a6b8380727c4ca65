package io.atled.benchmarks.peer;

import io.atled.autograd.Gradients;
import io.atled.autograd.Step;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import io.atled.benchmarks.workload.CrossEntropy;
import io.atled.benchmarks.workload.Gelu;
import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.LayerNormalization;
import io.atled.benchmarks.workload.Workload;
import io.atled.nn.Parameter;
import io.atled.nn.layers.LayerNorm;
import io.atled.nn.loss.Loss;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// This library, through its public verbs. The number of threads is a property of the process:
/// `-Datled.threads=n`.
public final class Atled implements Peer {
    @Override
    public String name() {
        return "atled";
    }

    @Override
    public String version() {
        return "Atled";
    }

    @Override
    public void threads(int count) {
        if (count != Integer.getInteger("atled.threads", count)) {
            throw new IllegalArgumentException("threads: the process was started with "
                    + "-Datled.threads=" + System.getProperty("atled.threads") + ", not " + count);
        }
    }

    @Override
    public Optional<Job> job(Workload workload) {
        return Optional.ofNullable(switch (workload) {
            case Gemm gemm -> gemm(gemm);
            case CrossEntropy of -> crossEntropy(of);
            case LayerNormalization of -> layerNorm(of);
            case Gelu of -> gelu(of);
            default -> AtledTraining.job(workload);
        });
    }

    private static Job gemm(Gemm of) {
        Tensor a = switch (of.form()) {
            case NN, NT -> Tensor.of(lead(of, of.m(), of.k()), of.a());
            case TN -> Tensor.of(lead(of, of.k(), of.m()), of.a()).transpose();
        };
        Tensor b = switch (of.form()) {
            case NN, TN -> Tensor.of(lead(of, of.k(), of.n()), of.b());
            case NT -> Tensor.of(lead(of, of.n(), of.k()), of.b()).transpose();
        };
        return new InStep<>(() -> a.matmul(b), y -> List.of(y.toFloats()));
    }

    private static Shape lead(Gemm of, int rows, int columns) {
        return of.batch() == 1 ? Shape.of(rows, columns) : Shape.of(of.batch(), rows, columns);
    }

    private static Job crossEntropy(CrossEntropy of) {
        Tensor logits = Tensor.of(Shape.of(of.rows(), of.classes()), of.logits()).variable();
        Tensor labels = Tensor.of(Shape.of(of.rows()), of.labels());
        return new InStep<>(() -> {
            Tensor loss = Loss.softmaxCrossEntropy(logits, labels);
            return new Derived(loss, loss.gradients());
        }, derived -> derived.floats(logits));
    }

    private static Job layerNorm(LayerNormalization of) {
        Shape all = Shape.of(of.rows(), of.features());
        Shape one = Shape.of(of.features());
        Tensor x = Tensor.of(all, of.inputs()).variable();
        Tensor seed = Tensor.of(all, of.seed());
        var scale = Parameter.of(Tensor.of(one, of.scale()));
        var shift = Parameter.of(Tensor.of(one, of.shift()));
        var layer = new LayerNorm(one, Optional.of(scale), Optional.of(shift),
                LayerNormalization.EPSILON);
        return new InStep<>(() -> Derived.of(layer.forward(x), seed),
                derived -> derived.floats(x, scale.value(), shift.value()));
    }

    private static Job gelu(Gelu of) {
        Tensor x = Tensor.of(of.x()).variable();
        Tensor w = Tensor.of(of.w()).variable();
        Tensor b = Tensor.of(of.b()).variable();
        Tensor seed = Tensor.of(of.seed());
        return new InStep<>(() -> Derived.of(x.mul(w).add(b).geluTanh(), seed),
                derived -> derived.floats(x, w, b));
    }

    /// A value and its gradients.
    private record Derived(Tensor y, Gradients by) {
        static Derived of(Tensor y, Tensor seed) {
            return new Derived(y, y.gradients(seed));
        }

        List<float[]> floats(Tensor... variables) {
            return Stream.concat(Stream.of(y), Stream.of(variables).map(by::get))
                    .map(Tensor::toFloats).toList();
        }
    }

    /// Work in a scope whose memory is used again, as in a training.
    private record InStep<R>(Step step, Supplier<R> work, Function<R, List<float[]>> read)
            implements Job {
        InStep(Supplier<R> work, Function<R, List<float[]>> read) {
            this(new Step(), work, read);
        }

        @Override
        public void run() {
            step.run(() -> {
                var _ = work.get();
                return true;
            });
        }

        @Override
        public List<float[]> result() {
            return step.run(() -> read.apply(work.get()));
        }
    }
}

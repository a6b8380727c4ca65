package io.atled.benchmarks.workload;

import com.google.common.collect.ImmutableListMultimap;
import io.atled.benchmarks.workload.Gemm.Form;
import io.atled.benchmarks.workload.ScalarProgram.Way;
import java.util.List;
import java.util.stream.Stream;

/// All workloads, in the groups that share a process.
public final class Workloads {
    private static final ImmutableListMultimap<String, Workload> GROUPS = groups();

    private Workloads() {}

    private static ImmutableListMultimap<String, Workload> groups() {
        var groups = ImmutableListMultimap.<String, Workload>builder();
        for (int n : new int[] {32, 128, 256, 512, 1024}) {
            groups.put("gemm", Gemm.of(n, n, n));
        }
        for (Gemm gemm : List.of(Gemm.of(128, 256, 784), Gemm.of(64, 10, 256),
                Gemm.of(32, 1024, 1024))) {
            Stream.of(Form.values()).map(gemm::in).forEach(g -> groups.put("skinny", g));
        }
        groups.put("skinny", Gemm.of(1024, 1, 1024));
        groups.put("skinny", new Gemm(32, 32, 32, Form.NN, 64));
        groups.put("mlp", new Mlp(List.of(784, 256, 128, 10), 128));
        groups.put("tiny", new Mlp(List.of(2, 16, 16, 2), 32));
        for (Way way : Way.values()) {
            groups.put("scalar", new ScalarProgram(100_000, way));
        }
        groups.put("gelu", new Gelu(100_000));
        groups.put("gelu", new Gelu(10_000_000));
        groups.put("cross-entropy", new CrossEntropy(128, 1000));
        groups.put("layer-norm", new LayerNormalization(1024, 768));
        groups.put("cnn", new ConvolutionalNet(64));
        groups.put("transformer", new TransformerBlock(256, 4, 1024, 128, 8));
        return groups.build();
    }

    /// The names of the groups, in order.
    public static List<String> groupNames() {
        return List.copyOf(GROUPS.keySet());
    }

    /// The workloads of a group.
    ///
    /// @throws IllegalArgumentException if there is no such group
    public static List<Workload> group(String name) {
        if (!GROUPS.containsKey(name)) {
            throw new IllegalArgumentException("group: there is no '" + name + "', only "
                    + GROUPS.keySet());
        }
        return GROUPS.get(name);
    }
}

package io.atled.benchmarks.command;

import io.atled.benchmarks.peer.Peers;
import io.atled.benchmarks.report.Results;
import io.atled.benchmarks.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Measures groups of workloads, a process for each group, peer, number of threads and launch.
@Command(name = "run", description = "Measures Atled beside other libraries.",
        mixinStandardHelpOptions = true)
final class Run implements Callable<Integer> {
    @Parameters(arity = "0..*", description = "Groups of workloads; without any, all: "
            + "gemm skinny mlp tiny scalar gelu cross-entropy layer-norm cnn transformer.")
    private List<String> groups = List.of();

    @Option(names = "--peer", split = ",", description = "Libraries; without any, all: libtorch "
            + "libtorch-avx512 libtorch-mkl tensorflow djl dl4j openblas onednn netlib.")
    private List<String> peers = List.of();

    @Option(names = "--threads", split = ",", defaultValue = "1,2",
            description = "Numbers of threads; default ${DEFAULT-VALUE}.")
    private List<Integer> threads = List.of();

    @Option(names = "--launches", defaultValue = "1",
            description = "Processes for each measurement; default ${DEFAULT-VALUE}.")
    private int launches;

    @Option(names = "--quick", description = "A look: shorter, less exact.")
    private boolean quick;

    @Mixin
    private MeasuringOptions options = new MeasuringOptions();

    @Override
    public Integer call() throws IOException {
        boolean all = true;
        for (int launch = 1; launch <= launches; launch++) {
            for (int count : threads) {
                for (String group : groups.isEmpty() ? Workloads.groupNames() : groups) {
                    for (String peer : peers.isEmpty() ? Peers.names() : peers) {
                        all &= measure(group, peer, count, launch);
                    }
                }
            }
        }
        System.out.println("results: " + options.out());
        return all ? 0 : 1;
    }

    private boolean measure(String group, String peer, int count, int launch) throws IOException {
        Java java = options.java(count, Peers.of(peer));
        Path part = Files.createTempFile("benchmark", ".json");
        try {
            List<String> arguments = new ArrayList<>(List.of("measure", group, peer,
                    String.valueOf(launch), part.toString()));
            if (quick) {
                arguments.add("--quick");
            }
            boolean done = java.run(arguments);
            if (Files.size(part) > 0) {
                Results.read(part).addTo(options.out());
            }
            return done;
        } finally {
            Files.deleteIfExists(part);
        }
    }
}

package io.atled.benchmarks.command;

import io.atled.benchmarks.peer.Peers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Options of the commands that start JVMs to measure in.
final class MeasuringOptions {
    /// Where results are kept, seen from the top of the repository.
    static final Path RESULTS = Path.of("examples", "benchmarks", "target", "results.json");

    @Option(names = "--jvm", split = " ", description = "Further flags of the measured JVMs.")
    private List<String> flags = List.of();

    @Option(names = "--out", description = "Where results are added; default ${DEFAULT-VALUE}.")
    private Path out = RESULTS;

    Path out() {
        return out;
    }

    /// A JVM for a library.
    Java java(int threads, Peers.Entry library) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(library.flags());
        return new Java(threads, all, library.environment());
    }
}

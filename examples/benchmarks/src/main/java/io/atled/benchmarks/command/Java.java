package io.atled.benchmarks.command;

import io.atled.benchmarks.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A JVM like this one, for one measurement.
///
/// @param threads how many threads each library may use
/// @param flags beyond the usual ones
/// @param environment beyond that of this process
record Java(int threads, List<String> flags, Map<String, String> environment) {
    /// What every measured JVM is started with. A young generation that is small keeps to memory
    /// that has been touched: each time it grows, fresh pages cost ten times the work done on them.
    /// The loop that measures the peak stays as first compiled: inlined, it comes out half as fast.
    static final List<String> USUAL = List.of("--add-modules=jdk.incubator.vector",
            "-XX:+UseParallelGC", "-Xmn32m", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=dontinline,io.atled.benchmarks.measure.Roofline::chains");

    /// A process for this program.
    ProcessBuilder program(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(USUAL);
        command.add("-Datled.threads=" + threads);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        String count = String.valueOf(threads);
        // Waiting threads sleep: OpenMP's would spin on the cores that OpenBLAS's own threads need.
        builder.environment().putAll(Map.of("OMP_NUM_THREADS", count, "OPENBLAS_NUM_THREADS",
                count, "MKL_NUM_THREADS", count, "OMP_WAIT_POLICY", "PASSIVE",
                "TF_CPP_MIN_LOG_LEVEL", "2"));
        builder.environment().putAll(environment);
        return builder;
    }

    /// Runs `Main` to its end, speaking for itself; whether it succeeded.
    boolean run(List<String> arguments) {
        try {
            return program(Main.class, arguments).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("java: a JVM could not be started", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("java: interrupted while waiting for a JVM", e);
        }
    }
}

package io.atled.benchmarks.command;

import io.atled.benchmarks.Start;
import io.atled.benchmarks.measure.Interleaved;
import io.atled.benchmarks.measure.Machine;
import io.atled.benchmarks.peer.Peers;
import io.atled.benchmarks.report.ColdStart;
import io.atled.benchmarks.report.Results;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Starts processes by turns that train the large perceptron, and takes the time from outside.
@Command(name = "cold", mixinStandardHelpOptions = true,
        description = "Measures from the start of a process to steps of a training.")
final class Cold implements Callable<Integer> {
    private static final List<Integer> STEPS = List.of(1, 50, 2000);

    @Option(names = "--library", split = ",", defaultValue = "atled,libtorch,libtorch-avx512",
            description = "Libraries; default ${DEFAULT-VALUE}.")
    private List<String> libraries = List.of();

    @Option(names = "--threads", defaultValue = "1",
            description = "Number of threads; default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--launches", defaultValue = "5",
            description = "Processes for each library; default ${DEFAULT-VALUE}.")
    private int launches;

    @Option(names = "--jvm", split = " ", description = "Further flags of the JVMs.")
    private List<String> flags = List.of();

    @Option(names = "--out", description = "Where results are added; default ${DEFAULT-VALUE}.")
    private Path out = Run.RESULTS;

    @Override
    public Integer call() throws IOException {
        Map<String, List<List<Double>>> times = new LinkedHashMap<>();
        for (int launch = 0; launch < launches; launch++) {
            for (String library : libraries) {
                times.computeIfAbsent(library, l -> new ArrayList<>()).add(start(library));
            }
        }
        List<ColdStart> starts = new ArrayList<>();
        times.forEach((library, launched) -> {
            List<Double> medians = new ArrayList<>();
            for (int i = 0; i < STEPS.size(); i++) {
                int step = i;
                medians.add(Interleaved.median(launched.stream().map(t -> t.get(step)).toList()));
            }
            starts.add(new ColdStart(library, threads, STEPS, medians, launches));
            System.out.println(library + ", seconds after steps " + STEPS + ": " + medians);
        });
        Machine machine = Machine.here(Java.USUAL);
        Results.readOr(out, machine).with(new Results(machine, List.of(), starts)).write(out);
        return 0;
    }

    /// Seconds from the start of the process to each number of steps.
    private List<Double> start(String library) throws IOException {
        Map<String, String> environment = Map.of();
        List<String> own = new ArrayList<>(flags);
        if (!library.equals(Start.ATLED)) {
            Peers.Entry entry = Peers.of(library);
            environment = entry.environment();
            own.addAll(entry.flags());
        }
        List<String> arguments = new ArrayList<>(List.of(library));
        STEPS.forEach(step -> arguments.add(String.valueOf(step)));
        ProcessBuilder builder = new Java(threads, own, environment)
                .program(Start.class, arguments).redirectError(Redirect.INHERIT);
        List<Double> seconds = new ArrayList<>();
        long begin = System.nanoTime();
        try (BufferedReader lines = builder.start().inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                seconds.add((System.nanoTime() - begin) / 1e9);
            }
        }
        if (seconds.size() != STEPS.size()) {
            throw new IllegalStateException("cold: " + library + " made " + seconds.size()
                    + " of the steps " + STEPS);
        }
        return seconds;
    }
}

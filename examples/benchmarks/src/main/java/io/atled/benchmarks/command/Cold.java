package io.atled.benchmarks.command;

import io.atled.benchmarks.Start;
import io.atled.benchmarks.measure.Interleaved;
import io.atled.benchmarks.measure.Machine;
import io.atled.benchmarks.report.ColdStart;
import io.atled.benchmarks.report.Results;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private MeasuringOptions options = new MeasuringOptions();

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
        new Results(Machine.here(Java.USUAL), List.of(), starts).addTo(options.out());
        return 0;
    }

    /// Seconds from the start of the process to each number of steps.
    private List<Double> start(String library) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(library));
        STEPS.forEach(step -> arguments.add(String.valueOf(step)));
        ProcessBuilder builder = options.java(threads, Start.library(library))
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

package io.atled.benchmarks.command;

import io.atled.benchmarks.peer.Atled;
import io.atled.benchmarks.peer.Job;
import io.atled.benchmarks.workload.Workload;
import io.atled.benchmarks.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Samples where the time of a workload goes, with the JDK's Flight Recorder.
@Command(name = "profile", mixinStandardHelpOptions = true,
        description = "Lists where the time of Atled goes in the first workload of a group.")
final class Profile implements Callable<Integer> {
    private static final String EVENT = "jdk.ExecutionSample";
    private static final double LEAST = 0.005;

    @Parameters(description = "The group, as mlp.")
    private String group = "mlp";

    @Option(names = "--seconds", defaultValue = "8",
            description = "How long, after as long a warm-up; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--threads", defaultValue = "1",
            description = "Number of threads; default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--out", description = "Where the recording is kept, for a flame graph in a"
            + " viewer; default ${DEFAULT-VALUE}.")
    private Path out = Path.of("target", "profile.jfr");

    @Option(names = "--here", hidden = true)
    private boolean here;

    @Override
    public Integer call() throws IOException {
        if (!here) {
            return new Java(threads, List.of("-XX:+UnlockDiagnosticVMOptions",
                    "-XX:+DebugNonSafepoints"), Map.of()).run(List.of("profile", group, "--here",
                    "--seconds", String.valueOf(seconds), "--out", out.toString())) ? 0 : 1;
        }
        Workload workload = Workloads.group(group).getFirst();
        Job job = new Atled().job(workload).orElseThrow();
        runFor(job);
        try (var recording = new Recording()) {
            recording.enable(EVENT).withPeriod(Duration.ofMillis(1));
            recording.start();
            int runs = runFor(job);
            recording.stop();
            Files.createDirectories(out.toAbsolutePath().resolveSibling("."));
            recording.dump(out);
            System.out.printf("%s: %,.1f µs a run while recorded; recording: %s%n",
                    workload.name(), 1e6 * seconds / runs, out);
        }
        List<RecordedEvent> samples = RecordingFile.readAllEvents(out).stream()
                .filter(event -> event.getStackTrace() != null).toList();
        print("method at work", samples, Profile::leaf);
        print("operation of Atled", samples, Profile::operation);
        return 0;
    }

    private int runFor(Job job) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        int runs = 0;
        for (; System.nanoTime() < end; runs++) {
            job.run();
        }
        return runs;
    }

    private static void print(String title, List<RecordedEvent> samples,
            Function<RecordedEvent, String> key) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        samples.forEach(sample -> counts.merge(key.apply(sample), 1, Integer::sum));
        System.out.printf("%n| %s | samples of %d |%n|---|---|%n", title, samples.size());
        counts.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .filter(entry -> entry.getValue() >= LEAST * samples.size())
                .forEach(entry -> System.out.printf("| %s | %.1f %% |%n", entry.getKey(),
                        100.0 * entry.getValue() / samples.size()));
    }

    /// The method at work; those of the Vector API count for their caller.
    private static String leaf(RecordedEvent sample) {
        return first(sample, frame -> !type(frame).startsWith("jdk."));
    }

    /// The nearest method outside the kernels.
    private static String operation(RecordedEvent sample) {
        return first(sample, frame -> type(frame).startsWith("io.atled.")
                && !type(frame).contains(".kernel."));
    }

    private static String first(RecordedEvent sample, Predicate<RecordedFrame> which) {
        return sample.getStackTrace().getFrames().stream().filter(which).findFirst()
                .map(frame -> type(frame).replaceAll("^.*\\.", "") + "."
                        + frame.getMethod().getName())
                .orElse("other");
    }

    private static String type(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }
}

package io.atled.benchmarks.command;

import io.atled.benchmarks.measure.Budget;
import io.atled.benchmarks.measure.Comparison;
import io.atled.benchmarks.measure.Machine;
import io.atled.benchmarks.measure.Measurement;
import io.atled.benchmarks.peer.Atled;
import io.atled.benchmarks.peer.Peer;
import io.atled.benchmarks.peer.Peers;
import io.atled.benchmarks.report.Results;
import io.atled.benchmarks.workload.Workload;
import io.atled.benchmarks.workload.Workloads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a process does that [Run] starts.
@Command(name = "measure", hidden = true)
final class Measure implements Callable<Integer> {
    @Parameters(index = "0")
    private String group = "";

    @Parameters(index = "1")
    private String peer = "";

    @Parameters(index = "2")
    private int launch;

    @Parameters(index = "3")
    private Path out = Path.of("");

    @Option(names = "--quick")
    private boolean quick;

    @Override
    public Integer call() {
        int threads = Integer.getInteger("atled.threads", 1);
        Comparison comparison;
        try {
            Peer other = Peers.of(peer).peer().get();
            comparison = new Comparison(peer, new Atled(), other, threads, launch,
                    quick ? Budget.QUICK : Budget.FULL);
        } catch (IllegalArgumentException | LinkageError e) {
            System.out.println(peer + " is left out: " + e);
            return 0;
        }
        List<Measurement> measured = new ArrayList<>();
        int failures = 0;
        for (Workload workload : Workloads.group(group)) {
            try {
                comparison.measure(workload).ifPresent(measurement -> {
                    System.out.println(measurement.format());
                    measured.add(measurement);
                });
            } catch (RuntimeException e) {
                System.out.println(workload.name() + " beside " + peer + " failed: " + e);
                failures++;
            }
        }
        new Results(Machine.here(Java.USUAL), measured, List.of()).write(out);
        return failures;
    }
}

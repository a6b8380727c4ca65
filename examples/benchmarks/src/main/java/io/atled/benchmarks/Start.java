package io.atled.benchmarks;

import io.atled.benchmarks.peer.Atled;
import io.atled.benchmarks.peer.Job;
import io.atled.benchmarks.peer.Peer;
import io.atled.benchmarks.peer.Peers;
import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.Workloads;
import java.util.List;
import java.util.Map;

/// A program as a user writes it, whose start is measured: trains the large perceptron and says
/// when it has made so many steps.
public final class Start {
    private Start() {}

    /// Atled, or who trains in its place.
    public static Peers.Entry library(String name) {
        return name.equals("atled") ? new Peers.Entry(Atled::new, Map.of(), List.of())
                : Peers.of(name);
    }

    /// The library, then numbers of steps.
    public static void main(String... arguments) {
        Peer library = library(arguments[0]).peer().get();
        library.threads(Integer.getInteger("atled.threads", 1));
        Job job = library.job((Mlp) Workloads.group("mlp").getFirst()).orElseThrow();
        int done = 0;
        for (int i = 1; i < arguments.length; i++) {
            for (int last = Integer.parseInt(arguments[i]); done < last; done++) {
                job.run();
            }
            System.out.println(done);
        }
        System.exit(0);
    }
}

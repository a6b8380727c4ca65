package io.atled.benchmarks.peer;

import io.atled.benchmarks.workload.Workload;
import java.util.Optional;

/// A library that takes part.
public interface Peer {
    /// How it is called in tables and on the command line.
    String name();

    /// Its version and what it computes with, once it is loaded.
    String version();

    /// Sets how many threads it uses; called once, before the first job.
    void threads(int count);

    /// The workload made ready, or nothing if the library does not have it.
    Optional<Job> job(Workload workload);
}

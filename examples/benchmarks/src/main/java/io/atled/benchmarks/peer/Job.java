package io.atled.benchmarks.peer;

import java.util.List;

/// A workload made ready by one library.
public interface Job extends AutoCloseable {
    /// Does the work once; this is what is timed.
    void run();

    /// What to compare with the other library, part by part: results and gradients, or the losses
    /// of the first steps of a training. Called once, before the first [#run()].
    List<float[]> result();

    /// Gives back what garbage collection does not see.
    @Override
    default void close() {}
}

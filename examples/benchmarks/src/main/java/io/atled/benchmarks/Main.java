package io.atled.benchmarks;

import io.atled.benchmarks.command.Commands;

/// Starts what is asked for on the command line.
public final class Main {
    private Main() {}

    /// See `Main help`.
    public static void main(String... arguments) {
        System.exit(Commands.run(arguments));      // native libraries leave threads behind
    }
}

package io.atled.autograd;

import io.atled.autograd.kernel.Workers;

/// How many threads compute one operation: a small pool of the process, which every thread that
/// calls shares.
///
/// At first as many as the JVM sees cores, or what the system property `atled.threads` says. Small
/// operations run on the calling thread alone. The number changes how long something takes, and
/// never a bit of a result.
///
/// ```java
/// Threads.use(1);         // as for a fair comparison, or when many calls run side by side
/// ```
public final class Threads {
    private Threads() {}

    /// How many threads work on one operation, the calling one included.
    public static int count() {
        return Workers.count();
    }

    /// Sets how many threads work on one operation, the calling one included, for the process.
    /// Operations under way finish undisturbed.
    ///
    /// @throws IllegalArgumentException unless `n` is 1 to 64
    public static void use(int n) {
        Workers.count(n);
    }
}

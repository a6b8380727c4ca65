package io.atled.examples;

import java.io.IOException;
import java.nio.file.Path;

/// A runnable program that shows one idea.
public interface Example {
    /// The idea in one line, for `--list`.
    String idea();

    /// Runs, printing what it finds and writing its pictures into the folder `out`.
    ///
    /// @throws IOException if a picture cannot be written
    void run(Path out) throws IOException;
}

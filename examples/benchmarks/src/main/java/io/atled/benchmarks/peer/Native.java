package io.atled.benchmarks.peer;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;

/// What is known of the libraries that JavaCPP wraps.
final class Native {
    private Native() {}

    static String version(String artifact) {
        try {
            return Loader.getVersion("org.bytedeco", artifact);
        } catch (IOException e) {
            return "(unknown version)";
        }
    }
}

package io.atled.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.atled.benchmarks.measure.Machine;
import io.atled.benchmarks.measure.Measurement;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that was measured on a machine, kept as JSON.
///
/// @param machine where
/// @param measurements beside peers
/// @param starts from the start of a process
public record Results(Machine machine, List<Measurement> measurements, List<ColdStart> starts) {
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting()
            .serializeSpecialFloatingPointValues().create();

    /// What a file holds.
    public static Results read(Path file) {
        try (Reader in = Files.newBufferedReader(file)) {
            return GSON.fromJson(in, Results.class);
        } catch (IOException e) {
            throw new UncheckedIOException("results: " + file + " can not be read", e);
        }
    }

    /// Into a file.
    public void write(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(file, GSON.toJson(this));
        } catch (IOException e) {
            throw new UncheckedIOException("results: " + file + " can not be written", e);
        }
    }

    /// Adds this to what a file holds, if it is there.
    public void addTo(Path file) {
        (Files.exists(file) ? read(file).with(this) : this).write(file);
    }

    /// This and what was measured later, which replaces what it repeats.
    public Results with(Results later) {
        Map<String, Measurement> all = new LinkedHashMap<>();
        measurements.forEach(m -> all.put(m.key(), m));
        later.measurements.forEach(m -> all.put(m.key(), m));
        Map<String, ColdStart> cold = new LinkedHashMap<>();
        starts.forEach(s -> cold.put(s.library(), s));
        later.starts.forEach(s -> cold.put(s.library(), s));
        return new Results(later.machine, new ArrayList<>(all.values()),
                new ArrayList<>(cold.values()));
    }
}

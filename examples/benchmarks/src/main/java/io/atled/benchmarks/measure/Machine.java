package io.atled.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/// What it was measured on.
///
/// @param cpu the model
/// @param cores how many the JVM sees
/// @param memory gigabytes
/// @param system the operating system
/// @param jvm its name and version
/// @param vector the length of vectors, in bits
/// @param flags of the JVM
/// @param day when
public record Machine(String cpu, int cores, long memory, String system, String jvm, int vector,
        List<String> flags, String day) {
    private static final Path CPUS = Path.of("/proc/cpuinfo");

    /// This one.
    public static Machine here(List<String> flags) {
        var os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(cpuModel(), Runtime.getRuntime().availableProcessors(),
                Math.round(os.getTotalMemorySize() / 1e9),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                FloatVector.SPECIES_PREFERRED.vectorBitSize(), flags,
                LocalDate.now(ZoneOffset.UTC).toString());
    }

    private static String cpuModel() {
        try (Stream<String> lines = Files.lines(CPUS)) {
            return lines.filter(line -> line.startsWith("model name")
                            || line.startsWith("cpu family") || line.startsWith("model\t"))
                    .limit(3).map(line -> line.replaceAll("\\s*:\\s*", " "))
                    .map(line -> line.replace("model name ", ""))
                    .sorted().toList().toString().replaceAll("[\\[\\]]", "");
        } catch (IOException e) {
            return "unknown (" + System.getProperty("os.arch") + ")";
        }
    }

    /// For people, on a line.
    public String format() {
        return "%s, %d cores, %d GB; %s; %s, vectors of %d bits, %s; %s".formatted(cpu, cores,
                memory, system, jvm, vector, String.join(" ", flags), day);
    }
}

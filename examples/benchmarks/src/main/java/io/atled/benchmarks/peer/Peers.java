package io.atled.benchmarks.peer;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;

/// The other libraries by name, each with how its process has to be started.
///
/// A library's class is loaded, and with it native code, when it is asked for.
public final class Peers {
    /// OpenBLAS chooses its kernels by a table of CPUs that lacks the newest; this names those for
    /// AVX-512.
    private static final Map<String, String> AVX512 = Map.of("OPENBLAS_CORETYPE", "SkylakeX");
    private static final Map<String, String> NONE = Map.of();
    private static final String MKL = "-Dorg.bytedeco.openblas.load=mkl";

    private static final ImmutableMap<String, Entry> ENTRIES =
            ImmutableMap.<String, Entry>builder()
                    .put("libtorch", new Entry(LibTorch::new, NONE, List.of()))
                    .put("libtorch-avx512", new Entry(LibTorch::new, AVX512, List.of()))
                    .put("libtorch-mkl", new Entry(LibTorch::new, NONE, List.of(MKL)))
                    .put("tensorflow", new Entry(TensorFlow::new, NONE, List.of()))
                    .put("djl", new Entry(Djl::new, NONE, List.of()))
                    .put("dl4j", new Entry(Dl4j::new, NONE, List.of()))
                    .put("rapaio", new Entry(Rapaio::new, NONE, List.of()))
                    .put("openblas", new Entry(OpenBlas::new, avx512() ? AVX512 : NONE, List.of()))
                    .put("onednn", new Entry(OneDnn::new, NONE, List.of()))
                    .put("netlib", new Entry(Netlib::new, NONE, List.of()))
                    .buildOrThrow();

    private Peers() {}

    /// A library in one configuration.
    ///
    /// @param peer makes it
    /// @param environment of its process
    /// @param flags of its JVM
    public record Entry(Supplier<Peer> peer, Map<String, String> environment,
            List<String> flags) {}

    private static boolean avx512() {
        return System.getProperty("os.arch").equals("amd64")
                && FloatVector.SPECIES_PREFERRED.length() == 16;
    }

    /// All names, in the order of the tables; on a CPU without AVX-512 not those for it.
    public static List<String> names() {
        return ENTRIES.keySet().stream()
                .filter(name -> avx512() || !name.endsWith("avx512")).toList();
    }

    /// A peer.
    ///
    /// @throws IllegalArgumentException if there is none of that name
    public static Entry of(String name) {
        Entry entry = ENTRIES.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("peer: there is no '" + name + "', only "
                    + ENTRIES.keySet());
        }
        return entry;
    }
}

package io.atled.autograd.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Says whether the Vector API may be used, decided once when this class is initialized.
///
/// The module `jdk.incubator.vector` is never resolved by default, so a program has to ask for it
/// with `--add-modules jdk.incubator.vector`. Without it everything works and gives the same bits,
/// only slower; that is said once in the log. The system property `atled.simd=off` declines it
/// silently.
///
/// This class names no class of that module, so it loads everywhere. A class that does name one
/// must be touched only after [#available()] has answered `true`.
public final class Simd {
    /// The module that holds the Vector API.
    static final String MODULE = "jdk.incubator.vector";

    /// The system property that switches the Vector API off when its value is `off`.
    static final String PROPERTY = "atled.simd";

    private static final boolean AVAILABLE = decide();

    private Simd() {}

    /// Whether the Vector API can be used in this process; the answer never changes.
    public static boolean available() {
        return AVAILABLE;
    }

    private static boolean decide() {
        if ("off".equalsIgnoreCase(System.getProperty(PROPERTY))) {
            return false;
        }
        boolean found =
                ModuleLayer.boot().findModule(MODULE).filter(Simd::readable).isPresent();
        if (!found) {
            Logger log = System.getLogger("io.atled.autograd");
            log.log(
                    Level.INFO,
                    "The Vector API is absent, so Atled computes the same results more slowly;"
                            + " start Java with --add-modules " + MODULE + " to use it.");
        }
        return found;
    }

    /// On the class path every module is readable; a named module needs an edge (`requires
    /// static`).
    private static boolean readable(Module vector) {
        return Simd.class.getModule().canRead(vector);
    }
}

package io.atled.autograd.laws;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import io.atled.autograd.Op;
import io.atled.autograd.check.Law;
import io.atled.autograd.check.LawReport.Finding;
import io.atled.autograd.check.LawReport.Outcome;
import io.atled.autograd.check.Laws;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every operation of this module under every law; `-Dlaw=STRIDED` and `-Doperation=Tanh` ask for
/// one of them.
final class OperationLawsTest {
    private static final Map<Class<?>, List<Laws>> SAMPLES = Samples.all();
    private static final AtomicInteger HELD = new AtomicInteger();
    private static final Set<Class<?>> CHECKED = new HashSet<>();

    @TestFactory
    Stream<DynamicContainer> everyOperationSatisfiesEveryLaw() {
        List<Law> laws = asked("law", List.of(Law.values()), Law::name);
        return asked("operation", List.copyOf(SAMPLES.keySet()), Class::getSimpleName).stream()
                .map(type -> DynamicContainer.dynamicContainer(type.getSimpleName(), laws.stream()
                        .map(law -> DynamicTest.dynamicTest(type.getSimpleName() + ": "
                                + law.sentence(), () -> holds(law, SAMPLES.get(type))))));
    }

    /// The one that a system property names, or all.
    private static <T> List<T> asked(String property, List<T> all, Function<T, String> name) {
        String wanted = System.getProperty(property, "");
        List<T> asked = all.stream().filter(one -> wanted.isEmpty()
                || name.apply(one).equalsIgnoreCase(wanted)).toList();
        assertFalse(asked.isEmpty(), () -> "there is no " + property + " " + wanted + "; there are "
                + all.stream().map(name).sorted().toList());
        return asked;
    }

    private static void holds(Law law, List<Laws> operations) {
        for (Laws laws : operations) {
            Finding finding = laws.check(law);
            if (!finding.passed()) {
                fail(laws.operation().name() + ": " + finding.message());
            }
            HELD.addAndGet(finding.outcome() == Outcome.HELD ? 1 : 0);
            CHECKED.add(laws.operation().getClass());
        }
    }

    @Test
    void everyRecordThatIsAnOperationHasSamples() {
        var missing = operations();
        missing.removeAll(SAMPLES.keySet().stream().map(Class::getName).toList());
        assertEquals(Set.of(), missing, "These operations have no samples; add a line for each to"
                + " PointwiseSamples or StructureSamples (autograd/src/test/java/io/atled/autograd/"
                + "laws): s.add(new TheRecord(), Sample.of(s.drawn(3, 4)))");
    }

    @Test
    void everySampleBelongsToAnOperationOfThisModule() {
        var stale = SAMPLES.keySet().stream().map(Class::getName)
                .collect(toCollection(TreeSet::new));
        stale.removeAll(operations());
        assertEquals(Set.of(), stale, "These samples belong to no operation of this module;"
                + " remove their lines from PointwiseSamples and StructureSamples");
    }

    @Test
    void operationsAreFoundInTheClassFiles() {
        assertFalse(operations().isEmpty(), "no operation was found beside Op.class; is it in a"
                + " jar? The test reads class files from a folder");
    }

    /// The names of all records that implement Op, wherever in the main classes they are.
    private static Set<String> operations() {
        try {
            Path root = Path.of(Op.class.getProtectionDomain().getCodeSource().getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(root::relativize).map(Path::toString)
                        .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                        .map(name -> name.substring(0, name.length() - ".class".length())
                                .replace('/', '.').replace('\\', '.'))
                        .filter(OperationLawsTest::isOperation)
                        .collect(toCollection(TreeSet::new));
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError("the main classes cannot be read", e);
        }
    }

    private static boolean isOperation(String name) {
        try {
            Class<?> type = Class.forName(name, false, Op.class.getClassLoader());
            return type.isRecord() && Op.class.isAssignableFrom(type);
        } catch (ClassNotFoundException | LinkageError e) {
            return false;           // a kernel over the Vector API, in a run without it
        }
    }

    @AfterAll
    static void sayHowMany() {
        System.out.println("operations under law: " + CHECKED.size() + " of " + operations().size()
                + "; laws: " + Law.values().length + "; held: " + HELD.get());
    }
}

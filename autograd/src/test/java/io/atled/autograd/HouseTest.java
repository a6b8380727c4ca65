package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The laws of the house that a machine can keep, read from the class files of this module.
class HouseTest {
    private static final String BASE = "io/atled/autograd";

    /// What each floor may import beside itself: what lies below it.
    private static final Map<String, Set<String>> FLOORS = Map.of(
            BASE + "/shape", Set.of(),
            BASE + "/kernel", Set.of(BASE + "/shape"),
            BASE, Set.of(BASE + "/shape", BASE + "/kernel"),
            BASE + "/graph", Set.of(BASE + "/shape", BASE + "/kernel", BASE),
            BASE + "/check", Set.of(BASE + "/shape", BASE + "/kernel", BASE, BASE + "/graph"));

    /// A class in a class file, by itself or in a descriptor.
    private static final Pattern NAMED = Pattern.compile(
            "(?:(?<![\\w/])|(?<=L))(?:java|javax|jdk|sun|com|org|io)(?:/[a-zA-Z_]\\w*)+");
    /// Packages that class files may name: the JDK's, Guava's, annotations, and our own.
    private static final List<String> WELCOME = List.of("java/io", "java/lang", "java/nio",
            "java/util", "com/google/common", "com/google/errorprone/annotations",
            "org/jspecify/annotations", BASE, "jdk/incubator/vector");

    /// Sources of chance and of time, which would make results depend on more than their seed.
    private static final Set<String> CHANCE = Set.of("java/util/concurrent/ThreadLocalRandom",
            "java/security/SecureRandom", "java/util/UUID", "java/time/Instant",
            "java/time/Clock");

    private static final List<ClassModel> CLASSES = classes();

    private static List<ClassModel> classes() {
        try (Stream<Path> files = Files.walk(Path.of(Tensor.class.getProtectionDomain()
                .getCodeSource().getLocation().toURI()))) {
            var all = new ArrayList<ClassModel>();
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("module-info.class")) {
                    all.add(ClassFile.of().parse(file));
                }
            }
            return all;
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static String name(ClassModel c) {
        return c.thisClass().asInternalName();
    }

    private static String floor(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }

    /// Every class that `c` names, in code, descriptors, signatures and annotations.
    private static Set<String> named(ClassModel c) {
        var names = new TreeSet<String>();
        c.constantPool().forEach(entry -> {
            if (entry instanceof Utf8Entry text) {
                NAMED.matcher(text.stringValue()).results().forEach(m -> names.add(m.group()));
            }
        });
        return names;
    }

    @Test
    void theModuleIsHere() {
        assertTrue(CLASSES.size() > 100, CLASSES.size() + " classes");
        Set<String> ofViews = new TreeSet<>();
        CLASSES.stream().filter(c -> name(c).startsWith(BASE + "/View"))
                .forEach(c -> ofViews.addAll(named(c)));
        assertTrue(ofViews.containsAll(Set.of(BASE + "/shape/Layout", BASE + "/kernel/NdArray",
                "com/google/common/primitives/ImmutableIntArray")), ofViews::toString);
        Set<String> floors = new TreeSet<>();
        CLASSES.forEach(c -> floors.add(floor(name(c))));
        assertEquals(new TreeSet<>(FLOORS.keySet()), floors);
    }

    @Test
    void importsPointDownwardsOnly() {
        var wrong = new ArrayList<String>();
        for (ClassModel c : CLASSES) {
            String own = floor(name(c));
            for (String other : named(c)) {
                if (other.startsWith(BASE + "/") && !floor(other).equals(own)
                        && !FLOORS.getOrDefault(own, Set.of()).contains(floor(other))) {
                    wrong.add(name(c) + " → " + other);
                }
            }
        }
        assertEquals(List.of(), wrong, "move what is needed to a lower floor");
    }

    @Test
    void guavaIsTheOnlyLibrary() {
        var wrong = new ArrayList<String>();
        for (ClassModel c : CLASSES) {
            for (String other : named(c)) {
                if (WELCOME.stream().noneMatch(other::startsWith)) {
                    wrong.add(name(c) + " → " + other);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void onlyVectorClassesOfTheKernelTouchTheVectorApi() {
        var touching = new TreeSet<String>();
        for (ClassModel c : CLASSES) {
            if (named(c).stream().anyMatch(n -> n.startsWith("jdk/incubator/vector"))) {
                touching.add(name(c));
            }
        }
        assertTrue(touching.size() > 1);
        for (String name : touching) {
            assertTrue(name.startsWith(BASE + "/kernel/") && name.contains("Vector"),
                    () -> name + " must not need a module that may be absent");
        }
    }

    @Test
    void nothingIsNative() {
        for (ClassModel c : CLASSES) {
            c.methods().forEach(m -> assertTrue(!m.flags().has(AccessFlag.NATIVE),
                    () -> name(c) + "." + m.methodName()));
            assertTrue(named(c).stream().noneMatch(n -> n.startsWith("java/lang/foreign")
                    || n.startsWith("sun/")), () -> name(c));
        }
    }

    @Test
    void chanceAndTimeComeFromTheCallerOnly() {
        for (ClassModel c : CLASSES) {
            for (String other : named(c)) {
                assertTrue(!CHANCE.contains(other), () -> name(c) + " → " + other);
            }
        }
    }

    /// What a thread may see of another's tensors does not change, but for the one flag that says
    /// so, and what a shape remembers, which is the same whoever works it out. The tape of the
    /// scalar engine and the memory it lends for adjoints belong to its thread, and the numbers
    /// that a traversal gives to the tensors of a graph to the traversal. What rules compile to is
    /// kept.
    @Test
    void valuesDoNotChange() {
        var open = new TreeSet<String>();
        for (ClassModel c : CLASSES) {
            String own = name(c).substring(name(c).lastIndexOf('/') + 1);
            boolean value = floor(name(c)).equals(BASE) || floor(name(c)).equals(BASE + "/shape");
            if (value && !Set.of("Tape", "ScalarAdjoints", "Numbering", "Order", "Fusion$Family")
                    .contains(own)) {
                c.fields().stream().filter(f -> !f.flags().has(AccessFlag.FINAL))
                        .forEach(f -> open.add(own + "." + f.fieldName().stringValue()));
            }
        }
        assertEquals(Set.of("Shape.rowMajor", "Tensor$Fate.label", "Tensor$Fate.reason"), open);
    }

    @Test
    void operationsAreOfSixKindsAndEachOfExactlyOne() throws ClassNotFoundException {
        assertEquals(ImmutableSet.of(Pointwise.class, Reduction.class, View.class, Product.class,
                Indexing.class, Custom.class),
                ImmutableSet.copyOf(Op.class.getPermittedSubclasses()));
        int operations = 0;
        for (ClassModel c : CLASSES) {
            Class<?> type = Class.forName(name(c).replace('/', '.'), false,
                    Tensor.class.getClassLoader());
            if (Op.class.isAssignableFrom(type) && !type.isInterface()) {
                assertTrue(type.isRecord(), () -> type + ": an operation is data, a record");
                assertEquals(1, Arrays.stream(Op.class.getPermittedSubclasses())
                        .filter(kind -> kind.isAssignableFrom(type)).count(), type::getName);
                operations++;
            }
        }
        assertTrue(operations > 70, operations + " operations");
    }

    @Test
    void everyPublicTypeIsFinalSealedARecordAnEnumOrMeantToBeExtended()
            throws ClassNotFoundException {
        Set<String> open = new TreeSet<>();
        for (ClassModel c : CLASSES) {
            boolean isPublic = c.flags().has(AccessFlag.PUBLIC);
            boolean isOpen = !c.flags().has(AccessFlag.FINAL)
                    && !c.flags().has(AccessFlag.INTERFACE) && !c.flags().has(AccessFlag.ABSTRACT);
            if (isPublic && isOpen && !Class.forName(name(c).replace('/', '.'), false,
                    Tensor.class.getClassLoader()).isEnum()) {
                open.add(name(c));
            }
        }
        assertEquals(Set.of(), open);
    }

    @Test
    void theErrorsOfTheHouseAreUnchecked() {
        for (ClassModel c : CLASSES) {
            String above = c.superclass().map(s -> s.asInternalName()).orElse("");
            assertTrue(!above.equals("java/lang/Exception") && !above.equals("java/lang/Throwable"),
                    () -> name(c));
        }
    }

    @Test
    void tensorStaysARoomAndItsVerbsLiveInTheFamilies() {
        long instance = Arrays.stream(Tensor.class.getDeclaredMethods())
                .filter(m -> !Modifier.isStatic(m.getModifiers())
                        && !m.isSynthetic() && !m.isBridge()).count();
        assertTrue(instance < 40, instance + " methods: a verb belongs into its family");
    }
}

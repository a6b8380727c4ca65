package io.atled.nn;

import io.atled.autograd.Op;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the operations of a package in its class files.
public final class Operations {
    private Operations() {}

    /// The names of all records beside `neighbor` that implement [Op].
    public static Set<String> beside(Class<?> neighbor) {
        String inside = neighbor.getPackageName() + ".";
        URI root = URI.create(neighbor.getProtectionDomain().getCodeSource().getLocation()
                .toString());
        Path folder = Path.of(root).resolve(inside.replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.contains("-info"))
                    .map(file -> inside + file.substring(0, file.length() - ".class".length()))
                    .filter(Operations::isOperation)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException("the class files of " + inside + " cannot be read", e);
        }
    }

    private static boolean isOperation(String name) {
        try {
            Class<?> type = Class.forName(name, false, Operations.class.getClassLoader());
            return type.isRecord() && Op.class.isAssignableFrom(type);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }
}

package io.atled.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A block of Java in a document: a Markdown file, or the `///` comments of a source file.
///
/// @param file where it stands
/// @param line the number of its first line there, from 1
/// @param code its lines
record Snippet(Path file, int line, List<String> code) {
    private static final String COMMENT = "///";
    private static final String FENCE = "```";

    /// The blocks marked as `java` in a file, in their order; those marked otherwise, or not at
    /// all, are none.
    static List<Snippet> in(Path file) {
        try {
            return in(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same in the given lines of it.
    static List<Snippet> in(Path file, List<String> lines) {
        boolean source = file.toString().endsWith(".java");
        List<Snippet> snippets = new ArrayList<>();
        List<String> block = null;
        for (int i = 0; i < lines.size(); i++) {
            String text = source ? comment(lines.get(i)) : lines.get(i);
            String fence = text.strip();
            if (block == null) {
                block = fence.startsWith(FENCE) ? new ArrayList<>() : null;
            } else if (fence.equals(FENCE)) {
                int first = i - block.size();
                if (mark(lines.get(first - 1)).equals("java")) {
                    snippets.add(new Snippet(file, first + 1, List.copyOf(block)));
                }
                block = null;
            } else {
                block.add(text);
            }
        }
        return snippets;
    }

    /// What follows the `///` of a line, without the space after it; nothing on lines of code.
    private static String comment(String line) {
        String text = line.strip();
        if (!text.startsWith(COMMENT)) {
            return "";
        }
        String said = text.substring(COMMENT.length());
        return said.startsWith(" ") ? said.substring(1) : said;
    }

    private static String mark(String fence) {
        return fence.substring(fence.indexOf(FENCE) + FENCE.length()).strip();
    }

    /// The blocks of all Java files below a folder, in the order of their paths.
    static List<Snippet> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted()
                    .flatMap(file -> in(file).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// File and line, as in `autograd/Tensor.java:19`, of the line of code with this number.
    String place(int index) {
        int names = file.getNameCount();
        boolean source = file.toString().endsWith(".java");
        Path shown = file.subpath(Math.max(0, names - (source ? 2 : 1)), names);
        return shown.toString().replace('\\', '/') + ":" + (line + index);
    }
}

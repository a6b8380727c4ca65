package io.atled.autograd.graph;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import java.util.Random;
import java.util.stream.IntStream;

/// Small diagrams for tests.
final class Sketch {

    private Sketch() {}

    static Diagram.Node node(int id, String title, String... lines) {
        return new Diagram.Node(
                id, Diagram.Kind.OPERATION, title, ImmutableList.copyOf(lines), false);
    }

    /// Nodes `n0`, `n1`, … with edges between the given pairs.
    static Diagram graph(int nodes, int... ends) {
        ImmutableList.Builder<Diagram.Edge> edges = ImmutableList.builder();
        for (int i = 0; i < ends.length; i += 2) {
            edges.add(new Diagram.Edge(ends[i], ends[i + 1], ""));
        }
        return new Diagram("", nodes(nodes), edges.build());
    }

    static Diagram chain(int length) {
        return graph(length, IntStream.range(1, length)
                .flatMap(i -> IntStream.of(i - 1, i)).toArray());
    }

    /// A graph without cycles in which nodes prefer recent inputs, as in recorded programs; texts,
    /// kinds and labels vary.
    static Diagram random(long seed, int size) {
        Random random = new Random(seed);
        ImmutableList.Builder<Diagram.Node> nodes = ImmutableList.builder();
        ImmutableList.Builder<Diagram.Edge> edges = ImmutableList.builder();
        Diagram.Kind[] kinds = Diagram.Kind.values();
        for (int i = 0; i < size; i++) {
            String[] lines = new String[random.nextInt(4)];
            for (int line = 0; line < lines.length; line++) {
                lines[line] = "m".repeat(random.nextInt(20));
            }
            nodes.add(new Diagram.Node(i, kinds[random.nextInt(kinds.length)],
                    "W".repeat(random.nextInt(12)), ImmutableList.copyOf(lines),
                    random.nextInt(9) == 0));
            int inputs = i == 0 ? 0 : random.nextInt(4);
            for (int k = 0; k < inputs; k++) {
                boolean recent = random.nextInt(4) > 0;
                int from = recent ? Math.max(0, i - 1 - random.nextInt(6)) : random.nextInt(i);
                edges.add(new Diagram.Edge(from, i, random.nextInt(5) == 0 ? "in " + k : ""));
            }
        }
        return new Diagram("random", nodes.build(), edges.build());
    }

    private static ImmutableList<Diagram.Node> nodes(int count) {
        return IntStream.range(0, count).mapToObj(i -> node(i, "n" + i))
                .collect(ImmutableList.toImmutableList());
    }

    static void assertSays(Runnable action, String... parts) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "expected '" + part + "' in: " + message);
        }
    }
}

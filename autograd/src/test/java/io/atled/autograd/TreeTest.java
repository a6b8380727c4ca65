package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreeTest {
    record Pair(Tensor first, Optional<Tensor> second) {}

    record Stack(@Tree.Unnamed List<Object> parts, Tensor last) {}

    record Tagged(ImmutableSet<String> tags, Tensor value) {}

    private static final Tensor A = Tensor.of(1f);
    private static final Tensor B = Tensor.of(2f);

    private static List<String> paths(Object tree) {
        return List.copyOf(Tree.leaves(tree, Tensor.class).keySet());
    }

    @Test
    void pathsFollowComponentsPositionsAndKeys() {
        assertEquals(List.of(""), paths(A));
        assertEquals(List.of("0", "1.first", "1.second"),
                paths(List.of(A, new Pair(A, Optional.of(B)))));
        assertEquals(List.of("w.0", "b"),
                paths(ImmutableMap.of("w", List.of(A), "b", B, "rate", 0.1)));
    }

    @Test
    void anEmptyOptionalHasNoLeafAndAFilledOneAddsNothingToThePath() {
        assertEquals(List.of("first"), paths(new Pair(A, Optional.empty())));
        assertEquals(List.of("first", "second"), paths(new Pair(A, Optional.of(B))));
    }

    @Test
    void anUnnamedComponentAddsNothingToThePath() {
        assertEquals(List.of("0", "1.first", "last"),
                paths(new Stack(List.of(A, new Pair(B, Optional.empty())), A)));
    }

    @Test
    void mappingReplacesLeavesWhereverTheyAre() {
        var mapped = Tree.map(new Stack(List.of(new Pair(A, Optional.of(B)), Map.of("k", A)), B),
                Tensor.class, (path, t) -> t.mul(10));
        assertEquals(List.of(10.0, 20.0, 10.0, 20.0), Tree.leaves(mapped, Tensor.class).values()
                .stream().map(Tensor::item).toList());
    }

    @Test
    void whatHoldsNoChangedLeafIsNotRebuilt() {
        var set = new Tagged(ImmutableSet.of("x"), A);          // a list would not fit the set
        assertSame(set, Tree.map(set, Tensor.class, (path, t) -> t));
        assertSame(set.tags(), Tree.map(set, Tensor.class, (path, t) -> B).tags());
        assertEquals(List.of("value"), paths(set));
    }

    @Test
    void nodesAreListedOuterOnesFirst() {
        var inner = new Pair(A, Optional.empty());
        var nodes = Tree.nodes(List.of(inner, List.of(new Pair(B, Optional.of(A)))), Record.class);
        assertEquals(List.of("0", "1.0"), List.copyOf(nodes.keySet()));
        var nested = new Stack(List.of(inner), A);
        assertEquals(ImmutableMap.of("", nested, "0", inner), Tree.nodes(nested, Record.class));
    }

    @Test
    void twoLeavesWithOnePathAreRefused() {
        var tree = ImmutableMap.of("a.b", A, "a", Map.of("b", B));
        var error = assertThrows(IllegalArgumentException.class, () -> paths(tree));
        assertTrue(String.valueOf(error.getMessage()).contains("“a.b”"), error.getMessage());
    }

    @Test
    void arraysOfLeavesKeepTheirType() {
        Tensor[][] mapped = Tree.map(new Tensor[][] {{A}, {B, A}}, Tensor.class,
                (path, t) -> t.mul(path.equals("1.0") ? 10 : 1));
        assertEquals(20, mapped[1][0].item());
        assertEquals(List.of("0.0", "1.0", "1.1"), paths(mapped));
        Tensor[] same = {A};
        assertSame(same, Tree.map(same, Tensor.class, (path, t) -> t));
    }

    record Strict(Tensor value) {
        Strict {
            if (value.item() < 0) {
                throw new IllegalArgumentException("strict: needs a number of at least 0");
            }
        }
    }

    @Test
    void whatAConstructorRefusesIsSaidByIt() {
        var error = assertThrows(IllegalArgumentException.class, () -> Tree.map(new Strict(A),
                Tensor.class, (path, t) -> t.neg()));
        assertEquals("strict: needs a number of at least 0", error.getMessage());
    }
}

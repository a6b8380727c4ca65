package io.atled.autograd;

import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/// Views of views, decided by whole numbers: on a tensor and on the [Naive] model at once.
record ViewChain(List<Integer> sizes, List<Integer> steps) {
    /// A tensor with its model.
    record Pair(Tensor tensor, Naive model) {}

    /// Chains of up to six views of up to four axes, some of size 0 and 1.
    static Arbitrary<ViewChain> arbitrary() {
        Arbitrary<Integer> size = Arbitraries.frequency(Tuple.of(1, 0),
                Tuple.of(3, 1), Tuple.of(8, 2),
                Tuple.of(8, 3), Tuple.of(4, 4),
                Tuple.of(3, 6));
        return Combinators.combine(size.list().ofMaxSize(4),
                Arbitraries.integers().between(0, 9999)
                        .withDistribution(RandomDistribution.uniform()).list().ofMaxSize(6))
                .as(ViewChain::new);
    }

    /// The tensor whose elements are their own numbers, without any view.
    Tensor start() {
        Shape shape = Shape.of(sizes.stream().mapToInt(n -> n).toArray());
        double[] values = new double[shape.size()];
        Arrays.setAll(values, i -> i + 1);
        return Tensor.of(shape, values);
    }

    /// All the views of `x`, one upon the other; their models come along.
    List<Pair> run(Tensor x) {
        var pairs = new ArrayList<Pair>();
        pairs.add(new Pair(x, Naive.of(x)));
        for (int step : steps) {
            pairs.add(step(pairs.getLast(), step));
        }
        return pairs;
    }

    /// The last of the views of `x`.
    Tensor apply(Tensor x) {
        return run(x).getLast().tensor;
    }

    private static Pair step(Pair p, int number) {
        Tensor t = p.tensor;
        Naive m = p.model;
        int rank = t.rank();
        var random = new Random(number);
        int axis = rank == 0 ? 0 : random.nextInt(rank);
        int n = rank == 0 ? 0 : t.shape().get(axis);
        int kind = rank == 0 ? 4 + random.nextInt(2) : random.nextInt(8);
        return switch (kind) {
            case 0 -> {
                int[] order = shuffled(rank, random);
                yield new Pair(t.permute(order), m.permute(order));
            }
            case 1 -> {
                int start = random.nextInt(n + 1);
                int stop = start + random.nextInt(n - start + 1);
                int by = 1 + random.nextInt(3);
                yield new Pair(t.slice(axis, start, stop, by), m.slice(axis, start, stop, by));
            }
            case 2 -> new Pair(t.flip(axis), m.flip(axis));
            case 3 -> {
                int[] sizes = factored(t.size(), random);
                yield new Pair(t.reshape(Shape.of(sizes)), m.reshape(sizes));
            }
            case 4 -> {
                int before = random.nextInt(rank + 1);
                Shape shape = t.shape().inserting(before, 1);
                yield new Pair(t.unsqueeze(before), m.reshape(shape.toArray()));
            }
            case 5 -> {
                int[] target = expanded(t.shape(), random);
                yield new Pair(t.expand(target), m.expand(target));
            }
            case 6 -> {
                Tensor squeezed = t.squeeze();
                yield new Pair(squeezed, m.reshape(squeezed.shape().toArray()));
            }
            default -> {
                if (n == 0) {
                    yield p;
                }
                int i = random.nextInt(n);
                yield new Pair(t.select(axis, i - (random.nextBoolean() ? n : 0)),
                        m.slice(axis, i, i + 1, 1)
                                .reshape(t.shape().without(axis).toArray()));
            }
        };
    }

    private static int[] shuffled(int rank, Random random) {
        var order = new ArrayList<Integer>();
        for (int k = 0; k < rank; k++) {
            order.add(k);
        }
        Collections.shuffle(order, random);
        return order.stream().mapToInt(k -> k).toArray();
    }

    /// Sizes with the product `size`, ones among them.
    static int[] factored(int size, Random random) {
        var sizes = new ArrayList<Integer>();
        int rest = size;
        while (rest > 1) {
            int divisor = 2 + random.nextInt(rest - 1);
            while (rest % divisor != 0) {
                divisor--;
            }
            sizes.add(divisor == 1 ? rest : divisor);
            rest /= sizes.getLast();
        }
        if (size == 0) {
            sizes.add(0);
        }
        for (int k = random.nextInt(3); k > 0; k--) {
            sizes.add(random.nextInt(sizes.size() + 1), 1);
        }
        return sizes.stream().mapToInt(k -> k).toArray();
    }

    private static int[] expanded(Shape shape, Random random) {
        int lead = shape.size() > 200 ? 0 : random.nextInt(2);
        int[] target = new int[shape.rank() + lead];
        for (int axis = 0; axis < target.length; axis++) {
            int n = axis < lead ? 1 : shape.get(axis - lead);
            target[axis] = n == 1 && shape.size() <= 200 ? 1 + random.nextInt(3) : n;
        }
        return target;
    }
}

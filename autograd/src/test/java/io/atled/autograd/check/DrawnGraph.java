package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Op;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A graph of twenty operations around a given one, drawn from a seed.
///
/// What comes before keeps the numbers where they are, so that the operation stays in its domain;
/// what comes after is smooth, unless kinks are asked for, and bounded.
final class DrawnGraph {
    /// The operations of every graph; more only if the given one has many inputs.
    static final int OPERATIONS = 20;
    /// Operations that come after the given one at least.
    private static final int AFTER = 8;
    /// Operations that one step is made of at most.
    private static final int MOST = 3;
    /// Larger numbers are scaled down, so that what follows does not saturate.
    private static final double LARGE = 4;
    /// Larger tensors are averaged.
    private static final int MANY = 40;
    /// Relative changes of what stays.
    private static final double STAYS = 1e-6;
    /// How far from a kink: on it, a few roundings beside it, or well apart.
    private static final double[] BESIDE = {0, 1e-15, 1e-12, 1e-9, 1e-7, 1e-5, 1e-3, 0.05};

    private final SplittableRandom random;
    private final boolean kinks;
    private final List<ImmutableList<UnaryOperator<Tensor>>> before = new ArrayList<>();
    private final List<Function<List<Tensor>, Tensor>> after = new ArrayList<>();

    private DrawnGraph(long seed, boolean kinks) {
        this.random = new SplittableRandom(seed);
        this.kinks = kinks;
    }

    /// A smooth graph around `op` at `inputs`.
    static DrawnGraph smooth(Op op, List<Tensor> inputs, long seed) {
        return new DrawnGraph(seed, false).draw(op, inputs);
    }

    /// A graph with operations at and near their kinks.
    static DrawnGraph kinked(Op op, List<Tensor> inputs, long seed) {
        return new DrawnGraph(seed, true).draw(op, inputs);
    }

    /// The graph with `op` in it.
    Tensor apply(Op op, List<Tensor> inputs) {
        var x = new ArrayList<Tensor>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor t = inputs.get(i);
            for (UnaryOperator<Tensor> step : before.get(i)) {
                t = step.apply(t);
            }
            x.add(t);
        }
        var nodes = new ArrayList<Tensor>();
        nodes.add(Tensor.apply(op, x));
        after.forEach(step -> nodes.add(step.apply(nodes)));
        return nodes.getLast();
    }

    private DrawnGraph draw(Op op, List<Tensor> inputs) {
        var x = new ArrayList<Tensor>();
        int used = 0;
        for (Tensor input : inputs) {
            var steps = new ArrayList<UnaryOperator<Tensor>>();
            Tensor t = input.dtype().isFloat() ? input.variable() : input;
            for (int k = 0; t.dtype().isFloat() && k < 2
                    && used + operations(t) + MOST + AFTER <= OPERATIONS; k++) {
                UnaryOperator<Tensor> step = staying(t);
                Tensor next = step.apply(t);
                if (near(next, t)) {
                    steps.add(step);
                    t = next;
                }
            }
            used += operations(t);
            before.add(ImmutableList.copyOf(steps));
            x.add(t);
        }
        drawAfter(Tensor.apply(op, x));
        return this;
    }

    private void drawAfter(Tensor y) {
        var nodes = new ArrayList<>(List.of(y));
        double largest = largest(y);
        if (largest > LARGE) {
            add(nodes, n -> n.getLast().mul(1 / largest));
        }
        while (operations(nodes.getLast()) < OPERATIONS - 2) {
            add(nodes, next(nodes));
        }
        Tensor weights = Sample.direction(nodes.getLast().shape(), 3).to(y.dtype());
        add(nodes, n -> n.getLast().mul(weights));
        add(nodes, n -> n.getLast().sum());
    }

    /// Takes a step, unless it leaves the range of numbers.
    private void add(List<Tensor> nodes, Function<List<Tensor>, Tensor> step) {
        Tensor y = step.apply(nodes);
        if (Arrays.stream(y.toDoubles()).allMatch(Double::isFinite)) {
            nodes.add(y);
            after.add(step);
        }
    }

    private static int operations(Tensor t) {
        return Replay.of(t).nodes().size();
    }

    /// Whether the numbers stayed: adding loses small ones beside large ones.
    private static boolean near(Tensor a, Tensor b) {
        double[] left = a.toDoubles();
        double[] right = b.toDoubles();
        return IntStream.range(0, left.length)
                .allMatch(k -> Math.abs(left[k] - right[k]) <= STAYS * Math.abs(right[k]));
    }

    private static double largest(Tensor t) {
        return Arrays.stream(t.toDoubles()).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    }

    /// Up to three operations that give what they are given.
    private UnaryOperator<Tensor> staying(Tensor t) {
        if (kinks && t.size() > 0 && random.nextInt(2) == 0) {
            return stayingBesideAKink(t);
        }
        Shape shape = t.shape();
        return switch (random.nextInt(t.rank() > 1 ? 6 : 5)) {
            case 0 -> x -> x.add(0.25).sub(0.25);
            case 1 -> x -> x.mul(1.5).div(1.5);
            case 2 -> x -> x.neg().neg();
            case 3 -> x -> x.reshape(-1).reshape(shape);
            case 4 -> x -> x.unsqueeze(0).squeeze(0);
            default -> x -> x.transpose().transpose();
        };
    }

    private UnaryOperator<Tensor> stayingBesideAKink(Tensor t) {
        double margin = drawn(BESIDE) * Math.max(1e-3, largest(t));
        double least = Arrays.stream(t.toDoubles()).min().orElse(0) - margin;
        return switch (random.nextInt(4)) {
            case 0 -> x -> x.sub(least).relu().add(least);
            case 1 -> x -> x.sub(least).abs().add(least);
            case 2 -> x -> x.clamp(least, Double.POSITIVE_INFINITY);
            default -> x -> x.maximum(least);
        };
    }

    private Function<List<Tensor>, Tensor> next(List<Tensor> nodes) {
        Tensor t = nodes.getLast();
        if (t.size() > MANY && t.rank() > 0) {
            return n -> n.getLast().mean(0);
        }
        boolean room = operations(t) + MOST <= OPERATIONS - 2;
        if (kinks && room && t.size() > 0 && random.nextInt(3) == 0) {
            return kinked(t);
        }
        return room && random.nextInt(3) == 0 ? combined(nodes) : smooth(t);
    }

    private Function<List<Tensor>, Tensor> smooth(Tensor t) {
        UnaryOperator<Tensor> f = switch (random.nextInt(t.rank() > 1 && t.size() > 0 ? 16 : 14)) {
            case 0 -> x -> x.mul(0.7);
            case 1 -> x -> x.add(0.3);
            case 2 -> Tensor::tanh;
            case 3 -> Tensor::sin;
            case 4 -> Tensor::softplus;
            case 5 -> Tensor::sigmoid;
            case 6 -> Tensor::atan;
            case 7 -> x -> x.rsub(0.2);
            case 8 -> Tensor::asinh;
            case 9 -> Tensor::neg;
            case 10 -> Tensor::erf;
            case 11 -> Tensor::flip;
            case 12 -> x -> x.unsqueeze(-1);
            case 13 -> x -> x.reshape(-1);
            case 14 -> Tensor::transpose;
            default -> x -> x.logSumExp(0);
        };
        return n -> f.apply(n.getLast());
    }

    /// Of the last node and an earlier one, if there is one of its shape.
    private Function<List<Tensor>, Tensor> combined(List<Tensor> nodes) {
        Shape shape = nodes.getLast().shape();
        int[] alike = IntStream.range(0, nodes.size())
                .filter(k -> nodes.get(k).shape().equals(shape)).toArray();
        int other = alike[random.nextInt(alike.length)];
        return switch (random.nextInt(5)) {
            case 0 -> n -> n.getLast().add(n.get(other));
            case 1 -> n -> n.getLast().mul(n.get(other));
            case 2 -> n -> n.getLast().hypot(n.get(other).add(5));
            case 3 -> n -> Tensor.concat(0, List.of(n.getLast().unsqueeze(0),
                    n.get(other).unsqueeze(0)));
            default -> n -> n.getLast().sub(n.get(other).flip());
        };
    }

    /// Beside its kink at one element of `t`, or at a tie of two.
    private Function<List<Tensor>, Tensor> kinked(Tensor t) {
        double at = t.toDoubles()[random.nextInt(t.size())]
                + (random.nextBoolean() ? 1 : -1) * drawn(BESIDE);
        return switch (random.nextInt(6)) {
            case 0 -> n -> n.getLast().clamp(at, Math.max(at + 1, 2 * at));
            case 1 -> n -> n.getLast().maximum(at);
            case 2 -> n -> n.getLast().minimum(at);
            case 3 -> n -> n.getLast().sub(at).relu();
            case 4 -> n -> n.getLast().sub(at).abs();
            default -> t.rank() == 0 ? n -> n.getLast().leakyRelu(0.1) : n -> n.getLast().max(0);
        };
    }

    private double drawn(double[] values) {
        return values[random.nextInt(values.length)];
    }
}

package io.atled.autograd;

import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// An expression decided by whole numbers, four for each step: operation, two operands, detail.
///
/// The argument is one vector; the leaves are views of it. Every step keeps its values within
/// about ±2.5 and smooth, so that differences can tell what a derivative is. What one step makes
/// others share.
record Recipe(List<Integer> numbers) {
    /// The elements of the argument.
    static final int ARGUMENT = 14;
    /// Larger tensors are averaged.
    private static final int LARGEST = 24;

    Tensor apply(Tensor x) {
        var nodes = new ArrayList<Tensor>();
        nodes.add(x.slice(0, 0, 6).reshape(2, 3));
        nodes.add(x.slice(0, 6, 9));
        nodes.add(x.slice(0, 9, 11).reshape(2, 1));
        nodes.add(x.select(0, 11));
        nodes.add(x.slice(0, 12, 14).reshape(1, 2, 1));
        for (int i = 0; i + 3 < numbers.size(); i += 4) {
            Tensor a = pick(nodes, numbers.get(i + 1));
            Tensor b = pick(nodes, numbers.get(i + 2));
            Tensor made = step(numbers.get(i), a, b, numbers.get(i + 3));
            nodes.add(made.size() > LARGEST ? made.mean(0) : made);
        }
        Tensor loss = nodes.getLast().sin().sum();
        for (int k = 0; k < nodes.size(); k++) {                // nothing goes unused
            loss = loss.add(nodes.get(k).mean().mul(0.1 + 0.05 * (k % 7)));
        }
        return loss;
    }

    /// Half of the time what was made last, so that graphs get deep.
    private static Tensor pick(List<Tensor> nodes, int number) {
        return number % 2 == 0 ? nodes.getLast() : nodes.get(number / 2 % nodes.size());
    }

    private static Tensor step(int operation, Tensor a, Tensor b, int detail) {
        return switch (operation % 4) {
            case 0 -> unary(operation / 4 % 17, a);
            case 1 -> binary(operation / 4 % 9, a, b);
            case 2 -> view(operation / 4 % 11, a, b, detail);
            default -> a.rank() == 0 ? a.add(b.mean()).mul(0.5)
                    : reduction(operation / 4 % 10, a, b, detail % a.rank());
        };
    }

    private static Tensor unary(int which, Tensor a) {
        return switch (which) {
            case 0 -> a.tanh();
            case 1 -> a.sigmoid();
            case 2 -> a.sin();
            case 3 -> a.cos();
            case 4 -> a.atan();
            case 5 -> a.softplus().mul(0.5);
            case 6 -> a.gelu();
            case 7 -> a.silu();
            case 8 -> a.erf();
            case 9 -> a.sub(2).exp();
            case 10 -> a.add(4).log();
            case 11 -> a.add(4).sqrt().mul(0.5);
            case 12 -> a.add(4).rsqrt();
            case 13 -> a.square().mul(0.3);
            case 14 -> a.add(4).reciprocal();
            case 15 -> a.mul(0.4).pow(3);
            default -> a.rsub(1).mul(0.5);
        };
    }

    private static Tensor binary(int which, Tensor a, Tensor other) {
        Tensor b = broadcast(a.shape(), other.shape()) ? other : other.mean();
        return switch (which) {
            case 0 -> a.add(b).mul(0.5);
            case 1 -> a.sub(b).mul(0.5);
            case 2 -> a.mul(b).mul(0.4);
            case 3 -> a.div(b.add(4));
            case 4 -> a.hypot(b.add(4)).mul(0.3);
            case 5 -> a.atan2(b.add(4));
            case 6 -> a.add(4).pow(b.mul(0.3)).mul(0.5);
            case 7 -> mask(a).where(a, b);
            default -> a.mul(a).sub(b.mul(b)).mul(0.2);
        };
    }

    private static boolean broadcast(Shape a, Shape b) {
        return IntStream.rangeClosed(1, Math.min(a.rank(), b.rank())).allMatch(
                k -> a.get(-k) == b.get(-k) || a.get(-k) == 1 || b.get(-k) == 1);
    }

    /// True at every second element, whatever the values.
    private static Tensor mask(Tensor a) {
        boolean[] flags = new boolean[a.size()];
        for (int i = 0; i < flags.length; i += 2) {
            flags[i] = true;
        }
        return Tensor.of(a.shape(), flags);
    }

    private static Tensor view(int which, Tensor a, Tensor b, int detail) {
        int axis = a.rank() == 0 ? 0 : detail % a.rank();
        return switch (which) {
            case 0 -> a.reshape(-1);
            case 1 -> a.rank() < 2 ? a.unsqueeze(-1) : a.transpose();
            case 2 -> a.flip();
            case 3 -> a.unsqueeze(detail % (a.rank() + 1));
            case 4 -> a.squeeze();
            case 5 -> a.expand(a.shape().inserting(0, 1 + detail % 3));
            case 6 -> a.rank() == 0 ? a.reshape(1, 1) : a.slice(axis, 0, (a.shape().get(axis) + 1)
                    / 2).add(4).log().mul(0).add(a.slice(axis, 0, (a.shape().get(axis) + 1) / 2));
            case 7 -> a.rank() == 0 ? a.neg() : a.pad(axis, detail % 2, 1);
            case 8 -> a.rank() == 0 ? Tensor.stack(0, List.of(a, b.mean()))
                    : Tensor.concat(axis, List.of(a, a.mul(0.5)));
            case 9 -> a.rank() < 2 ? a.reshape(-1) : a.permute(rotated(a.rank()));
            default -> a.rank() == 0 ? a.cos()
                    : a.indexSelect(axis, Tensor.of(0, a.shape().get(axis) - 1, 0));
        };
    }

    private static int[] rotated(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, k -> (k + 1) % rank);
        return order;
    }

    private static Tensor reduction(int which, Tensor a, Tensor b, int axis) {
        int n = a.shape().get(axis);
        return switch (which) {
            case 0 -> a.sum(axis).mul(1.0 / n);
            case 1 -> a.mean(Axes.of(axis).kept());
            case 2 -> a.logSumExp(axis).mul(0.4);
            case 3 -> a.variance(0, Axes.of(axis)).mul(0.4);
            case 4 -> a.mul(0.5).prod(Axes.of(axis).kept());
            case 5 -> a.add(4).norm(axis).mul(0.5 / Math.sqrt(n) / 2);
            case 6 -> a.softmax(axis);
            case 7 -> a.logSoftmax(axis).mul(0.3);
            case 8 -> a.rank() < 2 ? a.outer(a).mul(0.4) : a.matmul(a.transpose()).mul(0.4
                    / a.shape().get(-1));
            default -> a.shape().get(-1) == b.size() ? a.matmul(b.reshape(-1)).mul(0.4
                    / b.size()) : a.add(b.mean()).mul(0.5);
        };
    }
}

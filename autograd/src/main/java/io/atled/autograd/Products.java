package io.atled.autograd;

import io.atled.autograd.kernel.MatrixProduct;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// Products of vectors and matrices: each verb beside the record that defines it.
public sealed interface Products permits Tensor {
    /// This tensor.
    Tensor self();

    /// The matrix product. **Shape** `(…,m,k)·(…,k,n) → (…,m,n)`, leading axes broadcasting; a
    /// vector on the left is a row, on the right a column, and its axis goes away.
    /// **Derivative** da = dy·bᵀ, db = aᵀ·dy.
    /// **Stability** sums of 256 fused multiply-adds are added up in order, in the type: in F32 the
    /// sum of k = 3·10⁷ equal numbers is off by 7e-4.
    ///
    /// @throws ShapeMismatch if the inner sizes differ
    default Tensor matmul(Tensor b) {
        Tensor a = self();
        checkInner(a.shape(), b.shape());
        if (a.rank() == 1) {
            Tensor row = a.unsqueeze(0).matmul(b);
            return row.squeeze(b.rank() == 1 ? 0 : -2);
        }
        if (b.rank() == 1) {
            return a.matmul(b.unsqueeze(1)).squeeze(-1);
        }
        if (b.rank() > 2 && sameForAll(b)) {
            Tensor flat = b.reshape(b.shape().range(b.rank() - 2, b.rank()));
            Shape lead = a.shape().range(0, a.rank() - 2)
                    .broadcast("matmul", b.shape().range(0, b.rank() - 2));
            Tensor y = a.matmul(flat);
            return y.reshape(lead.concat(y.shape().range(y.rank() - 2, y.rank())));
        }
        if (b.rank() > 2 && (a.rank() == 2 || sameForAll(a))) {
            return b.transpose().matmul(a.transpose()).transpose();
        }
        if (a.rank() > 2 && b.rank() == 2) {        // many rows, one matrix: one large product
            Shape out = a.shape().with(a.rank() - 1, b.shape().get(1));
            int rows = a.shape().range(0, a.rank() - 1).size();
            return Tensor.apply(new Matmul(), a.reshape(Shape.of(rows, a.shape().get(-1))), b)
                    .reshape(out);
        }
        return Tensor.apply(new Matmul(), a, b);
    }

    /// See [#matmul(Tensor)]; both inputs have at least two axes.
    record Matmul() implements Product {
        @Override
        public Shape infer(List<Shape> shapes) {
            Shape a = shapes.get(0);
            Shape b = shapes.get(1);
            checkInner(a, b);
            if (a.rank() < 2 || b.rank() < 2) {
                throw new ShapeMismatch("matmul: this operation takes matrices, got " + a + "·" + b
                        + "; call a.matmul(b), which takes vectors too");
            }
            Shape last = Shape.of(a.get(-2), b.get(-1));
            return a.rank() == 2 && b.rank() == 2 ? last : a.range(0, a.rank() - 2)
                    .broadcast("matmul: " + a + "·" + b, b.range(0, b.rank() - 2)).concat(last);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            Shape out = infer(List.of(x.get(0).shape(), x.get(1).shape()));
            return Tensor.wrap(MatrixProduct.run(x.get(0).array(), x.get(1).array(), out));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            Tensor d = i == 0 ? left(x, dy) : right(x, dy);
            return d.sumTo(x.get(i).shape());
        }

        /// dy·bᵀ, whose rows or columns lie side by side as those of a do: the cotangent of a view,
        /// as of a transposed weight, then goes back without a copy.
        private static Tensor left(List<Tensor> x, Tensor dy) {
            return isTurned(x.get(0)) ? x.get(1).matmul(dy.transpose()).transpose()
                    : dy.matmul(x.get(1).transpose());
        }

        /// aᵀ·dy, whose rows or columns lie side by side as those of b do.
        private static Tensor right(List<Tensor> x, Tensor dy) {
            return isTurned(x.get(1)) ? dy.transpose().matmul(x.get(0)).transpose()
                    : x.get(0).transpose().matmul(dy);
        }

        private static boolean isTurned(Tensor x) {
            Layout layout = x.array().layout();
            return Math.abs(layout.stride(-2)) < Math.abs(layout.stride(-1));
        }
    }

    /// x·w + b, one operation: what a linear layer computes. **Shape** `(…,k)·(k,n) + (n) → (…,n)`
    /// **Derivative** dx = dy·wᵀ, dw = xᵀ·dy, db = the sum of dy over its rows.
    ///
    /// The sums start from b, so that the last bit may differ from that of matmul and add.
    ///
    /// @throws ShapeMismatch if `w` is no matrix whose rows this tensor's last axis fits, or `b`
    ///         has not one element for each of its columns
    default Tensor affine(Tensor w, Tensor b) {
        return Affine.of(self(), w, b, x -> Tensor.apply(new Affine(), x, w, b));
    }

    /// See [#affine(Tensor, Tensor)]; the first input is a matrix.
    record Affine() implements Sums {
        @Override
        public int arity() {
            return 3;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape x = shapes.get(0);
            Shape w = shapes.get(1);
            check(x, w, shapes.get(2));
            if (x.rank() != 2) {
                throw new ShapeMismatch("affine: this operation takes a matrix of rows, got " + x
                        + "; call x.affine(w, b), which takes any leading axes");
            }
            return Shape.of(x.get(0), w.get(1));
        }

        /// What `rows` makes of `x`, whose leading axes it takes as one.
        private static Tensor of(Tensor x, Tensor w, Tensor b, UnaryOperator<Tensor> rows) {
            check(x.shape(), w.shape(), b.shape());
            if (x.rank() == 2) {
                return rows.apply(x);
            }
            Shape out = x.shape().with(x.rank() - 1, w.shape().get(1));
            int many = x.shape().range(0, x.rank() - 1).size();
            return rows.apply(x.reshape(Shape.of(many, x.shape().get(-1)))).reshape(out);
        }

        private static void check(Shape x, Shape w, Shape b) {
            if (x.rank() == 0 || w.rank() != 2 || x.get(-1) != w.get(0)) {
                boolean turned = w.rank() == 2 && x.rank() > 0 && x.get(-1) == w.get(1);
                throw new ShapeMismatch("affine: needs (…,k)·(k,n), got " + x + "·" + w
                        + (turned ? "; did you mean w.transpose()?" : ""));
            }
            if (b.rank() != 1 || b.get(0) != w.get(1)) {
                throw new ShapeMismatch("affine: b must be (" + w.get(1) + "), one element for"
                        + " each column of w " + w + ", got " + b + "; add another one after"
                        + " x.matmul(w)");
            }
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(MatrixProduct.affine(
                    x.get(0).array(), x.get(1).array(), x.get(2).array()));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return switch (i) {
                case 0 -> Matmul.left(x, dy);
                case 1 -> Matmul.right(x, dy);
                default -> dy.sumTo(x.get(2).shape());
            };
        }
    }

    /// activation(x·w + b), one operation: what a dense layer computes, the same bits as by one
    /// after the other. **Shape** as without activation **Derivative** as without, of
    /// dz = dy·activation′(z).
    ///
    /// If the derivative of the activation is a function of its value, as that of relu is, the sums
    /// z are not kept for the way back, which saves their memory. Other activations are operations
    /// of their own as soon as there is a way back.
    ///
    /// @throws ShapeMismatch as without activation
    default Tensor affine(Tensor w, Tensor b, Pointwise.Unary activation) {
        return Affine.of(self(), w, b, x -> Activated.apply(new Affine(), activation, x, w, b));
    }

    /// Operations that give a new row-major array of sums, at which their way back does not look.
    sealed interface Sums extends Custom permits Affine, Convolutions.ConvBias {}

    /// See [#affine(Tensor, Tensor, Pointwise.Unary)]; on the way back, an activation whose
    /// derivative needs them has the sums computed again.
    ///
    /// @param sums what computes the sums
    /// @param activation what becomes of each
    record Activated(Sums sums, Pointwise.Unary activation) implements Custom {
        /// In two operations if the way back will need the sums, or if somebody watches, who then
        /// sees the sums.
        static Tensor apply(Sums sums, Pointwise.Unary activation, Tensor... x) {
            boolean back = Recording.isOn() && Arrays.stream(x).anyMatch(Tensor::requiresGrad);
            return Recording.isWatched() || (back && Fusion.readsOperand(activation))
                    ? Tensor.apply(activation, Tensor.apply(sums, x))
                    : Tensor.apply(new Activated(sums, activation), x);
        }

        /// As `affine+relu`.
        @Override
        public String name() {
            return sums.name() + "+" + activation.name();
        }

        @Override
        public int arity() {
            return sums.arity();
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            return Names.refusing(this, () -> sums.infer(shapes));
        }

        @Override
        public DType inferType(List<DType> types) {
            return activation.inferType(List.of(
                    Names.refusing(this, () -> sums.inferType(types))));
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Fusion.overwrite(activation, sums.run(x));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return vjps(List.of(i), dy, y, x).getFirst();
        }

        @Override
        public List<Tensor> vjps(List<Integer> asked, Tensor dy, Tensor y, List<Tensor> x) {
            Tensor z = Fusion.readsOperand(activation) ? Tensor.apply(sums, x) : y;
            return sums.vjps(asked, activation.vjp(0, dy, y, List.of(z)), z, x);
        }
    }

    /// Whether all leading axes have size 1.
    private static boolean sameForAll(Tensor t) {
        return t.shape().range(0, t.rank() - 2).size() == 1;
    }

    private static void checkInner(Shape a, Shape b) {
        if (a.rank() == 0 || b.rank() == 0) {
            throw new ShapeMismatch("matmul: needs vectors or matrices, got " + a + "·" + b
                    + "; a single number multiplies by mul");
        }
        int inner = a.get(-1);
        int other = b.get(b.rank() == 1 ? 0 : -2);
        if (inner != other) {
            boolean turned = b.rank() > 1 && b.get(-1) == inner;
            throw new ShapeMismatch("matmul: inner sizes differ, " + a + "·" + b + ": " + inner
                    + " ≠ " + other + (turned ? "; did you mean b.transpose()?" : ""));
        }
    }

    /// The inner product Σ aᵢ·bᵢ. **Shape** `(n)·(n) → ()` **Derivative** da = dy·b, db = dy·a.
    ///
    /// @throws ShapeMismatch if both are not vectors of one length
    default Tensor dot(Tensor b) {
        if (self().rank() != 1 || b.rank() != 1) {
            throw new ShapeMismatch("dot: needs two vectors, got " + self().shape() + " and "
                    + b.shape() + "; for matrices use matmul");
        }
        return matmul(b);
    }

    /// The outer product aᵢ·bⱼ. **Shape** `(m)·(n) → (m,n)`
    ///
    /// @throws ShapeMismatch if both are not vectors
    default Tensor outer(Tensor b) {
        if (self().rank() != 1 || b.rank() != 1) {
            throw new ShapeMismatch("outer: needs two vectors, got " + self().shape() + " and "
                    + b.shape());
        }
        return self().unsqueeze(1).mul(b.unsqueeze(0));
    }
}

package io.atled.autograd;

import com.google.common.collect.Lists;
import io.atled.autograd.kernel.Program;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Compiles pointwise rules to kernel programs: the reader of the [Algebra] whose values are
/// registers. A composite becomes one pass forward and one pass for each cotangent.
final class Fusion {
    /// Programs kept for one class of operations with differing attributes.
    private static final int KEPT = 256;

    /// By class first, because records without components all have the same hash code.
    private static final ClassValue<Map<Key, Program>> PROGRAMS = new ClassValue<>() {
        @Override
        protected Map<Key, Program> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    /// The value of `op` (`input` −1) or the cotangent of one input.
    private record Key(Pointwise op, int input) {}

    private Fusion() {}

    /// The value of `op` on `x`.
    static Tensor value(Pointwise op, List<Tensor> x) {
        Program program = program(op, -1);
        DType out = op.inferType(types(x));
        return run(program, x, computeType(out, x), out);
    }

    /// `dy · ∂y/∂xᵢ` in one pass, in the shape of the result.
    static Tensor vjp(Pointwise op, int i, Tensor dy, Tensor y, List<Tensor> x) {
        var operands = new ArrayList<>(x);
        operands.add(y);
        operands.add(dy);
        Program program = program(op, i);
        boolean passes = program.isInput(operands.size() - 1);          // as through a sum
        return passes ? dy : run(program, operands, dy.dtype(), dy.dtype());
    }

    private static Tensor run(Program program, List<Tensor> x, DType compute, DType out) {
        Shape shape = x.getFirst().shape();
        for (Tensor t : x) {
            shape = shape.broadcast("pointwise", t.shape());
        }
        return Tensor.wrap(program.run(Lists.transform(x, Tensor::array), compute, out, shape));
    }

    /// Masks are computed in the type of what is compared; integers are exact in F64.
    private static DType computeType(DType out, List<Tensor> x) {
        if (out.isFloat()) {
            return out;
        }
        return types(x).stream().allMatch(t -> t == DType.F32 || t == DType.BOOL) ? DType.F32
                : DType.F64;
    }

    private static List<DType> types(List<Tensor> x) {
        return Lists.transform(x, Tensor::dtype);
    }

    private static Program program(Pointwise op, int input) {
        Map<Key, Program> programs = PROGRAMS.get(op.getClass());
        var key = new Key(op, input);
        Program known = programs.get(key);
        if (known == null) {
            if (programs.size() >= KEPT) {
                programs.clear();
            }
            known = compile(op, input);
            programs.put(key, known);
        }
        return known;
    }

    private static Program compile(Pointwise op, int input) {
        int arity = op.arity();
        if (input < 0) {
            return compile(arity, op::value);
        }
        return compile(arity + 2, in -> op.weigh(input, in.get(arity + 1), in.get(arity),
                in.subList(0, arity)));
    }

    private static Program compile(int inputs, Function<List<Register>, Register> rule) {
        var builder = new Program.Builder(inputs);
        var in = new ArrayList<Register>();
        for (int i = 0; i < inputs; i++) {
            in.add(new Register(builder, i));
        }
        return builder.build(rule.apply(List.copyOf(in)).number());
    }

    /// A value of a kernel expression.
    private record Register(Program.Builder builder, int number) implements Algebra<Register> {
        @Override
        public Register self() {
            return this;
        }

        @Override
        public Register constant(double c) {
            return new Register(builder, builder.constant(c));
        }

        @Override
        public Register pointwise(Pointwise op, List<Register> operands) {
            if (op instanceof Pointwise.Primitive primitive) {
                var in = operands.stream().map(Register::number).toList();
                return new Register(builder, builder.step(primitive.loop(), in));
            }
            return op.value(operands);
        }
    }
}

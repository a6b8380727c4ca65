package io.atled.autograd;

import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.kernel.Pass;
import io.atled.autograd.kernel.Program;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compiles pointwise rules to kernel programs: the reader of the [Algebra] whose values are
/// registers. A composite becomes one pass forward and one pass for all its cotangents.
final class Fusion {
    /// Operations kept of one class with differing attributes.
    private static final int KEPT = 256;

    /// By class first, because records without components all have the same hash code.
    private static final ClassValue<Family> FAMILIES = new ClassValue<>() {
        @Override
        protected Family computeValue(Class<?> type) {
            return new Family(type);
        }
    };

    private Fusion() {}

    /// The value of `op` on `x`.
    static Tensor value(Pointwise op, List<Tensor> x) {
        DType out = op.inferType(Tensor.types(x));
        return Tensor.wrap(compiled(op).value.run(arrays(x), computeType(out, x), out, shape(x)));
    }

    /// `dy · ∂y/∂xᵢ` for each `i` of `asked` in one pass, in the shape of the result.
    static List<Tensor> vjps(Pointwise op, List<Integer> asked, Tensor dy, Tensor y,
            List<Tensor> x) {
        return compiled(op).cotangents(asked).run(dy, y, x);
    }

    /// The program of a rule with several values.
    static Program compile(Sweep.Rule rule, int operands) {
        return compile(operands, x -> build(rule.values(x)));
    }

    /// Whether the class of `op` says itself how cotangents are pulled back.
    static boolean hasOwnVjp(Pointwise op) {
        return FAMILIES.get(op.getClass()).ownVjp;
    }

    /// Whether the way back through `op` needs its operand, since its value does not say enough.
    static boolean readsOperand(Pointwise.Unary op) {
        return hasOwnVjp(op) || compiled(op).cotangents(List.of(0)).program()
                .map(program -> program.reads(0)).orElse(false);
    }

    /// The value of `op` on `x`, in the place of `x` if it can be; this must be row-major, and
    /// nobody else's.
    static Tensor overwrite(Pointwise.Unary op, Tensor x) {
        if (FAMILIES.get(op.getClass()).ownRun || op.inferType(List.of(x.dtype())) != x.dtype()) {
            return op.run(List.of(x));
        }
        NdArray a = x.array();
        Pass.run(List.of(compiled(op).value.over(new NdArray[] {a}, x.dtype(), new NdArray[] {a},
                x.shape())));
        return x;
    }

    private static List<NdArray> arrays(List<Tensor> x) {
        NdArray[] arrays = new NdArray[x.size()];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = x.get(i).array();
        }
        return Arrays.asList(arrays);
    }

    private static Shape shape(List<Tensor> x) {
        Shape shape = x.getFirst().shape();
        for (int i = 1; i < x.size(); i++) {
            shape = shape.broadcast("pointwise", x.get(i).shape());
        }
        return shape;
    }

    /// Masks are computed in the type of what is compared; integers are exact in F64.
    private static DType computeType(DType out, List<Tensor> x) {
        if (out.isFloat()) {
            return out;
        }
        for (Tensor t : x) {
            if (t.dtype() != DType.F32 && t.dtype() != DType.BOOL) {
                return DType.F64;
            }
        }
        return DType.F32;
    }

    private static Compiled compiled(Pointwise op) {
        return FAMILIES.get(op.getClass()).get(op);
    }

    private static <R> R compile(int inputs, Function<List<Register>, R> rule) {
        var builder = new Program.Builder(inputs);
        var in = new ArrayList<Register>();
        for (int i = 0; i < inputs; i++) {
            in.add(new Register(builder, i));
        }
        return rule.apply(List.copyOf(in));
    }

    private static Program build(List<Register> results) {
        int[] numbers = new int[results.size()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = results.get(k).number;
        }
        return results.getFirst().builder.build(numbers);
    }

    /// The operations of one class, which may differ in their attributes.
    private static final class Family {
        private final boolean ownVjp;
        private final boolean ownRun;
        private final Map<Pointwise, Compiled> all = new ConcurrentHashMap<>();
        private volatile @Nullable Compiled latest;

        Family(Class<?> type) {
            ownVjp = says(type, "vjp");
            ownRun = says(type, "run");
        }

        private static boolean says(Class<?> type, String name) {
            return Arrays.stream(type.getMethods()).anyMatch(method ->
                    method.getName().equals(name)
                            && method.getDeclaringClass() != Pointwise.class);
        }

        @SuppressWarnings("ReferenceEquality")              // a layer has one and the same
        Compiled get(Pointwise op) {
            Compiled known = latest;
            return known != null && (known.op == op || known.op.equals(op)) ? known : other(op);
        }

        private Compiled other(Pointwise op) {
            Compiled known = all.get(op);
            if (known == null) {
                if (all.size() >= KEPT) {
                    all.clear();
                }
                known = new Compiled(op);
                all.put(op, known);
            }
            latest = known;
            return known;
        }
    }

    /// The programs of one operation.
    private static final class Compiled {
        private final Pointwise op;
        private final Program value;
        private final Map<List<Integer>, Cotangents> cotangents = new ConcurrentHashMap<>();

        Compiled(Pointwise op) {
            this.op = op;
            this.value = compile(op.arity(), x -> build(List.of(op.value(x))));
        }

        Cotangents cotangents(List<Integer> asked) {
            Cotangents known = cotangents.get(asked);
            if (known == null) {
                known = Cotangents.of(op, asked);
                cotangents.put(List.copyOf(asked), known);
            }
            return known;
        }
    }

    /// The cotangents of some inputs, from the operands x…, y, dy.
    ///
    /// @param program gives those that are not dy itself, as through a sum; absent if all are
    /// @param passes by cotangent: whether it is dy itself
    private record Cotangents(Optional<Program> program, List<Boolean> passes) {
        static Cotangents of(Pointwise op, List<Integer> asked) {
            int arity = op.arity();
            return compile(arity + 2, in -> {
                Register dy = in.get(arity + 1);
                var computed = new ArrayList<Register>();
                var passes = new ArrayList<Boolean>();
                for (int i : asked) {
                    Register dx = op.weigh(i, dy, in.get(arity), in.subList(0, arity));
                    passes.add(dx.number == dy.number);
                    if (dx.number != dy.number) {
                        computed.add(dx);
                    }
                }
                return new Cotangents(computed.isEmpty() ? Optional.empty()
                        : Optional.of(build(computed)), List.copyOf(passes));
            });
        }

        List<Tensor> run(Tensor dy, Tensor y, List<Tensor> x) {
            if (program.isEmpty()) {
                return Collections.nCopies(passes.size(), dy);
            }
            NdArray[] operands = new NdArray[x.size() + 2];
            for (int i = 0; i < x.size(); i++) {
                operands[i] = x.get(i).array();
            }
            operands[x.size()] = y.array();
            operands[x.size() + 1] = dy.array();
            List<NdArray> computed = program.get().run(Arrays.asList(operands), dy.dtype(),
                    y.shape());
            var dx = new ArrayList<Tensor>(passes.size());
            int next = 0;
            for (boolean passed : passes) {
                dx.add(passed ? dy : Tensor.wrap(computed.get(next++)));
            }
            return dx;
        }
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

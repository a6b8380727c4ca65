package io.atled.autograd;

import io.atled.autograd.shape.Shape;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What tensors are called in messages: bounded, and never slow.
final class Text {
    /// Elements shown in one line.
    private static final int IN_LINE = 6;

    private Text() {}

    /// Element type, shape, name, first elements and origin.
    static String summary(Tensor t) {
        int shown = Math.min(t.size(), IN_LINE);
        String values = t.array().isRecycled() ? "[recycled]"
                : IntStream.range(0, shown).mapToObj(i -> element(t, i)).collect(
                        Collectors.joining(", ", "[", t.size() > shown ? ", …]" : "]"));
        Op op = t.op();
        String from = op != null ? " from " + op.name() : t.requiresGrad() ? " variable" : "";
        return "Tensor " + t.dtype() + " " + t.shape() + " " + values
                + (t.label().isEmpty() ? "" : " “" + t.label() + "”") + from;
    }

    /// What a tensor is called in a message: its name or operation, and its shape.
    static String origin(Tensor t) {
        return Origin.of(t).toString();
    }

    /// What [#origin(Tensor)] tells, without the graph and before it is told.
    record Origin(String label, @Nullable String op, boolean asks, Shape shape) {
        static Origin of(Tensor t) {
            Op op = t.op();
            return new Origin(t.label(), op == null ? null : op.name(), t.requiresGrad(),
                    t.shape());
        }

        @Override
        public String toString() {
            return (!label.isEmpty() ? "“" + label + "”" : op != null ? "the result of " + op
                    : asks ? "the variable" : "the tensor") + " of shape " + shape;
        }
    }

    private static String element(Tensor t, int flat) {
        double value = t.array().get(flat);
        return switch (t.dtype()) {
            case BOOL -> value != 0 ? "true" : "false";
            case I32 -> Integer.toString((int) value);
            case F32, F64 -> short4(value);
        };
    }

    /// Four significant digits, without trailing zeros.
    private static String short4(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString((long) value);
        }
        return String.format(Locale.ROOT, "%.4g", value).replaceFirst("(\\.\\d*?)0+($|e)", "$1$2")
                .replaceFirst("\\.($|e)", "$1");
    }
}

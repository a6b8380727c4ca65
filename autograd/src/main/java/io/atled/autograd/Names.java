package io.atled.autograd;

import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Locale;
import java.util.function.Supplier;

/// The names of operations, worked out once for each class.
final class Names {
    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            String name = type.getSimpleName();
            return name.isEmpty() ? "operation"
                    : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        }
    };

    private Names() {}

    static String of(Class<?> type) {
        return NAMES.get(type);
    }

    /// What `inner` says for `op`, which is made of another operation: its refusals name `op`.
    static <R> R refusing(Op op, Supplier<R> inner) {
        try {
            return inner.get();
        } catch (ShapeMismatch e) {
            throw new ShapeMismatch(op.name() + ": " + e.getMessage());
        } catch (DTypeMismatch e) {
            throw new DTypeMismatch(op.name() + ": " + e.getMessage());
        }
    }
}

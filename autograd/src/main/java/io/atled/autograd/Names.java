package io.atled.autograd;

import java.util.Locale;

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
}

package io.atled.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/// Asserts the parts of the message with which a call is refused.
final class Refusal {
    private Refusal() {}

    static void refuses(Executable call, String... parts) {
        refuses(IllegalArgumentException.class, call, parts);
    }

    static void refuses(Class<? extends Throwable> type, Executable call, String... parts) {
        String message = String.valueOf(assertThrows(type, call).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
        }
    }
}

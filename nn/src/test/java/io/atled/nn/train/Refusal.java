package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/// Asserts the parts of the message with which a call is refused.
final class Refusal {
    private Refusal() {}

    static <E extends Throwable> E refuses(Class<E> type, Executable call, String... parts) {
        E error = assertThrows(type, call);
        String message = String.valueOf(error.getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
        }
        return error;
    }
}

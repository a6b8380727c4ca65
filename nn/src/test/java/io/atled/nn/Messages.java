package io.atled.nn;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/// Asserts the parts of the message with which a call is refused.
public final class Messages {
    private Messages() {}

    /// `call` throws a `type` whose message has all `parts`.
    public static void refused(Class<? extends Throwable> type, Executable call, String... parts) {
        String message = String.valueOf(assertThrows(type, call).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
        }
    }
}

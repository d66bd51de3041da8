package tidings.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.ReasonCode;

/// A connection ended.
///
/// @param reason [ReasonCode#SUCCESS] where the application wanted it
/// @param byServer whether the server said the reason
/// @param text the reason in words
/// @param reconnectIn when the client tries again, or null if it does not
public record Disconnected(ReasonCode reason, boolean byServer, String text, @Nullable Duration reconnectIn) {}

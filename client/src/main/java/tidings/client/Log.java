package tidings.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/// Where a client says what it does: to the logger `tidings.client`, and to those of the application who want to hear it.
/// Packets are [Level#DEBUG], without payloads and passwords.
final class Log {

    private static final Logger LOGGER = System.getLogger("tidings.client");

    private final Handlers<LogLine> handlers;

    Log(Handlers<LogLine> handlers) {
        this.handlers = handlers;
    }

    void log(Level level, Supplier<String> text) {
        LOGGER.log(level, text);
        if (!handlers.isEmpty()) {
            handlers.tell(new LogLine(level, text.get()));
        }
    }

    /// Whether anybody wants to hear of packets.
    boolean isDetailed() {
        return !handlers.isEmpty() || LOGGER.isLoggable(Level.DEBUG);
    }
}

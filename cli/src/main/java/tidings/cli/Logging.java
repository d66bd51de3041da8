package tidings.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/// How much is told of what goes on, on standard error.
final class Logging {

    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    private Logging() {}

    /// Tells so much from now on.
    ///
    /// @throws CommandException if there is no such level
    static void level(String name) {
        String level = name.toLowerCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            throw new CommandException(
                    ExitStatus.FAILED, "--log-level is one of " + String.join(", ", LEVELS) + ", not '" + name + "'");
        }
        if (LoggerFactory.getLogger("tidings") instanceof Logger logger) {
            logger.setLevel(Level.toLevel(level));
        }
    }
}

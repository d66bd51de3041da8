package tidings.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/// How much is told of what goes on, on standard error.
final class Logging {

    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    private Logging() {}

    /// Tells it from now on in the form that the logs of tinkerforge_mqtt have, and all of it where that is wanted.
    static void asPythonDoes(boolean debug) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        level(debug ? "debug" : "info");
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof OutputStreamAppender<ILoggingEvent> lines) {
                PatternLayoutEncoder encoder = new PatternLayoutEncoder();
                encoder.setContext(context);
                encoder.setPattern("%d{\"yyyy-MM-dd HH:mm:ss,SSS\"} <%level> MQTT bindings: %msg%n");
                encoder.start();
                lines.setEncoder(encoder);
            }
        });
    }

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

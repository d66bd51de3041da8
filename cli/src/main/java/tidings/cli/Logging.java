package tidings.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/// How much is told of what goes on, on standard error.
final class Logging {

    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    private static final long BETWEEN_NOTES_NANOS = TimeUnit.SECONDS.toNanos(5);

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

    /// Writes lines so from now on, and no more of one kind than anybody reads.
    static void format(LogFormat format) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof OutputStreamAppender<ILoggingEvent> lines) {
                LogLines encoder = new LogLines(format);
                encoder.setContext(context);
                encoder.start();
                lines.setEncoder(encoder);
                boundRepeats(lines, context);
            }
        });
    }

    private static void boundRepeats(OutputStreamAppender<ILoggingEvent> lines, LoggerContext context) {
        if (lines.getCopyOfAttachedFiltersList().stream().noneMatch(RepeatFilter.class::isInstance)) {
            RepeatFilter filter = new RepeatFilter();
            filter.setContext(context);
            filter.start();
            lines.addFilter(filter);
            Thread.ofVirtual().name("log-repeats").start(() -> {
                while (filter.isStarted()) {
                    LockSupport.parkNanos(BETWEEN_NOTES_NANOS);
                    filter.tell();
                }
            });
        }
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

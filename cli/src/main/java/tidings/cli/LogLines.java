package tidings.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes lines of the log. What stands as `client={}` in a message is a field of its own in JSON: the message is where
/// fields are named, and nowhere else.
final class LogLines extends EncoderBase<ILoggingEvent> {

    private static final Pattern FIELD = Pattern.compile("(?:([A-Za-z]\\w*)=)?\\{}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneId.systemDefault());
    private static final byte[] NOTHING = {};

    private final LogFormat format;

    LogLines(LogFormat format) {
        this.format = format;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = switch (format) {
            case TEXT -> TIME.format(instant(event)) + " " + "%-5s %-18s ".formatted(event.getLevel(), source(event))
                    + event.getFormattedMessage() + stackTrace(event, "");
            case JSON -> json(event);
            case JOURNALD -> {
                String priority = "<" + priority(event.getLevel()) + ">";
                yield priority + source(event) + " " + event.getFormattedMessage() + stackTrace(event, priority);
            }
        };
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String json(ILoggingEvent event) {
        ObjectNode line = JsonMapper.shared()
                .createObjectNode()
                .put("time", TIME.format(instant(event)))
                .put("level", event.getLevel().toString())
                .put("source", source(event));
        putFields(event, line);
        line.put("message", event.getFormattedMessage()).put("thread", event.getThreadName());
        if (event.getThrowableProxy() != null) {
            line.put("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static void putFields(ILoggingEvent event, ObjectNode line) {
        Object[] arguments = event.getArgumentArray();
        Matcher matcher = FIELD.matcher(event.getMessage());
        for (int i = 0; arguments != null && i < arguments.length && matcher.find(); i++) {
            String name = matcher.group(1);
            if (name != null && !line.has(name)) {
                put(name, arguments[i], line);
            }
        }
    }

    private static void put(String name, @Nullable Object value, ObjectNode line) {
        switch (value) {
            case Integer number -> line.put(name, number);
            case Long number -> line.put(name, number);
            case null -> line.putNull(name);
            default -> line.put(name, unquoted(value.toString()));
        }
    }

    /// What strangers chose stands in quotes, and has none inside.
    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static String source(ILoggingEvent event) {
        String name = event.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String stackTrace(ILoggingEvent event, String start) {
        return event.getThrowableProxy() == null
                ? ""
                : ("\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing())
                        .replace("\n", "\n" + start);
    }

    private static Instant instant(ILoggingEvent event) {
        return Instant.ofEpochMilli(event.getTimeStamp());
    }

    /// As syslog numbers them.
    private static int priority(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> 3;
            case Level.WARN_INT -> 4;
            case Level.INFO_INT -> 6;
            default -> 7;
        };
    }
}

package tidings.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one kind of line from filling the log: of each message, whatever its values, so many in ten seconds; then how
/// many more there were. What anybody can cause at will from outside is bounded so. DEBUG and TRACE are asked for, and
/// come whole.
///
/// Any thread may log.
final class RepeatFilter extends Filter<ILoggingEvent> {

    private static final int ALLOWED = 20;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    /// Messages that are told apart; of more, the one that was silent longest is forgotten.
    private static final int KINDS = 500;
    private static final String NOTE = "... {} more in 10 s: {}";

    private final LongSupplier nanoTime;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    private static final class Window {
        long end;
        int seen;
    }

    RepeatFilter() {
        this(System::nanoTime);
    }

    RepeatFilter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.INFO) || event.getMessage().equals(NOTE)) {
            return FilterReply.NEUTRAL;
        }
        int more;
        FilterReply reply;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            Window window = windows.computeIfAbsent(event.getMessage(), kind -> window(now));
            more = 0;
            if (now - window.end >= 0) {
                more = Math.max(0, window.seen - ALLOWED);
                window.end = now + WINDOW_NANOS;
                window.seen = 0;
            }
            reply = ++window.seen <= ALLOWED ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
        if (more > 0) {
            note(event.getLoggerName(), event.getLevel(), more, event.getMessage());
        }
        return reply;
    }

    /// Says what was kept back of windows that are over, of which nothing came since.
    void tell() {
        Map<String, Integer> kept = new LinkedHashMap<>();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            windows.values().removeIf(window -> window.seen <= ALLOWED && now - window.end >= 0);
            windows.forEach((message, window) -> {
                if (now - window.end >= 0) {
                    kept.put(message, window.seen - ALLOWED);
                    window.seen = 0;
                }
            });
        }
        kept.forEach((message, more) -> note(RepeatFilter.class.getName(), Level.WARN, more, message));
    }

    private Window window(long now) {
        if (windows.size() >= KINDS) {
            windows.remove(windows.keySet().iterator().next());
        }
        Window window = new Window();
        window.end = now + WINDOW_NANOS;
        return window;
    }

    private static void note(String logger, Level level, int more, String message) {
        Logger log = LoggerFactory.getLogger(logger);
        switch (level.toInt()) {
            case Level.ERROR_INT -> log.error(NOTE, more, message);
            case Level.WARN_INT -> log.warn(NOTE, more, message);
            default -> log.info(NOTE, more, message);
        }
    }
}

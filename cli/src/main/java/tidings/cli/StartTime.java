package tidings.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// How long the process has been running.
final class StartTime {

    private StartTime() {}

    /// Such as `0.6 s`, from the start of the process.
    static String elapsed() {
        Instant now = Instant.now();
        Instant start = ProcessHandle.current().info().startInstant().orElse(now);
        return String.format(Locale.ROOT, "%.1f s", Duration.between(start, now).toMillis() / 1000.0);
    }
}

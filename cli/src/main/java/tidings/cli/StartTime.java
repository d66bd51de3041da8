package tidings.cli;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// How long this Java has been running.
final class StartTime {

    private StartTime() {}

    /// Such as `0.6 s`; the launcher, which may have built everything before, does not count.
    static String elapsed() {
        Instant start = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        return String.format(Locale.ROOT, "%.1f s", Duration.between(start, Instant.now()).toMillis() / 1000.0);
    }
}

package tidings.broker.session;

import java.time.Duration;
import java.util.Locale;

/// How much of something happens in a minute, averaged over the last while: what is older counts less and less.
final class LoadAverage {

    private final double periodSeconds;
    private double perMinute;

    LoadAverage(Duration period) {
        this.periodSeconds = period.toSeconds();
    }

    /// So much happened in a time.
    void add(long count, Duration time) {
        double seconds = time.toNanos() / 1e9;
        double kept = Math.exp(-seconds / periodSeconds);
        perMinute = perMinute * kept + count * 60 / seconds * (1 - kept);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f", perMinute);
    }
}

package tidings.device.core;

import java.util.ArrayList;
import java.util.List;

/// How many things may happen in how much time, in the form `20:1,600:60`: 20 in a second, and 600 in a minute.
///
/// @param windows all of them must be kept
public record RateLimit(List<Window> windows) {

    /// Without end.
    public static final RateLimit NONE = new RateLimit(List.of());

    /// So many in so many seconds.
    public record Window(long count, long seconds) {

        public Window {
            if (count < 1 || seconds < 1) {
                throw new IllegalArgumentException(
                        "A rate is at least 1 in 1 s, not " + count + " in " + seconds + " s");
            }
        }
    }

    public RateLimit {
        windows = List.copyOf(windows);
    }

    /// A limit from its text; none where that is empty.
    ///
    /// @throws IllegalArgumentException if it is anything else
    public static RateLimit parse(String text) {
        List<Window> windows = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            if (!part.strip().matches("\\d{1,15}:\\d{1,9}")) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no rate; one is COUNT:SECONDS, such as 20:1,600:60");
            }
            int colon = part.strip().indexOf(':');
            windows.add(new Window(
                    Long.parseLong(part.strip().substring(0, colon)),
                    Long.parseLong(part.strip().substring(colon + 1))));
        }
        return new RateLimit(windows);
    }

    public boolean isNone() {
        return windows.isEmpty();
    }

    /// As it is parsed.
    public String text() {
        return String.join(",", windows.stream().map(window -> window.count() + ":" + window.seconds()).toList());
    }

    /// What one device has used of a limit: a bucket for each window, which fills by time and is emptied by use. Belongs to
    /// whoever synchronizes on it.
    static final class Meter {
        private final RateLimit limit;
        private final double[] left;
        private long lastMillis;

        Meter(RateLimit limit, long nowMillis) {
            this.limit = limit;
            this.left = limit.windows.stream().mapToDouble(Window::count).toArray();
            this.lastMillis = nowMillis;
        }

        /// Whether so many may happen now; then they have.
        boolean take(int count, long nowMillis) {
            double passed = Math.max(0, nowMillis - lastMillis) / 1_000.0;
            lastMillis = nowMillis;
            boolean enough = true;
            for (int i = 0; i < left.length; i++) {
                Window window = limit.windows.get(i);
                left[i] = Math.min((double) window.count(), left[i] + passed * window.count() / window.seconds());
                enough &= left[i] >= count;
            }
            for (int i = 0; enough && i < left.length; i++) {
                left[i] -= count;
            }
            return enough;
        }
    }
}

package tidings.device.core;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What devices sent that was refused: for the operator, who otherwise sees devices that come and go, and no reason.
///
/// The last of each device are remembered, of as many devices as may be; one line of each device in ten seconds is logged.
/// Any thread may use it.
public final class Rejections {

    private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);
    private static final int DEVICES = 10_000;
    private static final int EACH = 10;
    private static final int EXCERPT = 200;
    private static final long BETWEEN_LINES_MILLIS = 10_000;

    private final InstantSource clock;
    private final Map<Long, History> byDevice = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, History> eldest) {
            return size() > DEVICES;
        }
    };

    public Rejections(InstantSource clock) {
        this.clock = clock;
    }

    /// A refused message.
    ///
    /// @param excerpt the begin of its payload, printable
    public record Rejection(long ts, String topic, String reason, String excerpt) {}

    /// What is known of a device.
    ///
    /// @param count since the server began
    /// @param last the last ones, the newest last
    public record Summary(long count, List<Rejection> last) {}

    /// Remembers, and logs now and then.
    public void add(long device, String name, String topic, String reason, String payload) {
        Rejection rejection = new Rejection(clock.millis(), printable(topic), reason, printable(payload));
        long silent;
        synchronized (byDevice) {
            silent = byDevice.computeIfAbsent(device, no -> new History()).add(rejection);
        }
        if (silent >= 0) {
            LOG.warn("device={} topic={} refused: {} ({} more since the last line)", printable(name),
                    rejection.topic(), reason, silent);
        }
    }

    public Summary of(long device) {
        synchronized (byDevice) {
            History entry = byDevice.get(device);
            return entry == null ? new Summary(0, List.of()) : new Summary(entry.count, List.copyOf(entry.last));
        }
    }

    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(EXCERPT).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                printable.append(String.format("\\u%04x", c));
            } else {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }

    private static final class History {
        private final List<Rejection> last = new ArrayList<>();
        private long count;
        private long silent;
        private long nextLine;

        /// How many were not logged before this one, or -1 where this one is not either.
        long add(Rejection rejection) {
            count++;
            if (last.size() == EACH) {
                last.removeFirst();
            }
            last.add(rejection);
            if (rejection.ts() < nextLine) {
                silent++;
                return -1;
            }
            nextLine = rejection.ts() + BETWEEN_LINES_MILLIS;
            long before = silent;
            silent = 0;
            return before;
        }
    }
}

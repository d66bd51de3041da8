package tidings.broker.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.mqtt.TopicName;

/// Counts messages that are lost, and says so: a line for each client and minute, however many they are.
///
/// Owned by one loop.
final class DropLog {

    private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);
    private static final long BETWEEN_LINES = TimeUnit.MINUTES.toNanos(1);
    /// Clients that are remembered; of more, the one that was silent longest is forgotten, and gets its line early.
    private static final int CLIENTS = 1_000;

    private final Counters counters;
    private final Map<String, Line> lines = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Line {
        long next;
        long lost;
    }

    DropLog(Counters counters) {
        this.counters = counters;
    }

    void dropped(String clientId, TopicName topic, Drop why, long nowNanos) {
        counters.add(why.count());
        Line line = lines.computeIfAbsent(clientId, none -> firstLine(nowNanos));
        line.lost++;
        if (nowNanos - line.next >= 0) {
            LOG.warn("client={} loses messages ({} since the last warning, this one about {}): {}",
                    Printable.of(clientId), line.lost, Printable.of(topic.text()), why.advice());
            line.next = nowNanos + BETWEEN_LINES;
            line.lost = 0;
        }
    }

    private Line firstLine(long nowNanos) {
        if (lines.size() >= CLIENTS) {
            lines.remove(lines.keySet().iterator().next());
        }
        Line line = new Line();
        line.next = nowNanos;
        return line;
    }
}

package tidings.broker.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Client;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.TopicFilter;

/// The last message of each topic that was published to be kept (MQTT 5.0, 3.3.1.3), as a tree by level, so that a
/// look-up with wildcards walks only where they lead.
///
/// Any thread may look up while others change it; writers take turns. What has expired goes when somebody comes by it, and
/// where room is needed.
public final class RetainedMessages {

    /// How many are looked at for what has expired, at each message that finds no room.
    private static final int SWEPT = 1_000;
    private static final List<String> EVERYTHING = List.of("#");

    private int limit; // guarded by this, as all that changes
    private long byteLimit;
    private final RetainedNode root = new RetainedNode();
    private @Nullable RetainedCursor sweep;
    private int size;
    private long bytes;

    /// A message that was kept.
    ///
    /// @param publisher who has to be allowed to publish it still when it is heard, or null for nobody
    /// @param storedNanos when, on the broker's clock: its expiry counts from here
    public record Retained(Message message, @Nullable Client publisher, long storedNanos) {

        /// Whether its time is over (MQTT 5.0, 3.3.2.3.3).
        public boolean isExpired(long nowNanos) {
            Long seconds = message.properties().get(Property.MESSAGE_EXPIRY_INTERVAL);
            return seconds != null && nowNanos - storedNanos >= TimeUnit.SECONDS.toNanos(seconds);
        }

        private long bytes() {
            return message.topic().utf8().size() + (long) message.payload().size();
        }
    }

    /// @param limit how many topics have a message kept at most
    /// @param byteLimit how many bytes of topics and payloads are kept at most
    public RetainedMessages(int limit, long byteLimit) {
        this.limit = limit;
        this.byteLimit = byteLimit;
    }

    /// Keeps so many from now on; what is there stays.
    public synchronized void limits(int topics, long topicsAndPayloads) {
        limit = topics;
        byteLimit = topicsAndPayloads;
    }

    /// Keeps a message in place of an older one of its topic; one without payload only removes the older.
    ///
    /// @param publisher who has to be allowed to publish it still when it is heard, or null for nobody
    /// @return whether there was room for it
    public synchronized boolean put(Message message, @Nullable Client publisher, long nowNanos) {
        List<String> levels = Levels.of(message.topic().text());
        if (message.payload().isEmpty()) { // [MQTT-3.3.1-6], [MQTT-3.3.1-7]
            remove(levels, null);
            return true;
        }
        Retained kept = new Retained(message, publisher, nowNanos);
        Retained older = get(levels);
        if (!hasRoom(kept, older)) {
            sweep(nowNanos);
            older = get(levels);
            if (!hasRoom(kept, older)) {
                return false;
            }
        }
        RetainedNode node = root;
        for (String level : levels) {
            node = node.child(level);
        }
        node.retained = kept;
        size += older == null ? 1 : 0;
        bytes += kept.bytes() - (older == null ? 0 : older.bytes());
        return true;
    }

    /// A walk over what a filter matches.
    public RetainedCursor match(TopicFilter filter) {
        return new RetainedCursor(root, Levels.of(filter.pattern()));
    }

    /// Lets one go that has expired, unless another has taken its place.
    public synchronized void forget(Retained expired) {
        remove(Levels.of(expired.message.topic().text()), expired);
    }

    /// How many there are.
    public synchronized int size() {
        return size;
    }

    /// How many bytes of topics and payloads there are.
    public synchronized long bytes() {
        return bytes;
    }

    private boolean hasRoom(Retained kept, @Nullable Retained older) {
        int more = older == null ? 1 : 0;
        long moreBytes = kept.bytes() - (older == null ? 0 : older.bytes());
        return size + more <= limit && bytes + moreBytes <= byteLimit;
    }

    private @Nullable Retained get(List<String> levels) {
        RetainedNode node = root;
        for (String level : levels) {
            node = node.children().get(level);
            if (node == null) {
                return null;
            }
        }
        return node.retained;
    }

    /// Looks at some for what has expired, and next time at those behind them.
    private void sweep(long nowNanos) {
        RetainedCursor cursor = sweep == null ? new RetainedCursor(root, EVERYTHING) : sweep;
        sweep = cursor;
        for (int i = 0; i < SWEPT; i++) {
            Retained next = cursor.next();
            if (next == null) {
                sweep = null;
                return;
            }
            if (next.isExpired(nowNanos)) {
                forget(next);
            }
        }
    }

    /// @param only what is to go, or null for whatever there is
    private void remove(List<String> levels, @Nullable Retained only) {
        List<RetainedNode> path = new ArrayList<>(levels.size() + 1);
        RetainedNode node = root;
        path.add(node);
        for (String level : levels) {
            node = node.children().get(level);
            if (node == null) {
                return;
            }
            path.add(node);
        }
        Retained there = node.retained;
        if (there == null || (only != null && !only.equals(there))) {
            return;
        }
        node.retained = null;
        size--;
        bytes -= there.bytes();
        for (int i = levels.size(); i > 0 && isEmpty(path.get(i)); i--) {
            path.get(i - 1).drop(levels.get(i - 1));
        }
    }

    private static boolean isEmpty(RetainedNode node) {
        return node.retained == null && node.children().isEmpty();
    }
}

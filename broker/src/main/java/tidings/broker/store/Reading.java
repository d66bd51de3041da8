package tidings.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Client;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.QueueEntry.Progress;
import tidings.broker.spi.SessionStore.Contents;
import tidings.broker.spi.StoredMessage;
import tidings.broker.spi.StoredRetained;
import tidings.broker.spi.StoredSession;
import tidings.broker.spi.StoredSession.StoredSubscription;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.TopicFilter;
import tidings.storage.Statements;

/// Rows to what they stand for. One owner.
final class Reading {

    private final Statements on;
    private final MessageForm form = new MessageForm();

    Reading(Statements on) {
        this.on = on;
    }

    Contents contents() throws SQLException {
        return new Contents(
                sessions(), retained(), on.number("SELECT max(key) FROM session"),
                on.number("SELECT max(id) FROM message"), on.number("SELECT max(version) FROM retained"));
    }

    List<QueueEntry> entries(long session, long after, int most, long mostBytes) throws SQLException {
        List<QueueEntry> entries = new ArrayList<>();
        var select = on.prepared("""
                SELECT entry.sequence, flags, progress, identifiers, entry.message, coalesce(entry.body, message.body),
                    coalesce(entry.expires, message.expires), size, share
                FROM entry LEFT JOIN message ON message.id = entry.message
                WHERE session = ? AND sequence > ? ORDER BY sequence LIMIT ?""");
        select.setLong(1, session);
        select.setLong(2, after);
        select.setInt(3, most);
        long bytes = 0;
        try (ResultSet row = select.executeQuery()) {
            while (bytes <= mostBytes && row.next()) {
                entries.add(entry(session, row));
                bytes += row.getInt(8);
            }
        }
        return entries;
    }

    private QueueEntry entry(long session, ResultSet row) throws SQLException {
        int flags = row.getInt(2);
        int progress = row.getInt(3);
        StoredMessage message = message(row.getLong(5), row, 6, 7);
        return QueueEntry.readBack(
                session, row.getLong(1), message, Columns.qos(flags), (flags & Columns.RETAIN) != 0,
                identifiers(row.getString(4)), share(row.getString(9)),
                new Progress(Columns.packetId(progress), (progress & Columns.RELEASED) != 0));
    }

    private List<StoredSession> sessions() throws SQLException {
        Map<Long, List<StoredSubscription>> subscriptions = new HashMap<>();
        on.list(row -> subscriptions.computeIfAbsent(row.getLong(1), key -> new ArrayList<>())
                .add(new StoredSubscription(Columns.subscription(row.getString(2), row.getInt(3)), row.getInt(4))),
                "SELECT session, filter, options, identifier FROM subscription");
        Map<Long, List<Integer>> received = new HashMap<>();
        on.list(row -> received.computeIfAbsent(row.getLong(1), key -> new ArrayList<>()).add(row.getInt(2)),
                "SELECT session, packet_id FROM received");
        Map<Long, StoredSession.Queue> queues = new HashMap<>();
        on.list(row -> queues.put(row.getLong(1),
                new StoredSession.Queue(row.getLong(2), row.getLong(3), row.getLong(4))),
                "SELECT session, count(*), sum(size), max(sequence) FROM entry GROUP BY session");
        return on.list(row -> {
            long key = row.getLong(1);
            return new StoredSession(
                    key, row.getString(2), row.getString(3), row.getLong(4), row.getLong(5),
                    will(row.getBytes(6), row.getLong(7)),
                    subscriptions.getOrDefault(key, List.of()), received.getOrDefault(key, List.of()),
                    queues.getOrDefault(key, StoredSession.Queue.EMPTY));
        }, "SELECT key, client, user_name, expiry, left_at, will, will_delay FROM session WHERE ended = 0 ORDER BY key");
    }

    private List<StoredRetained> retained() throws SQLException {
        Map<Client, Client> publishers = new HashMap<>(); // one object for all of one publisher
        return on.list(row -> new StoredRetained(
                message(StoredMessage.UNSHARED, row, 1, 2),
                row.getString(3) == null
                        ? null
                        : publishers.computeIfAbsent(Client.away(row.getString(3), row.getString(4)), one -> one)),
                "SELECT body, expires, client, user_name FROM retained");
    }

    private StoredMessage message(long id, ResultSet row, int body, int expires) throws SQLException {
        long millis = row.getLong(expires);
        boolean never = row.wasNull();
        return new StoredMessage(id, form.read(row.getBytes(body)), never ? StoredMessage.NEVER : millis);
    }

    private @Nullable Message will(byte @Nullable [] body, long delay) {
        if (body == null) {
            return null;
        }
        Message will = form.read(body);
        return delay == 0 ? will : will.with(Property.WILL_DELAY_INTERVAL, delay);
    }

    private static @Nullable TopicFilter share(@Nullable String text) {
        return text == null ? null : TopicFilter.of(text);
    }

    private static List<Integer> identifiers(@Nullable String text) {
        return text == null ? List.of() : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    }
}

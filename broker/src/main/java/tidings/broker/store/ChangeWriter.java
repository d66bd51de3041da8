package tidings.broker.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Client;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.SessionChange.Opened;
import tidings.broker.spi.SessionChange.Queued;
import tidings.broker.spi.SessionChange.Retained;
import tidings.broker.spi.SessionChange.Subscribed;
import tidings.broker.spi.StoredMessage;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.storage.Statements;

/// Changes to rows, on the writer's thread.
///
/// Any change may be written again, after a transaction that came to nothing: so what is there already is replaced, what is
/// gone may be removed again, and whether an entry is in the table is settled anew each time.
final class ChangeWriter {

    private static final int REMEMBERED_REMOVALS = 10_000;

    /// What was removed last: two loops may hand over changes of one topic in the wrong order.
    private final Map<String, Long> removedRetained = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED_REMOVALS;
        }
    };

    void write(SessionChange change, Statements on) throws SQLException {
        switch (change) {
            case Queued queued -> queued(queued, on);
            case SessionChange.Removed removed -> removed(removed.entry(), on);
            case SessionChange.Sent sent -> progress(sent.entry(), sent.packetId(), on);
            case SessionChange.Released released -> released(released.entry(), on);
            case SessionChange.Received(long session, int packetId) -> on.run(
                    "INSERT OR REPLACE INTO received (session, packet_id) VALUES (?, ?)", session, packetId);
            case SessionChange.Completed(long session, int packetId) -> on.run(
                    "DELETE FROM received WHERE session = ? AND packet_id = ?", session, packetId);
            case Retained retained -> retained(retained, on);
            case Subscribed subscribed -> subscribed(subscribed, on);
            case SessionChange.Unsubscribed unsubscribed -> on.run(
                    "DELETE FROM subscription WHERE session = ? AND filter = ?", unsubscribed.session(),
                    unsubscribed.filter().text());
            case Opened opened -> opened(opened, on);
            case SessionChange.Left left -> on.run(
                    "UPDATE session SET left_at = ?, expiry = ?, will = CASE WHEN ? THEN will END WHERE key = ?",
                    left.atMillis(), left.expirySeconds(), left.willWaits() ? 1 : 0, left.session());
            case SessionChange.WillDone(long session) ->
                on.run("UPDATE session SET will = NULL WHERE key = ?", session);
            case SessionChange.Ended(long session) -> {
                on.run("DELETE FROM subscription WHERE session = ?", session);
                on.run("DELETE FROM received WHERE session = ?", session);
                on.run("UPDATE session SET ended = 1 WHERE key = ?", session); // its queue goes bit by bit
            }
        }
    }

    private static void queued(Queued queued, Statements on) throws SQLException {
        QueueEntry entry = queued.entry();
        entry.stored(!entry.isOver());
        if (!entry.isStored()) {
            return; // acknowledged before its turn came
        }
        StoredMessage message = entry.message();
        boolean shared = message.id() != StoredMessage.UNSHARED;
        if (shared) {
            refer(message, on);
        }
        PreparedStatement insert = on.prepared(
                "INSERT OR REPLACE INTO entry (session, sequence, flags, progress, size, identifiers, share,"
                        + " message, expires, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.setLong(1, entry.session());
        insert.setLong(2, entry.sequence());
        insert.setInt(3, entry.qos().level() | (entry.retain() ? Columns.RETAIN : 0));
        insert.setInt(4, queued.packetId());
        insert.setInt(5, message.message().payload().size());
        insert.setString(6, identifiers(entry));
        insert.setString(7, entry.share() == null ? null : entry.share().text());
        if (shared) {
            insert.setLong(8, message.id());
            insert.setNull(9, Types.INTEGER);
            insert.setNull(10, Types.BLOB);
        } else {
            insert.setNull(8, Types.INTEGER);
            setExpiry(insert, 9, message);
            insert.setBytes(10, MessageForm.write(message.message()));
        }
        insert.executeUpdate();
    }

    /// One more waits for a message: the first brings it along, or the first after the others were done with it.
    private static void refer(StoredMessage message, Statements on) throws SQLException {
        if (on.run("UPDATE message SET refs = refs + 1 WHERE id = ?", message.id()) == 0) {
            PreparedStatement insert =
                    on.prepared("INSERT INTO message (id, refs, expires, body) VALUES (?, 1, ?, ?)");
            insert.setLong(1, message.id());
            setExpiry(insert, 2, message);
            insert.setBytes(3, MessageForm.write(message.message()));
            insert.executeUpdate();
        }
    }

    private static void removed(QueueEntry entry, Statements on) throws SQLException {
        if (entry.isStored()) {
            PreparedStatement delete = on.prepared("DELETE FROM entry WHERE session = ? AND sequence = ?");
            delete.setLong(1, entry.session());
            delete.setLong(2, entry.sequence());
            delete.executeUpdate();
        }
    }

    private static void progress(QueueEntry entry, int packetId, Statements on) throws SQLException {
        if (entry.isStored() && !entry.isOver()) {
            PreparedStatement update =
                    on.prepared("UPDATE entry SET progress = ? WHERE session = ? AND sequence = ?");
            update.setInt(1, packetId);
            update.setLong(2, entry.session());
            update.setLong(3, entry.sequence());
            update.executeUpdate();
        }
    }

    private static void released(QueueEntry entry, Statements on) throws SQLException {
        if (entry.isStored() && !entry.isOver()) {
            on.run("UPDATE entry SET progress = progress | " + Columns.RELEASED
                    + " WHERE session = ? AND sequence = ?", entry.session(), entry.sequence());
        }
    }

    private void retained(Retained retained, Statements on) throws SQLException {
        Message message = retained.message().message();
        String topic = message.topic().text();
        if (message.payload().isEmpty()) {
            removedRetained.put(topic, retained.version());
            on.run("DELETE FROM retained WHERE topic = ? AND version < ?", topic, retained.version());
        } else if (removedRetained.getOrDefault(topic, 0L) < retained.version()) {
            PreparedStatement insert = on.prepared(
                    "INSERT INTO retained (topic, version, expires, body, client, user_name) VALUES (?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT (topic) DO UPDATE SET version = excluded.version, expires = excluded.expires,"
                            + " body = excluded.body, client = excluded.client, user_name = excluded.user_name"
                            + " WHERE excluded.version > version");
            insert.setString(1, topic);
            insert.setLong(2, retained.version());
            setExpiry(insert, 3, retained.message());
            insert.setBytes(4, MessageForm.write(message));
            Client publisher = retained.publisher();
            insert.setString(5, publisher == null ? null : publisher.clientId());
            insert.setString(6, publisher == null ? null : publisher.userName());
            insert.executeUpdate();
        }
    }

    private static void subscribed(Subscribed subscribed, Statements on) throws SQLException {
        on.run(
                "INSERT OR REPLACE INTO subscription (session, filter, options, identifier) VALUES (?, ?, ?, ?)",
                subscribed.session(), subscribed.subscription().filter().text(),
                Columns.options(subscribed.subscription()), subscribed.identifier());
    }

    private static void opened(Opened opened, Statements on) throws SQLException {
        Message will = opened.will();
        byte[] body = will == null
                ? null
                : MessageForm.write(will.withProperties(will.properties().without(Property.WILL_DELAY_INTERVAL)));
        long delay = will == null ? 0 : will.properties().get(Property.WILL_DELAY_INTERVAL, 0L);
        on.run(
                "INSERT OR REPLACE INTO session (key, client, user_name, expiry, left_at, will, will_delay)"
                        + " VALUES (?, ?, ?, ?, 0, ?, ?)",
                opened.session(), opened.clientId(), opened.userName(), opened.expirySeconds(), body, delay);
    }

    private static @Nullable String identifiers(QueueEntry entry) {
        return entry.identifiers().isEmpty()
                ? null
                : entry.identifiers().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static void setExpiry(PreparedStatement statement, int index, StoredMessage message) throws SQLException {
        if (message.expiresAtMillis() == StoredMessage.NEVER) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, message.expiresAtMillis());
        }
    }
}

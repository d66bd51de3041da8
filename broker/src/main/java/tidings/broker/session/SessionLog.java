package tidings.broker.session;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Client;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.StoredMessage;
import tidings.broker.spi.StoredSession;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;

/// What one session tells its loop's [Ledger], so that it outlives the broker.
///
/// What must be stored before the other side hears of it, waits ([#whenStored]); all else is written on the way and may be
/// lost with the process, because losing it is harmless:
///
/// | what | waits | if it is lost |
/// | --- | --- | --- |
/// | a message in a queue | PUBACK or PUBREC to its publisher | |
/// | a received packet id of QoS 2 | PUBREC | |
/// | its release | PUBCOMP | |
/// | that it began, or that one before it ended | CONNACK | |
/// | subscriptions | SUBACK, UNSUBACK | |
/// | the packet id of a message sent at QoS 2 | its PUBLISH | |
/// | that its receiver has it | PUBREL | |
/// | the packet id of a message sent at QoS 1 | nobody | it is sent again with another one |
/// | the last acknowledgement | nobody | it is sent again |
/// | connections and their ends | nobody | the session lives a little longer |
///
/// A session that ends with its connection has a log too, which listens to nothing.
///
/// One owner, the session; used on its loop.
final class SessionLog {

    private final @Nullable Ledger ledger;
    private final long key;
    private final Backlog backlog;
    private long lastSequence;

    private SessionLog(@Nullable Ledger ledger, long key, long lastSequence, Backlog backlog) {
        this.ledger = ledger;
        this.key = key;
        this.lastSequence = lastSequence;
        this.backlog = backlog;
    }

    /// Of a session that ends with its connection.
    static SessionLog none() {
        return new SessionLog(null, 0, 0, new Backlog(0, 0));
    }

    /// Of a new session.
    static SessionLog of(Ledger ledger) {
        return new SessionLog(ledger, ledger.archive().nextKey(), 0, ledger.archive().newBacklog());
    }

    /// Of a session that was there before the broker.
    static SessionLog of(Ledger ledger, StoredSession stored) {
        SessionLog log = new SessionLog(
                ledger, stored.key(), stored.queue().lastSequence(), ledger.archive().newBacklog());
        log.backlog.restore(stored.queue());
        return log;
    }

    /// Whether the session outlives the broker. Any thread may ask.
    boolean isKept() {
        return ledger != null;
    }

    /// What waits on the disk only.
    Backlog backlog() {
        return backlog;
    }

    /// Runs a task when everything is stored that was told before; at once if nothing is.
    void whenStored(Runnable task) {
        if (ledger == null) {
            task.run();
        } else {
            ledger.whenStored(task);
        }
    }

    void opened(Client client, Duration expiry, @Nullable Message will) {
        tell(new SessionChange.Opened(key, client.clientId(), client.userName(), expiry.toSeconds(), will));
    }

    void left(Duration expiry, boolean willWaits) {
        if (ledger != null) {
            ledger.add(new SessionChange.Left(key, ledger.archive().nowMillis(), expiry.toSeconds(), willWaits));
        }
    }

    void willDone() {
        tell(new SessionChange.WillDone(key));
    }

    void ended() {
        tell(new SessionChange.Ended(key));
    }

    void subscribed(Subscription subscription, @Nullable Integer identifier) {
        tell(new SessionChange.Subscribed(key, subscription, identifier == null ? 0 : identifier));
    }

    void unsubscribed(TopicFilter filter) {
        tell(new SessionChange.Unsubscribed(key, filter));
    }

    /// A PUBLISH of QoS 2 came.
    void received(int packetId) {
        tell(new SessionChange.Received(key, packetId));
    }

    /// Its PUBREL came, or it was refused.
    void completed(int packetId) {
        tell(new SessionChange.Completed(key, packetId));
    }

    /// A delivery with its place in the queue, if it is to be stored; nothing is written yet.
    Delivery numbered(Delivery delivery, long nowNanos) {
        if (ledger == null || delivery.qos() == Qos.AT_MOST_ONCE) {
            return delivery;
        }
        StoredMessage message = delivery.shared().stored(ledger.archive(), nowNanos);
        TopicFilter share = delivery.group() == null ? null : delivery.group().filter();
        return delivery.with(QueueEntry.arrived(
                key, ++lastSequence, message, delivery.qos(), delivery.retain(), delivery.identifiers(), share));
    }

    /// It waits.
    void waits(Delivery delivery) {
        QueueEntry entry = delivery.entry();
        if (entry != null) {
            tell(new SessionChange.Queued(entry, 0));
        }
    }

    /// It goes out.
    ///
    /// @param waited whether it has waited before
    /// @return whether it must be stored first
    boolean sent(Delivery delivery, boolean waited, int packetId) {
        QueueEntry entry = delivery.entry();
        if (entry == null) {
            return false;
        }
        tell(waited ? new SessionChange.Sent(entry, packetId) : new SessionChange.Queued(entry, packetId));
        return entry.qos() == Qos.EXACTLY_ONCE;
    }

    /// Its receiver has it.
    ///
    /// @return whether that must be stored before it is released
    boolean released(Delivery delivery) {
        QueueEntry entry = delivery.entry();
        if (entry != null) {
            tell(new SessionChange.Released(entry));
        }
        return entry != null;
    }

    /// It is over.
    void removed(Delivery delivery) {
        QueueEntry entry = delivery.entry();
        if (entry != null) {
            entry.end();
            tell(new SessionChange.Removed(entry));
        }
    }

    /// Reads on where memory ends.
    void read(long after, int most, long mostBytes, Consumer<List<Delivery>> found) {
        if (ledger != null) {
            ledger.read(key, after, most, mostBytes, found);
        }
    }

    private void tell(SessionChange change) {
        if (ledger != null) {
            ledger.add(change);
        }
    }
}

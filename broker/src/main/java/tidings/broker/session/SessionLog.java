package tidings.broker.session;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.StoredSession;
import tidings.mqtt.Message;
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
/// | subscriptions | SUBACK, UNSUBACK | |
/// | the packet id of a message sent at QoS 2 | its PUBLISH | |
/// | that its receiver has it | PUBREL | |
/// | the packet id of a message sent at QoS 1 | nobody | it is sent again with another one |
/// | the last acknowledgement | nobody | it is sent again |
/// | connections and their ends | nobody | the session lives a little longer |
///
/// One owner, the session; used on its loop.
final class SessionLog {

    private final long key;
    private final Ledger ledger;
    private final Backlog backlog;
    private long lastSequence;

    /// A new session.
    SessionLog(Ledger ledger, Backlog backlog) {
        this(ledger, ledger.archive().nextKey(), 0, backlog);
    }

    /// One that was there before the broker.
    SessionLog(Ledger ledger, StoredSession stored, Backlog backlog) {
        this(ledger, stored.key(), stored.queue().lastSequence(), backlog);
        backlog.restore(stored.queue());
    }

    private SessionLog(Ledger ledger, long key, long lastSequence, Backlog backlog) {
        this.key = key;
        this.ledger = ledger;
        this.lastSequence = lastSequence;
        this.backlog = backlog;
    }

    /// What waits on the disk only.
    Backlog backlog() {
        return backlog;
    }

    void whenStored(Runnable task) {
        ledger.whenStored(task);
    }

    void opened(String clientId, Duration expiry, @Nullable Message will) {
        ledger.add(new SessionChange.Opened(key, clientId, expiry.toSeconds(), will));
    }

    void left(Duration expiry, boolean willWaits) {
        ledger.add(new SessionChange.Left(key, ledger.archive().nowMillis(), expiry.toSeconds(), willWaits));
    }

    void willDone() {
        ledger.add(new SessionChange.WillDone(key));
    }

    void ended() {
        ledger.add(new SessionChange.Ended(key));
    }

    void subscribed(Subscription subscription, @Nullable Integer identifier) {
        ledger.add(new SessionChange.Subscribed(key, subscription, identifier == null ? 0 : identifier));
    }

    void unsubscribed(TopicFilter filter) {
        ledger.add(new SessionChange.Unsubscribed(key, filter));
    }

    /// A PUBLISH of QoS 2 came.
    void received(int packetId) {
        ledger.add(new SessionChange.Received(key, packetId));
    }

    /// Its PUBREL came, or it was refused.
    void completed(int packetId) {
        ledger.add(new SessionChange.Completed(key, packetId));
    }

    /// A delivery with its place in the queue; nothing is written yet.
    Delivery numbered(Delivery delivery, long nowNanos) {
        return delivery.with(QueueEntry.arrived(
                key, ++lastSequence, delivery.shared().stored(ledger.archive(), nowNanos, true), delivery.qos(),
                delivery.retain(), delivery.identifiers()));
    }

    /// It waits.
    void waits(QueueEntry entry) {
        ledger.add(new SessionChange.Queued(entry, 0));
    }

    /// It goes at once, without having waited.
    void sentAtOnce(QueueEntry entry, int packetId) {
        ledger.add(new SessionChange.Queued(entry, packetId));
    }

    /// It goes, after it has waited.
    void sent(QueueEntry entry, int packetId) {
        ledger.add(new SessionChange.Sent(entry, packetId));
    }

    /// Its receiver has it.
    void released(QueueEntry entry) {
        ledger.add(new SessionChange.Released(entry));
    }

    /// It is over.
    void removed(QueueEntry entry) {
        entry.end();
        ledger.add(new SessionChange.Removed(entry));
    }

    /// Reads on where memory ends.
    void read(long after, int most, long mostBytes, Consumer<List<QueueEntry>> found) {
        ledger.read(key, after, most, mostBytes, found);
    }
}

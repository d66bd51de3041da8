package tidings.broker.spi;

import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;

/// Something that happened and is to be remembered. A session is named by its key; a client that comes back with a clean
/// start gets a new one.
public sealed interface SessionChange {

    /// A client connected: the session is new, or goes on.
    ///
    /// @param userName as whom the client is in, or null
    /// @param will to be published if the connection ends badly, with its delay, or null
    record Opened(
            long session, String clientId, @Nullable String userName, long expirySeconds,
            @Nullable Message will) implements SessionChange {}

    /// The connection ended; the session and its will wait.
    ///
    /// @param willWaits whether the will is still to be published
    record Left(long session, long atMillis, long expirySeconds, boolean willWaits) implements SessionChange {}

    /// The will was published.
    record WillDone(long session) implements SessionChange {}

    /// The session is over, with all it had.
    record Ended(long session) implements SessionChange {}

    /// A subscription is new, or takes the place of one with the same filter.
    ///
    /// @param identifier given with it, or 0 for none
    record Subscribed(long session, Subscription subscription, int identifier) implements SessionChange {}

    record Unsubscribed(long session, TopicFilter filter) implements SessionChange {}

    /// A message came for a session.
    ///
    /// @param packetId it was sent with at once, or 0 where it waits
    record Queued(QueueEntry entry, int packetId) implements SessionChange {}

    /// A message that waited was sent.
    record Sent(QueueEntry entry, int packetId) implements SessionChange {}

    /// Its receiver has it: QoS 2, PUBREC.
    record Released(QueueEntry entry) implements SessionChange {}

    /// It is over: acknowledged, expired or dropped.
    record Removed(QueueEntry entry) implements SessionChange {}

    /// A message of QoS 2 came from the client; its packet id is taken.
    record Received(long session, int packetId) implements SessionChange {}

    /// Its PUBREL came; the packet id is free.
    record Completed(long session, int packetId) implements SessionChange {}

    /// A message is kept for its topic in place of an older one, or, without payload, only removes the older.
    ///
    /// @param publisher whose client id and user name are kept with it, or null
    /// @param version larger than that of every change before to any topic; of two, the larger wins whichever comes last
    record Retained(StoredMessage message, @Nullable Client publisher, long version) implements SessionChange {}
}

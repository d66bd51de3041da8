package tidings.broker.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicFilter;

/// A message of QoS 1 or 2 in the queue of one session, from its arrival to its last acknowledgement.
///
/// The session's loop makes it and says when it is over; a store may look at any time whether it is, and then need not
/// write it at all: what is delivered and acknowledged before its turn comes never touches the disk.
public final class QueueEntry {

    private final long session;
    private final long sequence;
    private final StoredMessage message;
    private final Qos qos;
    private final boolean retain;
    private final List<Integer> identifiers;
    private final @Nullable TopicFilter share;
    private final Progress progress;
    private volatile boolean over;
    private boolean stored;

    /// How far a delivery has come, when it is read back.
    ///
    /// @param packetId it was sent with, or 0 where it was not sent yet
    /// @param released whether its receiver has told to have it: QoS 2, and only the PUBREL is to be sent again
    public record Progress(int packetId, boolean released) {

        public static final Progress WAITING = new Progress(0, false);
    }

    private QueueEntry(
            long session, long sequence, StoredMessage message, Qos qos, boolean retain, List<Integer> identifiers,
            @Nullable TopicFilter share, Progress progress, boolean stored) {
        this.session = session;
        this.sequence = sequence;
        this.message = message;
        this.qos = qos;
        this.retain = retain;
        this.identifiers = identifiers;
        this.share = share;
        this.progress = progress;
        this.stored = stored;
    }

    /// A new one.
    ///
    /// @param session its key
    /// @param sequence its place in the queue of the session: each is larger than all before
    /// @param qos in which it is delivered
    /// @param retain the flag it is delivered with
    /// @param identifiers of the subscriptions it comes by
    /// @param share the shared subscription it comes by, or null
    public static QueueEntry arrived(
            long session, long sequence, StoredMessage message, Qos qos, boolean retain, List<Integer> identifiers,
            @Nullable TopicFilter share) {
        return new QueueEntry(session, sequence, message, qos, retain, identifiers, share, Progress.WAITING, false);
    }

    /// One that a store gives back.
    public static QueueEntry readBack(
            long session, long sequence, StoredMessage message, Qos qos, boolean retain, List<Integer> identifiers,
            @Nullable TopicFilter share, Progress progress) {
        return new QueueEntry(session, sequence, message, qos, retain, identifiers, share, progress, true);
    }

    public long session() {
        return session;
    }

    public long sequence() {
        return sequence;
    }

    public StoredMessage message() {
        return message;
    }

    public Qos qos() {
        return qos;
    }

    public boolean retain() {
        return retain;
    }

    public List<Integer> identifiers() {
        return identifiers;
    }

    /// The shared subscription it comes by, or null.
    public @Nullable TopicFilter share() {
        return share;
    }

    /// How far it had come when it was read back.
    public Progress progress() {
        return progress;
    }

    /// It is over; nothing brings it back.
    public void end() {
        over = true;
    }

    /// Whether it is over. Any thread.
    public boolean isOver() {
        return over;
    }

    /// For the store alone, on the thread that writes: whether there is anything of it to change or remove.
    public boolean isStored() {
        return stored;
    }

    /// For the store alone, on the thread that writes.
    public void stored(boolean now) {
        stored = now;
    }
}

package tidings.mqtt.flow;

import java.util.HashSet;
import java.util.Set;
import tidings.mqtt.Publish;

/// The receiving half of QoS 1 and 2 (MQTT 5.0, 4.3.2, 4.3.3): tells a message from its repetition, and whether the peer
/// sends more than it was told to (MQTT 5.0, 4.9).
///
/// ```
/// QoS 1   PUBLISH -> arrived   answered -> PUBACK
/// QoS 2   PUBLISH -> arrived   answered -> PUBREC   PUBREL -> released, PUBCOMP
/// ```
///
/// The packet ids of QoS 2 outlive the connection, those of QoS 1 do not. One owner, no threads.
public final class IncomingFlow {

    private final PacketIds<Boolean> answeredByExactlyOnceId = new PacketIds<>();
    private int receiveMaximum;
    private int atLeastOnce;

    /// What a PUBLISH turned out to be.
    public enum Arrival {
        /// A message: to be handed on, and answered when it is safe.
        NEW,
        /// A repetition of one that was answered: the same answer again, nothing to hand on.
        REPEATED,
        /// A repetition of one that is still being made safe: its answer will come, nothing to do.
        PENDING,
        /// The peer has more under way than its Receive Maximum.
        TOO_MANY
    }

    /// Takes up a message exactly once that was answered, but not released, before this end began anew.
    public void restore(int packetId) {
        answeredByExactlyOnceId.put(packetId, true);
    }

    /// A connection stands on which this session goes on.
    ///
    /// @param newReceiveMaximum how many messages the peer was told it may have under way, 1 to 65,535
    public void connected(int newReceiveMaximum) {
        receiveMaximum = newReceiveMaximum;
        atLeastOnce = 0;
    }

    /// A PUBLISH came, of any quality.
    public Arrival arrived(Publish publish) {
        return switch (publish.message().qos()) {
            case AT_MOST_ONCE -> Arrival.NEW;
            case AT_LEAST_ONCE -> {
                if (isFull()) {
                    yield Arrival.TOO_MANY;
                }
                atLeastOnce++;
                yield Arrival.NEW;
            }
            case EXACTLY_ONCE -> arrivedExactlyOnce(publish.packetId());
        };
    }

    /// A PUBACK goes, of success or failure.
    public void answeredAtLeastOnce() {
        if (atLeastOnce > 0) {
            atLeastOnce--;
        }
    }

    /// A PUBREC goes.
    ///
    /// @param error whether it says that the message was not taken; its packet id is free then
    public void answeredExactlyOnce(int packetId, boolean error) {
        if (error) {
            answeredByExactlyOnceId.remove(packetId);
        } else if (answeredByExactlyOnceId.get(packetId) != null) {
            answeredByExactlyOnceId.put(packetId, true);
        }
    }

    /// Whether a message exactly once was answered, and is not released.
    public boolean isAnswered(int packetId) {
        return Boolean.TRUE.equals(answeredByExactlyOnceId.get(packetId));
    }

    /// The packet ids of messages exactly once that wait for their answer.
    public Set<Integer> pending() {
        Set<Integer> pending = new HashSet<>();
        answeredByExactlyOnceId.forEach((answered, id) -> {
            if (!answered) {
                pending.add(id);
            }
        });
        return pending;
    }

    /// A PUBREL came.
    ///
    /// @return whether its packet id was in use; the PUBCOMP says so
    public boolean released(int packetId) {
        return answeredByExactlyOnceId.remove(packetId) != null;
    }

    /// Forgets everything: the session is over.
    public void clear() {
        answeredByExactlyOnceId.clear();
        atLeastOnce = 0;
    }

    private Arrival arrivedExactlyOnce(int packetId) {
        Boolean answered = answeredByExactlyOnceId.get(packetId);
        if (answered != null) {
            return answered ? Arrival.REPEATED : Arrival.PENDING;
        }
        if (isFull()) {
            return Arrival.TOO_MANY;
        }
        answeredByExactlyOnceId.put(packetId, false);
        return Arrival.NEW;
    }

    private boolean isFull() {
        return atLeastOnce + answeredByExactlyOnceId.size() >= receiveMaximum;
    }
}

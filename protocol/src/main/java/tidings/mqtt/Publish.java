package tidings.mqtt;

/// A message on one hop (MQTT 5.0, 3.3).
///
/// On the wire a topic may be told by its alias alone: such a packet, between codec and connection, has
/// [TopicName#NONE] and a [Property#TOPIC_ALIAS].
///
/// @param dup whether this hop may have carried it before
/// @param packetId 1 to 65,535, or [Packet#NO_ID] at most once
public record Publish(Message message, boolean dup, int packetId) implements Packet {

    public Publish {
        if (message.qos() == Qos.AT_MOST_ONCE) {
            if (packetId != NO_ID || dup) {
                throw new IllegalArgumentException("A publish at most once has no packet id and is never a duplicate");
            }
        } else {
            Packet.requireId(packetId);
        }
    }

    /// A message at most once.
    public static Publish of(Message message) {
        return new Publish(message, false, NO_ID);
    }
}

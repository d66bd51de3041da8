package tidings.client;

import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;

/// A packet came, or was sent.
///
/// @param message that is complete with it, or null: with the PUBLISH at QoS 0 and 1, with the PUBREL at QoS 2
/// @param <P> the kind of packet
public record PacketEvent<P extends Packet>(P packet, @Nullable Message message) {

    /// Whether a message is complete with it, and on this topic.
    public boolean hasTopic(String topic) {
        return message != null && message.topic().text().equals(topic);
    }
}

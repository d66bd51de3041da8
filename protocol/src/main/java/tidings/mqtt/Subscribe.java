package tidings.mqtt;

import java.util.List;

/// "I want to hear" (MQTT 5.0, 3.8).
///
/// @param packetId 1 to 65,535
/// @param subscriptions one at least
public record Subscribe(int packetId, List<Subscription> subscriptions, Properties properties) implements Packet {

    public Subscribe {
        Packet.requireId(packetId);
        subscriptions = List.copyOf(subscriptions);
        if (subscriptions.isEmpty()) {
            throw new IllegalArgumentException("A SUBSCRIBE has at least one topic filter");
        }
    }
}

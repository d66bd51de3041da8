package tidings.mqtt;

import java.util.List;

/// "I have heard enough of this" (MQTT 5.0, 3.10).
///
/// @param packetId 1 to 65,535
/// @param filters one at least
public record Unsubscribe(int packetId, List<TopicFilter> filters, Properties properties) implements Packet {

    public Unsubscribe {
        Packet.requireId(packetId);
        filters = List.copyOf(filters);
        if (filters.isEmpty()) {
            throw new IllegalArgumentException("An UNSUBSCRIBE has at least one topic filter");
        }
    }
}

package tidings.mqtt;

import java.util.List;

/// "You will not hear of these again" (MQTT 5.0, 3.11).
///
/// @param packetId 1 to 65,535
/// @param reasons one a filter in MQTT 5.0, none before
public record UnsubAck(int packetId, List<ReasonCode> reasons, Properties properties) implements Packet {

    public UnsubAck {
        Packet.requireId(packetId);
        reasons = List.copyOf(reasons);
    }
}

package tidings.mqtt;

import java.util.List;

/// What became of each subscription (MQTT 5.0, 3.9), in the order of the [Subscribe].
///
/// @param packetId 1 to 65,535
/// @param reasons the quality granted ([ReasonCode#granted]) or an error
public record SubAck(int packetId, List<ReasonCode> reasons, Properties properties) implements Packet {

    public SubAck {
        Packet.requireId(packetId);
        reasons = List.copyOf(reasons);
    }
}

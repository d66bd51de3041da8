package tidings.mqtt;

/// "Your publish at least once is taken care of", or why not (MQTT 5.0, 3.4).
///
/// @param packetId which publish, 1 to 65,535
/// @param reason [ReasonCode#SUCCESS] where 3.x spoke
public record PubAck(int packetId, ReasonCode reason, Properties properties) implements Packet {

    public PubAck {
        Packet.requireId(packetId);
    }

    /// It went well.
    public PubAck(int packetId) {
        this(packetId, ReasonCode.SUCCESS, Properties.NONE);
    }

    /// It went as the reason says.
    public PubAck(int packetId, ReasonCode reason) {
        this(packetId, reason, Properties.NONE);
    }
}

package tidings.mqtt;

/// "Forgotten": the last of four steps (MQTT 5.0, 3.7).
///
/// @param packetId which publish, 1 to 65,535
/// @param reason [ReasonCode#SUCCESS] where 3.x spoke
public record PubComp(int packetId, ReasonCode reason, Properties properties) implements Packet {

    public PubComp {
        Packet.requireId(packetId);
    }

    /// It went well.
    public PubComp(int packetId) {
        this(packetId, ReasonCode.SUCCESS, Properties.NONE);
    }

    /// It went as the reason says.
    public PubComp(int packetId, ReasonCode reason) {
        this(packetId, reason, Properties.NONE);
    }
}

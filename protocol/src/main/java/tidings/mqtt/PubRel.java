package tidings.mqtt;

/// "You may forget its packet id": the third of four steps (MQTT 5.0, 3.6).
///
/// @param packetId which publish, 1 to 65,535
/// @param reason [ReasonCode#SUCCESS] where 3.x spoke
public record PubRel(int packetId, ReasonCode reason, Properties properties) implements Packet {

    public PubRel {
        Packet.requireId(packetId);
    }

    /// It went well.
    public PubRel(int packetId) {
        this(packetId, ReasonCode.SUCCESS, Properties.NONE);
    }

    /// It went as the reason says.
    public PubRel(int packetId, ReasonCode reason) {
        this(packetId, reason, Properties.NONE);
    }
}

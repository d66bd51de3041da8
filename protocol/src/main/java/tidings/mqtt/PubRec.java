package tidings.mqtt;

/// "Your publish exactly once is here", or why not: the second of four steps (MQTT 5.0, 3.5).
///
/// @param packetId which publish, 1 to 65,535
/// @param reason [ReasonCode#SUCCESS] where 3.x spoke
public record PubRec(int packetId, ReasonCode reason, Properties properties) implements Packet {

    public PubRec {
        Packet.requireId(packetId);
    }

    /// It went well.
    public PubRec(int packetId) {
        this(packetId, ReasonCode.SUCCESS, Properties.NONE);
    }

    /// It went as the reason says.
    public PubRec(int packetId, ReasonCode reason) {
        this(packetId, reason, Properties.NONE);
    }
}

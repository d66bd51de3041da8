package tidings.mqtt;

/// "I go" (MQTT 5.0, 3.14). In 3.x only clients say it, and always [ReasonCode#SUCCESS].
public record Disconnect(ReasonCode reason, Properties properties) implements Packet {

    /// All is well: no will.
    public static final Disconnect NORMAL = of(ReasonCode.SUCCESS);

    public static Disconnect of(ReasonCode reason) {
        return new Disconnect(reason, Properties.NONE);
    }
}

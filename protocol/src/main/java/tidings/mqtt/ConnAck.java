package tidings.mqtt;

/// "Come in", or why not (MQTT 5.0, 3.2).
///
/// @param sessionPresent whether the server had a session stored and goes on with it
/// @param reason [ReasonCode#SUCCESS], or an error: in 3.x one of the five it had
public record ConnAck(boolean sessionPresent, ReasonCode reason, Properties properties) implements Packet {

    /// Come in.
    public static ConnAck accepted(boolean sessionPresent, Properties properties) {
        return new ConnAck(sessionPresent, ReasonCode.SUCCESS, properties);
    }

    /// Stay out.
    public static ConnAck refused(ReasonCode reason) {
        return new ConnAck(false, reason, Properties.NONE);
    }
}

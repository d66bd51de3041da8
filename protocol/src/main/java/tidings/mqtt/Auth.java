package tidings.mqtt;

/// A step of an enhanced authentication (MQTT 5.0, 3.15, 4.12), in MQTT 5.0 only.
///
/// @param reason [ReasonCode#SUCCESS], [ReasonCode#CONTINUE_AUTHENTICATION] or [ReasonCode#RE_AUTHENTICATE]
public record Auth(ReasonCode reason, Properties properties) implements Packet {}

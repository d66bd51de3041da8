package tidings.device.spi;

/// Something that happened to a device, to be told elsewhere.
///
/// @param no grows with each event, and stays the same where it is told again
/// @param kind TELEMETRY, ATTRIBUTES, ALARM or DEVICE
/// @param deviceId a UUID; empty where nobody knows any more
/// @param json all of it: `{"no":1,"ts":1,"kind":"TELEMETRY","deviceId":"...","deviceName":"...","deviceType":"...",
///     "body":[{"ts":1,"values":{"a":1}}]}`
public record SinkEvent(long no, String kind, String deviceId, String deviceName, String json) {}

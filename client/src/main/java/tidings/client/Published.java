package tidings.client;

import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;

/// A message has gone its way: at most once it was written to the connection, else the server has acknowledged it.
///
/// @param packetId under which it went, 0 at most once
/// @param reason [ReasonCode#SUCCESS], or that nobody has subscribed to it
/// @param properties of the last acknowledgement
public record Published(int packetId, ReasonCode reason, Properties properties) {}

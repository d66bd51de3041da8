package tidings.broker.session;

import tidings.broker.spi.Client;
import tidings.mqtt.Connect;
import tidings.mqtt.Properties;

/// A client that may come in.
///
/// @param greeting what its CONNACK says beyond the terms of the broker, such as the end of an authentication
/// @param askedNanos when it came to ask: when its connection came, as [System#nanoTime] counts
public record Admission(Connect connect, Client client, Properties greeting, long askedNanos) {}

package tidings.client;

import tidings.mqtt.ConnAck;
import tidings.mqtt.Properties;
import tidings.mqtt.Version;

/// The server let the client in.
///
/// @param ack what it said
/// @param reconnected whether the client had been in before
/// @param version which is spoken
/// @param asBridge whether the server knows that the client is a bridge ([MqttConfig#bridge]), which it can in 3.x
public record Connected(ConnAck ack, boolean reconnected, Version version, boolean asBridge) {

    /// Whether the server goes on with the session it had.
    public boolean sessionPresent() {
        return ack.sessionPresent();
    }

    public Properties properties() {
        return ack.properties();
    }
}

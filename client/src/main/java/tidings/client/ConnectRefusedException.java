package tidings.client;

import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;

/// The server is there, but did not let the client in.
public final class ConnectRefusedException extends MqttException {

    private final ReasonCode reason;
    private final transient Properties properties;

    ConnectRefusedException(ReasonCode reason, String text, Properties properties) {
        super("The server refused the connection: " + text, null);
        this.reason = reason;
        this.properties = properties;
    }

    /// Why, as the server said; the five reasons of 3.x as those of MQTT 5.0 with the same meaning.
    public ReasonCode reason() {
        return reason;
    }

    /// What the server said with it (MQTT 5.0), such as which server to use instead.
    public Properties properties() {
        return properties;
    }
}

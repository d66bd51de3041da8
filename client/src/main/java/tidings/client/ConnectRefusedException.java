package tidings.client;

import java.io.Serial;
import tidings.mqtt.ReasonCode;

/// The server is there, but did not let the client in.
public final class ConnectRefusedException extends MqttException {

    @Serial
    private static final long serialVersionUID = 1;

    private final ReasonCode reason;

    ConnectRefusedException(ReasonCode reason, String text) {
        super("The server refused the connection: " + text, null);
        this.reason = reason;
    }

    /// Why, as the server said; the five reasons of 3.x as those of MQTT 5.0 with the same meaning.
    public ReasonCode reason() {
        return reason;
    }
}

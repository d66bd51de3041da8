package tidings.client;

import tidings.mqtt.ReasonCode;

/// The server broke the rules of MQTT, or does not speak it.
public final class ProtocolException extends MqttException {

    private final ReasonCode reason;

    ProtocolException(ReasonCode reason, String text) {
        super(text, null);
        this.reason = reason;
    }

    /// What is wrong, as the client told the server.
    public ReasonCode reason() {
        return reason;
    }
}

package tidings.client;

import java.io.Serial;
import tidings.mqtt.ReasonCode;

/// The server refused a message or a subscription, or had said before that it would.
public final class RefusedException extends MqttException {

    @Serial
    private static final long serialVersionUID = 1;

    private final ReasonCode reason;

    RefusedException(ReasonCode reason, String text) {
        super("The server refused: " + text, null);
        this.reason = reason;
    }

    /// Why.
    public ReasonCode reason() {
        return reason;
    }
}

package tidings.client;

import java.io.Serial;
import java.util.List;
import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;

/// The server refused a message or a subscription, or had said before that it would.
public final class RefusedException extends MqttException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<ReasonCode> reasons;
    private final transient Properties properties;

    RefusedException(List<ReasonCode> reasons, String text, Properties properties) {
        super("The server refused: " + text, null);
        this.reasons = reasons;
        this.properties = properties;
    }

    /// Why; of several, why the first.
    public ReasonCode reason() {
        return reasons.get(0);
    }

    /// Why, one for each filter of a subscription.
    public List<ReasonCode> reasons() {
        return reasons;
    }

    /// What the server said with it (MQTT 5.0).
    public Properties properties() {
        return properties;
    }
}

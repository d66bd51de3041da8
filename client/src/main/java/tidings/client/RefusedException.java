package tidings.client;

import java.util.List;
import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;

/// The server refused a message or a subscription, or had said before that it would.
public final class RefusedException extends MqttException {

    private final boolean byServer;
    private final transient List<ReasonCode> reasons;
    private final transient Properties properties;

    RefusedException(boolean byServer, List<ReasonCode> reasons, String text, Properties properties) {
        super(byServer ? "The server refused: " + text : text, null);
        this.byServer = byServer;
        this.reasons = reasons;
        this.properties = properties;
    }

    /// Whether the server answered so; or else it had said before that it could not.
    public boolean byServer() {
        return byServer;
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

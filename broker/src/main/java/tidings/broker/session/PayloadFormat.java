package tidings.broker.session;

import tidings.mqtt.Message;
import tidings.mqtt.Property;

/// What a message says of its payload (MQTT 5.0, 3.3.2.3.2).
public final class PayloadFormat {

    private static final int UTF_8 = 1;

    private PayloadFormat() {}

    /// Whether its payload is what it says; a message that says nothing may hold anything.
    public static boolean isAsSaid(Message message) {
        Integer said = message.properties().get(Property.PAYLOAD_FORMAT_INDICATOR);
        return said == null || said != UTF_8 || message.payload().isUtf8();
    }
}

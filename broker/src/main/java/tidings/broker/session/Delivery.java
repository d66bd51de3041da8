package tidings.broker.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.routing.SharedGroup;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.mqtt.codec.PublishFrame;

/// A message for one receiver.
///
/// @param identifiers of the subscriptions it comes by, mostly none
/// @param group with whom the receiver shares the subscription it comes by, or null
record Delivery(
        SharedMessage shared, Qos qos, boolean retain, List<Integer> identifiers,
        @Nullable SharedGroup<Session> group) {

    /// Its bytes.
    PublishFrame frame(Version version, long nowNanos) {
        if (identifiers.isEmpty() || !version.hasProperties()) {
            return shared.frame(version, qos, retain, nowNanos);
        }
        Message own = shared.as(qos, retain, nowNanos);
        for (int identifier : identifiers) {
            own = own.with(Property.SUBSCRIPTION_IDENTIFIER, identifier);
        }
        return PublishFrame.of(own, version);
    }
}

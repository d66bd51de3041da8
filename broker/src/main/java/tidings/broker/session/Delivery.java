package tidings.broker.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.routing.SharedGroup;
import tidings.broker.spi.Downlink.Receipt;
import tidings.broker.spi.QueueEntry;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.mqtt.codec.PublishFrame;

/// A message for one receiver.
///
/// @param identifiers of the subscriptions it comes by, mostly none
/// @param group with whom the receiver shares the subscription it comes by, or null
/// @param entry what a store knows of it; null where nothing is stored
/// @param receipt who is told how far it comes, or null
record Delivery(
        SharedMessage shared, Qos qos, boolean retain, List<Integer> identifiers,
        @Nullable SharedGroup<Session> group, @Nullable QueueEntry entry, @Nullable Receipt receipt) {

    /// One that came just now.
    static Delivery of(
            SharedMessage shared, Qos qos, boolean retain, List<Integer> identifiers,
            @Nullable SharedGroup<Session> group) {
        return new Delivery(shared, qos, retain, identifiers, group, null, null);
    }

    /// One for this receiver only.
    static Delivery of(SharedMessage shared, @Nullable Receipt receipt) {
        Message message = shared.message();
        return new Delivery(shared, message.qos(), message.retain(), List.of(), null, null, receipt);
    }

    /// As a store gives it back.
    static Delivery of(QueueEntry entry, long expiresNanos) {
        SharedMessage shared = SharedMessage.readBack(entry.message(), expiresNanos);
        return new Delivery(shared, entry.qos(), entry.retain(), entry.identifiers(), null, entry, null);
    }

    Delivery in(@Nullable SharedGroup<Session> shares) {
        return new Delivery(shared, qos, retain, identifiers, shares, entry, receipt);
    }

    Delivery with(QueueEntry known) {
        return new Delivery(shared, qos, retain, identifiers, group, known, receipt);
    }

    /// It was handed to the connection.
    void sent() {
        if (receipt != null) {
            receipt.sent();
            if (qos == Qos.AT_MOST_ONCE) {
                receipt.delivered();
            }
        }
    }

    /// Its receiver has it.
    void delivered() {
        if (receipt != null) {
            receipt.delivered();
        }
    }

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
